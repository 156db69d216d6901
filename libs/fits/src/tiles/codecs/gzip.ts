import { unzipSync } from 'node:zlib';
import type { CodecJob, Decoded } from './codec.js';
import { elementsOf, widthOf } from './elements.js';
import { unshuffled } from './shuffle.js';

/** GZIP_1 (Standard §10.4.2): the elements as they stand in a file, deflated. */
export function decodeGzip1(bytes: Uint8Array, job: CodecJob): Decoded {
  const inflated = inflate(bytes, mostBytes(job));
  return inflated instanceof Uint8Array ? elementsOf(inflated, job) : inflated;
}

/** GZIP_2: all first bytes of the elements, then all second ones, … */
export function decodeGzip2(bytes: Uint8Array, job: CodecJob): Decoded {
  const inflated = inflate(bytes, mostBytes(job));
  if (!(inflated instanceof Uint8Array)) return inflated;
  const width = widthOf(inflated, job.pixels);
  if (width === undefined || width === 1) return elementsOf(inflated, job);
  const asValues = job.quantised && width === 4;
  const elements = unshuffled(inflated, width, asValues);
  if (!elements) return { damage: `${inflated.length} bytes are more than a tile can have` };
  return asValues ? new Int32Array(elements.buffer, elements.byteOffset, job.pixels) : elementsOf(elements, job);
}

/** Elements may be of 32 bits where the pixels are not (see elementsOf). */
function mostBytes({ pixels, elementBytes }: CodecJob): number {
  return Math.max(pixels * elementBytes, Math.min(pixels * 4, 2 ** 28));
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
