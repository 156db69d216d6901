import { Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Body } from '#products';
import type { ByteSource } from '#fits';
import { sendBytes } from '#web';

/** Every change of UWS is answered by the way to what has changed. */
export async function sendTo(reply: FastifyReply, url: string): Promise<void> {
  await reply.code(303).header('location', url).header('cache-control', 'no-store').send('');
}

/** A scalar of UWS: the value alone. */
export async function sendScalar(reply: FastifyReply, value: string): Promise<void> {
  await reply.code(200).headers({ 'content-type': 'text/plain', 'cache-control': 'no-store' }).send(value);
}

/** A document as it is made. */
export async function sendDocument(reply: FastifyReply, contentType: string, chunks: AsyncIterable<string>): Promise<void> {
  reply.code(200).headers({ 'content-type': contentType, 'cache-control': 'no-store' });
  await reply.send(reply.request.method === 'HEAD' ? undefined : Readable.from(chunks, { objectMode: false }));
}

export async function sendSource(
  request: FastifyRequest,
  reply: FastifyReply,
  source: ByteSource,
  about: { readonly contentType: string; readonly fileName: string },
): Promise<void> {
  const { etag, lastModified } = source;
  const fileName = about.fileName.replace(/[^\w.,;()+~ -]/g, '_');
  await sendBytes(request, reply, { body: Body.ofFile(source), etag, lastModified, contentType: about.contentType, fileName });
}
