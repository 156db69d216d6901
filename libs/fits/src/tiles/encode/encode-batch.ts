import { encodeGzip2 } from './gzip2.js';
import { sumOf } from './checksum.js';
import { encodeRice } from './rice.js';

/** ZCMPTYPE → big-endian pixels of one tile, compressed; it may be a view of memory that the next one overwrites. */
const ENCODERS = {
  RICE_1: encodeRice,
  GZIP_2: encodeGzip2,
} as const;

/** Some tiles, one behind the other. Both arrays may be of shared memory, so that nothing is copied from thread to thread. */
export interface EncodeJob {
  readonly codec: keyof typeof ENCODERS;
  /** bytes of a pixel */
  readonly width: number;
  /** pixels of each tile */
  readonly lengths: readonly number[];
  /** big-endian */
  readonly pixels: Uint8Array;
  /** where the streams go, one behind the other: room for `streamCapacity` bytes */
  readonly streams: Uint8Array;
}

export interface Encoded {
  /** bytes of each stream */
  readonly bytes: readonly number[];
  /** `sumOf` the streams, and of the pixels */
  readonly sum: number;
  readonly pixelSum: number;
}

/** What so many tiles of so many bytes together never exceed: noise takes a little more than its pixels. */
export function streamCapacity(bytes: number, tiles: number): number {
  return Math.ceil(1.25 * bytes) + 64 * tiles;
}

export function encodeBatch({ codec, width, lengths, pixels, streams }: EncodeJob): Encoded {
  const bytes: number[] = [];
  let end = 0;
  let at = 0;
  for (const length of lengths) {
    const stream = ENCODERS[codec](pixels.subarray(at, (at += length * width)), width);
    streams.set(stream, end);
    bytes.push(stream.length);
    end += stream.length;
  }
  return { bytes, sum: sumOf(streams.subarray(0, end)), pixelSum: sumOf(pixels) };
}
