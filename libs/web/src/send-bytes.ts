import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CancelledError } from '#faults';
import { pump, type Body, type Sink } from '#products';
import { Admission } from './admission.js';
import type { ByteAnswer, MadeAnswer } from './answer.js';
import { clientGone } from './client-gone.js';
import { notModified, wantedRange } from './range.js';
import { endWhenStalled } from './stalled.js';

/**
 * Sends bytes with Content-Length, ETag, Last-Modified, Range (206, 416), If-None-Match (304) and HEAD.
 * A client that goes away stops the reading; a failure after the first byte resets the connection, so that it cannot pass for a
 * complete answer.
 * @throws what the reading threw; `reply.sent` tells whether an answer can still be given
 */
export async function sendBytes(request: FastifyRequest, reply: FastifyReply, answer: ByteAnswer): Promise<void> {
  const { body, etag, lastModified } = answer;
  const { headers } = request;
  const validators = validatorsOf(answer);
  if (notModified(headers, etag, lastModified)) {
    await reply.code(304).headers(validators).send();
    return;
  }
  const part = request.method === 'GET' ? headers.range : undefined; // RFC 9110 §14.2: Range is for GET alone
  const wanted = wantedRange(part, header(headers['if-range']), etag, lastModified, body.length);
  if (wanted.kind === 'unsatisfiable') {
    reply.code(416).headers({ ...validators, 'content-range': `bytes */${body.length}`, 'content-type': 'text/plain' });
    await reply.send(`bytes 0-${body.length - 1} can be had\n`);
    return;
  }
  const range = wanted.kind === 'part' ? wanted : { from: 0, to: body.length };
  const head: Head = {
    status: wanted.kind === 'part' ? 206 : 200,
    headers: {
      ...validators,
      ...(wanted.kind === 'part' ? { 'content-range': `bytes ${range.from}-${range.to - 1}/${body.length}` } : {}),
      ...descriptionOf(answer),
      'content-length': String(range.to - range.from),
    },
  };
  if (request.method === 'HEAD') begin(reply, head).end();
  else await stream(reply, body, range, head);
}

/**
 * Sends bytes that are made when they are asked for: as `sendBytes` does, but HEAD and If-None-Match make nothing, and HEAD tells the length when it is
 * known beforehand, or what would refuse it.
 * @throws what making and reading throw
 */
export async function sendMade(request: FastifyRequest, reply: FastifyReply, answer: MadeAnswer, signal: AbortSignal): Promise<void> {
  const validators = validatorsOf(answer);
  if (notModified(request.headers, answer.etag, answer.lastModified)) {
    await reply.code(304).headers(validators).send();
    return;
  }
  if (request.method === 'HEAD' || !answer.make) {
    answer.check?.();
    const length: Record<string, string> = answer.length === undefined ? {} : { 'content-length': String(answer.length) };
    begin(reply, { status: 200, headers: { ...validators, ...descriptionOf(answer), ...length } }).end();
    return;
  }
  const { body, leave, instead = answer } = await answer.make(signal);
  try {
    await sendBytes(request, reply, { ...instead, body });
  } finally {
    await leave();
  }
}

function validatorsOf({ etag, lastModified, headers }: Omit<ByteAnswer, 'body'>): Record<string, string> {
  return {
    'accept-ranges': 'bytes',
    etag: `"${etag}"`,
    'last-modified': lastModified.toUTCString(),
    'cache-control': 'no-cache', // keep it, but ask whether it still holds
    ...headers,
  };
}

function descriptionOf({ contentType, fileName }: Omit<ByteAnswer, 'body'>): Record<string, string> {
  return { 'content-type': contentType, 'content-disposition': `attachment; filename="${fileName}"` };
}

interface Head {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
}

/** From here on the answer is in our hands; not earlier, so that a refusal does not carry the headers of what it refuses. */
function begin(reply: FastifyReply, { status, headers }: Head): ServerResponse {
  reply.code(status).headers(headers).hijack();
  return reply.raw.writeHead(status, reply.getHeaders() as Record<string, string>);
}

/** Places for streams in this process; a module-wide count, for memory is. */
export const downloads = new Admission();

/** A client that takes nothing for so long has no use for the rest; long, for a slow one may be served in spurts. */
const STALLED_MS = 300_000;

async function stream(reply: FastifyReply, body: Body, range: { readonly from: number; readonly to: number }, head: Head): Promise<void> {
  const { raw } = reply;
  const gone = clientGone(reply);
  const place = await downloads.enter(gone);
  try {
    await ownTurn(raw, gone);
    // Not before the first bytes are there: until then what goes wrong can still be told in words.
    const start = (): void => {
      if (raw.headersSent) return;
      begin(reply, head);
      endWhenStalled(raw, STALLED_MS);
    };
    await pump(body, range, sinkOf(raw, gone, start), { signal: gone, lanes: place.ample ? undefined : 1 });
    start();
    raw.end();
  } catch (error) {
    if (raw.headersSent || gone.aborted) raw.destroy();
    if (!(error instanceof CancelledError)) throw error;
  } finally {
    place.leave();
  }
}

/** An answer that waits behind another on the same connection takes no memory until it is its turn. */
async function ownTurn(raw: ServerResponse, gone: AbortSignal): Promise<void> {
  if (raw.socket === null) await once(raw, 'socket', { signal: gone }).catch(() => {});
  if (gone.aborted) throw new CancelledError('the client has gone');
}

/** The promise of a write settles when the bytes are with the kernel: only then may the block be used again. */
function sinkOf(raw: ServerResponse, gone: AbortSignal, start: () => void): Sink {
  return {
    write: (chunk) =>
      new Promise((resolve, reject) => {
        start();
        const end = (error?: Error | null): void => {
          gone.removeEventListener('abort', left);
          if (error) reject(new CancelledError('the client has gone', { cause: error }));
          else resolve();
        };
        const left = (): void => end(new Error('the connection is closed'));
        gone.addEventListener('abort', left, { once: true });
        if (gone.aborted) left();
        else raw.write(chunk, end);
      }),
  };
}

const header = (value: string | string[] | undefined): string | undefined => (Array.isArray(value) ? value[0] : value);
