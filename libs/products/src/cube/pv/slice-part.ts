import { sumOf } from '#fits';

/** How the numbers of a slice stand in its array. */
export interface SliceOrder {
  readonly bitpix: -32 | -64;
  /** channels next to each other, not samples */
  readonly reverse: boolean;
}

/** Some samples of some channels as they are written: big-endian, in the order of the slice. */
export interface SlicePart {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** ±Infinity when there is no value */
  readonly minimum: number;
  readonly maximum: number;
  /** samples without a value */
  readonly invalid: number;
  /** ones' complement sum of the bytes */
  readonly sum: number;
}

/** @param values channels × samples, sample first */
export function slicePart(values: Float64Array, channels: number, { bitpix, reverse }: SliceOrder): SlicePart {
  const samples = values.length / channels;
  const size = -bitpix / 8;
  const bytes = new Uint8Array(values.length * size);
  const view = new DataView(bytes.buffer);
  const [fast, slow] = reverse ? [channels, samples] : [samples, channels];
  const [fastStep, slowStep] = reverse ? [samples, 1] : [1, samples];
  let [minimum, maximum, invalid] = [Infinity, -Infinity, 0];
  for (let s = 0, to = 0; s < slow; s++) {
    for (let f = 0, from = s * slowStep; f < fast; f++, from += fastStep, to += size) {
      const value = bitpix === -32 ? Math.fround(values[from]) : values[from];
      if (value < minimum) minimum = value;
      if (value > maximum) maximum = value;
      if (value !== value) invalid += 1;
      if (bitpix === -32) view.setFloat32(to, value);
      else view.setFloat64(to, value);
    }
  }
  return { bytes, minimum, maximum, invalid, sum: sumOf(bytes) };
}
