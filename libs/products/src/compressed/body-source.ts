import type { ByteSource } from '#fits';
import type { Body } from '../body.js';

/** Output that is read as if it were a file: what is planned need not be written to be worked on. */
export function bodySource(body: Body, about: Pick<ByteSource, 'name' | 'etag' | 'lastModified'>): ByteSource {
  return {
    ...about,
    size: body.length,
    async read({ offset, length }, { into = new Uint8Array(length), signal } = {}) {
      const target = into.subarray(0, length);
      await body.fill(offset, Buffer.from(target.buffer, target.byteOffset, length), signal);
      return target;
    },
    async close() {},
  };
}
