import { unzipSync } from 'node:zlib';
import type { CodecJob, Decoded } from './codec.js';
import { elementsOf, widthOf } from './elements.js';
import { unshuffled } from './shuffle.js';

/** GZIP_1 (Standard §10.4.2): the elements as they stand in a file, deflated. */
export function decodeGzip1(bytes: Uint8Array, job: CodecJob): Decoded {
  const inflated = inflate(bytes, sizes(job));
  return inflated instanceof Uint8Array ? elementsOf(inflated, job) : inflated;
}

/** GZIP_2: all first bytes of the elements, then all second ones, … */
export function decodeGzip2(bytes: Uint8Array, job: CodecJob): Decoded {
  const inflated = inflate(bytes, sizes(job));
  if (!(inflated instanceof Uint8Array)) return inflated;
  const width = widthOf(inflated, job.pixels);
  if (width === undefined || width === 1) return elementsOf(inflated, job);
  const asValues = job.quantised && width === 4;
  const elements = unshuffled(inflated, width, asValues);
  if (!elements) return { damage: `${inflated.length} bytes are more than a tile can have` };
  return asValues ? new Int32Array(elements.buffer, elements.byteOffset, job.pixels) : elementsOf(elements, job);
}

/** Elements may be of 32 bits where the pixels are not (see elementsOf). */
function sizes({ pixels, elementBytes }: CodecJob): { usual: number; most: number } {
  const usual = pixels * elementBytes;
  return { usual, most: Math.max(usual, Math.min(pixels * 4, 2 ** 28)) };
}

/** Never more than `most` bytes, whatever a small stream blows up to; `usual` are expected. */
function inflate(bytes: Uint8Array, { usual, most }: { usual: number; most: number }): Uint8Array | { damage: string } {
  try {
    // A little more than is expected: pieces would have to be put together.
    return unzipSync(bytes, { maxOutputLength: most, chunkSize: Math.min(usual + 64, 2 ** 20) });
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const what = code === 'ERR_BUFFER_TOO_LARGE' ? `holds more than ${most} bytes` : `is broken (${message})`;
    return { damage: `its gzip stream ${what}` };
  }
}
