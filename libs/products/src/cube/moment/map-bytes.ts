import { sumOf } from '#fits';
import type { CubeBlock } from '../cube-reader.js';
import type { MapOrder } from './moment-layout.js';

/** A stretch of a map as it is written: big-endian, in the order of the map. */
export interface MapBytes {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** ±Infinity when there is no valid pixel */
  readonly minimum: number;
  readonly maximum: number;
  /** ones' complement sum of the bytes, the first being byte 0 of a word */
  readonly sum: number;
}

export type MapBitpix = -64 | -32 | 16 | 32;

/** @param values of a block, x fastest */
export function mapBytes(values: ArrayLike<number>, { nx, ny }: CubeBlock, order: MapOrder, bitpix: MapBitpix): MapBytes {
  const size = Math.abs(bitpix) / 8;
  const bytes = new Uint8Array(nx * ny * size);
  const view = new DataView(bytes.buffer);
  const [fast, slow] = order === 'x' ? [nx, ny] : [ny, nx];
  const [fastStep, slowStep] = order === 'x' ? [1, nx] : [nx, 1];
  let [minimum, maximum] = [Infinity, -Infinity];
  let to = 0;
  for (let s = 0; s < slow; s++) {
    for (let f = 0, from = s * slowStep; f < fast; f++, from += fastStep, to += size) {
      const value = bitpix === -32 ? Math.fround(values[from]) : values[from];
      if (value < minimum) minimum = value;
      if (value > maximum) maximum = value;
      if (bitpix === -32) view.setFloat32(to, value);
      else if (bitpix === -64) view.setFloat64(to, value);
      else if (bitpix === 16) view.setInt16(to, value);
      else view.setInt32(to, value);
    }
  }
  return { bytes, minimum, maximum, sum: sumOf(bytes) };
}
