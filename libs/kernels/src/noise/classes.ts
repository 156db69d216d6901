import type { Counts } from '../histogram.js';

/** Classes on either side of the centre: 64 octaves of 2048. Values beyond are counted in the last. */
export const CLASSES = 64 * 2048;

const MANTISSA_BITS = 11;
const ONE = 1023 << MANTISSA_BITS;

const double = new Float64Array(1);
const words = new Int32Array(double.buffer);

/** Class of a value: the leading bits of 1 + |I − centre|/scale, below 0 on the left. */
export function classOf(value: number, centre: number, scale: number): number {
  const offset = (value - centre) / scale;
  double[0] = 1 + Math.abs(offset);
  const place = Math.min(CLASSES - 1, (words[1] >> (20 - MANTISSA_BITS)) - ONE);
  return offset < 0 ? -1 - place : place;
}

/** Where a class begins, on the side of lower values. */
export function lowerEdge({ centre, scale }: Pick<Counts, 'centre' | 'scale'>, place: number): number {
  double[0] = 0;
  words[1] = ((place < 0 ? -place : place) + ONE) << (20 - MANTISSA_BITS);
  const offset = double[0] - 1;
  return place < 0 ? centre - scale * offset : centre + scale * offset;
}

/** Plain counts of `2 × CLASSES` classes, cut to those that are not empty. */
export function countsOf(
  all: Uint32Array,
  { centre, scale }: Pick<Counts, 'centre' | 'scale'>,
  tally: Pick<Counts, 'valid' | 'invalid' | 'zeros'>,
): Counts {
  let [first, last] = [0, all.length];
  while (first < last && all[first] === 0) first++;
  while (last > first && all[last - 1] === 0) last--;
  return { centre, scale, first: first - CLASSES, counts: Float64Array.from(all.subarray(first, last)), ...tally };
}
