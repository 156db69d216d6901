import { FatalError, UnsupportedError } from '#faults';
import { type AttemptOptions, withAttempts } from './attempts.js';
import { assertPlain, contentRange } from './content-range.js';
import { ask, bounded, takeBody } from './remote-file.js';
import { statusFault } from './statuses.js';
import type { RangeReply, Transport } from './transport.js';
import { ifOther, plainEtag, type Validator } from './validator.js';

/** What the first request tells of a file, and the bytes that came along. */
export interface Probe {
  readonly version: Validator;
  /** for ByteSource */
  readonly etag: string;
  readonly lastModified: Date;
  /** the file from its start: HEAD_BYTES, or all of it */
  readonly head: Uint8Array;
}

/** Asked for at first: a GET of this costs no more than a HEAD, most headers are in it, and it shows whether ranges are honoured. */
export const HEAD_BYTES = 64 * 1024;

/** A file of a store that ignores ranges is taken whole up to here; it then stays in memory while it is open. */
export const MOST_WHOLE_BYTES = 1024 * 1024;

/**
 * Finds out size and version of a remote file. Given what was `known`, a file that is still the same answers just that.
 * Throws what `readRemote` throws; UnsupportedError when the store ignores ranges of a large file, or names no version.
 */
export async function probe(transport: Transport, name: string, attempts: AttemptOptions, known?: Probe): Promise<Probe> {
  return bounded(name, HEAD_BYTES, undefined, (stop) =>
    withAttempts(attempts, stop, async () => {
      const range = { offset: 0, length: HEAD_BYTES };
      const reply = await ask(transport, name, range, known ? ifOther(known.version) : {}, stop);
      try {
        if (known && reply.status === 304) return known;
        const found = await read(transport, name, reply, stop);
        return found.etag === known?.etag ? known : found;
      } finally {
        reply.body.destroy();
      }
    }),
  );
}

async function read(transport: Transport, name: string, reply: RangeReply, stop: AbortSignal): Promise<Probe> {
  // An empty file has no byte 0 (RFC 9110 §15.5.17).
  if (reply.status === 416 && /^bytes \*\/0$/i.test(reply.contentRange ?? '')) return probeOf(transport, name, reply, new Uint8Array(0), 0);
  if (reply.status === 200) {
    assertPlain(name, reply, transport.fileName);
    const whole = await takeWhole(name, reply, stop);
    return probeOf(transport, name, reply, whole, whole.length);
  }
  if (reply.status !== 206) throw statusFault(name, reply);
  const { length, size } = contentRange(name, reply, { offset: 0, length: HEAD_BYTES }, transport.fileName);
  const head = new Uint8Array(length);
  let filled = 0;
  await takeBody(name, reply, length, stop, (chunk) => {
    head.set(chunk, filled);
    filled += chunk.length;
  });
  return probeOf(transport, name, reply, head, size);
}

async function takeWhole(name: string, reply: RangeReply, stop: AbortSignal): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let total = 0;
  const { contentLength } = reply;
  if (contentLength === undefined || contentLength <= MOST_WHOLE_BYTES) {
    await takeBody(name, reply, contentLength, stop, (chunk) => {
      total += chunk.length;
      if (total > MOST_WHOLE_BYTES) throw ignoresRange(name);
      chunks.push(chunk);
    });
    return Buffer.concat(chunks);
  }
  throw ignoresRange(name);
}

function ignoresRange(name: string): UnsupportedError {
  const most = MOST_WHOLE_BYTES / 1024 ** 2;
  return new UnsupportedError(`${name} cannot be cut: its store does not honour range requests, and the file is larger than ${most} MiB`);
}

function probeOf(transport: Transport, name: string, reply: RangeReply, head: Uint8Array, size: number): Probe {
  const { etag, lastModified } = reply;
  const version = { etag, lastModified, size };
  if (size > head.length && etag === undefined && lastModified === undefined) {
    throw new UnsupportedError(`${name} cannot be cut: its store sends neither ETag nor Last-Modified, so a change would go unnoticed`);
  }
  if (!Number.isSafeInteger(size)) throw new FatalError(`${name} cannot be read: its store says that it has ${size} bytes`);
  const date = new Date(lastModified ?? 0);
  return {
    version,
    etag: plainEtag(transport.identity, version, head),
    lastModified: Number.isNaN(date.getTime()) ? new Date(0) : date,
    head,
  };
}
