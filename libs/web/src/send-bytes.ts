import type { FastifyReply, FastifyRequest } from 'fastify';
import type { ServerResponse } from 'node:http';
import { CancelledError } from '#faults';
import { pump, type Sink } from '#products';
import type { ByteAnswer } from './answer.js';
import { clientGone } from './client-gone.js';
import { notModified, wantedRange } from './range.js';

/**
 * Sends bytes with Content-Length, ETag, Last-Modified, Range (206, 416), If-None-Match (304) and HEAD.
 * A client that goes away stops the reading; a failure after the first byte resets the connection, so that it cannot pass for a
 * complete answer.
 * @throws what the reading threw; `reply.sent` tells whether an answer can still be given
 */
export async function sendBytes(request: FastifyRequest, reply: FastifyReply, answer: ByteAnswer): Promise<void> {
  const { body, etag, lastModified } = answer;
  const { headers } = request;
  reply.headers({
    'accept-ranges': 'bytes',
    etag: `"${etag}"`,
    'last-modified': lastModified.toUTCString(),
    'cache-control': 'no-cache', // keep it, but ask whether it still holds
    ...answer.headers,
  });
  if (notModified(headers, etag, lastModified)) {
    await reply.code(304).send();
    return;
  }
  const wanted = wantedRange(headers.range, header(headers['if-range']), etag, lastModified, body.length);
  if (wanted.kind === 'unsatisfiable') {
    await reply
      .code(416)
      .header('content-range', `bytes */${body.length}`)
      .type('text/plain')
      .send(`bytes 0-${body.length - 1} can be had\n`);
    return;
  }
  const range = wanted.kind === 'part' ? wanted : { from: 0, to: body.length };
  reply.code(200); // Nest would have a POST answered with 201
  if (wanted.kind === 'part') reply.code(206).header('content-range', `bytes ${range.from}-${range.to - 1}/${body.length}`);
  reply.headers({
    'content-type': answer.contentType,
    'content-length': range.to - range.from,
    'content-disposition': `attachment; filename="${answer.fileName}"`,
  });

  reply.hijack();
  const { raw } = reply;
  raw.writeHead(reply.statusCode, reply.getHeaders() as Record<string, string>);
  if (request.method === 'HEAD') {
    raw.end();
    return;
  }
  try {
    await pump(body, range, sinkOf(raw), clientGone(reply));
    raw.end();
  } catch (error) {
    raw.destroy();
    if (!(error instanceof CancelledError)) throw error;
  }
}

/** The promise of a write settles when the bytes are with the kernel: only then may the block be used again. */
function sinkOf(raw: ServerResponse): Sink {
  return {
    write: (chunk) =>
      new Promise((resolve, reject) => {
        if (raw.destroyed) return reject(new CancelledError('the client has gone'));
        raw.write(chunk, (error) => (error ? reject(new CancelledError('the client has gone', { cause: error })) : resolve()));
      }),
  };
}

const header = (value: string | string[] | undefined): string | undefined => (Array.isArray(value) ? value[0] : value);
