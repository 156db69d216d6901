import { endianness } from 'node:os';
import { sumOf } from '#fits';
import type { CubeBlock } from '../cube-reader.js';
import type { MapOrder } from './moment-layout.js';

/** A stretch of a map as it is written: big-endian, in the order of the map. */
export interface MapBytes {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** ±Infinity when there is no valid pixel */
  readonly minimum: number;
  readonly maximum: number;
  /** pixels without a value */
  readonly blank: number;
  /** ones' complement sum of the bytes, the first being byte 0 of a word */
  readonly sum: number;
}

export type MapBitpix = -64 | -32 | 16 | 32;

/** @param values of a block, x fastest */
export function mapBytes(values: ArrayLike<number>, { nx, ny }: CubeBlock, order: MapOrder, bitpix: MapBitpix): MapBytes {
  const size = Math.abs(bitpix) / 8;
  const pixels = new ARRAYS[bitpix](nx * ny);
  const [fast, slow] = order === 'x' ? [nx, ny] : [ny, nx];
  const [fastStep, slowStep] = order === 'x' ? [1, nx] : [nx, 1];
  let [minimum, maximum] = [Infinity, -Infinity];
  let [to, blank] = [0, 0];
  for (let s = 0; s < slow; s++) {
    for (let f = 0, from = s * slowStep; f < fast; f++, from += fastStep, to++) {
      pixels[to] = values[from];
      const value = pixels[to];
      if (value < minimum) minimum = value;
      if (value > maximum) maximum = value;
      if (Number.isNaN(value)) blank++;
    }
  }
  const bytes = new Uint8Array(pixels.buffer);
  if (IS_LITTLE) SWAPS[size as 2 | 4 | 8](Buffer.from(bytes.buffer));
  return { bytes, minimum, maximum, blank, sum: sumOf(bytes) };
}

const ARRAYS = { [-64]: Float64Array, [-32]: Float32Array, 16: Int16Array, 32: Int32Array } as const;
const IS_LITTLE = endianness() === 'LE';
const SWAPS = {
  2: (bytes: Buffer) => bytes.swap16(),
  4: (bytes: Buffer) => bytes.swap32(),
  8: (bytes: Buffer) => bytes.swap64(),
};
