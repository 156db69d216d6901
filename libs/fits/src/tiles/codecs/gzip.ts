import { unzipSync } from 'node:zlib';
import type { CodecJob, Decoded } from './codec.js';
import { elementsOf, widthOf } from './elements.js';
import { unshuffled } from './shuffle.js';

/** GZIP_1 (Standard §10.4.2): the elements as they stand in a file, deflated. */
export function decodeGzip1(bytes: Uint8Array, job: CodecJob): Decoded {
  const inflated = inflate(bytes, job.pixels * 8);
  return inflated instanceof Uint8Array ? elementsOf(inflated, job) : inflated;
}

/** GZIP_2: all first bytes of the elements, then all second ones, … */
export function decodeGzip2(bytes: Uint8Array, job: CodecJob): Decoded {
  const inflated = inflate(bytes, job.pixels * 8);
  if (!(inflated instanceof Uint8Array)) return inflated;
  const width = widthOf(inflated, job.pixels);
  return elementsOf(width === undefined ? inflated : unshuffled(inflated, width), job);
}

/** Never more than `most` bytes, whatever a small stream blows up to. */
function inflate(bytes: Uint8Array, most: number): Uint8Array | { damage: string } {
  try {
    return unzipSync(bytes, { maxOutputLength: Math.max(most, 1), chunkSize: Math.min(Math.max(most / 2, 64), 2 ** 20) });
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    return {
      damage: code === 'ERR_BUFFER_TOO_LARGE' ? `its gzip stream holds more than ${most} bytes` : `its gzip stream is broken (${message})`,
    };
  }
}
