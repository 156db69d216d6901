import { createHash } from 'node:crypto';
import { CancelledError, FatalError } from '#faults';
import type { ByteSource } from '#fits';
import { assertWithin, placeFor } from './range.js';

/** Bytes at hand as a source; answers are copies, so they may be changed. */
export function memorySource(
  bytes: Uint8Array,
  options: { readonly name?: string; readonly lastModified?: Date; readonly etag?: string } = {},
): ByteSource {
  const name = options.name ?? 'memory';
  const etag = options.etag ?? createHash('sha256').update(bytes).digest('hex').slice(0, 32);
  let closed = false;
  return {
    name,
    size: bytes.length,
    etag,
    lastModified: options.lastModified ?? new Date(0),
    async read(range, { into, signal } = {}) {
      if (closed) throw new FatalError(`${name} was closed`);
      if (signal?.aborted) throw new CancelledError(`reading ${name} was cancelled`);
      assertWithin(range, bytes.length, name);
      const place = placeFor(range, into);
      place.set(bytes.subarray(range.offset, range.offset + range.length));
      return place;
    },
    async close() {
      closed = true;
    },
  };
}
