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

/** What was inflated last. */
let last: ArrayBuffer | undefined;

/** Never more than `most` bytes, whatever a small stream blows up to; `usual` are expected. The next call takes the memory back. */
function inflate(bytes: Uint8Array, { usual, most }: { usual: number; most: number }): Uint8Array | { damage: string } {
  // Given back at once rather than left to the garbage collector: of tiles of some KiB it would let 50 MiB come together.
  last?.transfer(0);
  last = undefined;
  // A little more than is expected, for pieces would have to be put together; more than Node's pool, which others have a share in.
  const chunkSize = Math.max(usual + 64, Buffer.poolSize);
  try {
    const inflated = unzipSync(bytes, { maxOutputLength: most, chunkSize });
    if (inflated.buffer.byteLength === chunkSize) last = inflated.buffer as ArrayBuffer;
    return inflated;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const what = code === 'ERR_BUFFER_TOO_LARGE' ? `holds more than ${most} bytes` : `is broken (${message})`;
    return { damage: `its gzip stream ${what}` };
  }
}
