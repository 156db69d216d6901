import { UnsupportedError } from '#faults';
import type { Needs, Sums } from '../moments/sums.js';
import type { Factors } from './factors.js';

/** The sums of float64 from the states that the kernels leave (sources.ts). */
export function sumsOf(
  state: Float32Array,
  count: number,
  { shift, scales }: Factors,
  needs: Needs,
): Pick<Sums, 'n' | 'powers' | 'sum'> & { invalid: number } {
  const n = new Int32Array(count);
  let invalid = 0;
  for (let i = 0; i < count; i++) {
    n[i] = state[placeOf(i, 0, shift) + 2];
    invalid += state[placeOf(i, 0, shift) + 3];
  }
  const rows = scales.map((scale, row) => total(state, count, row, shift, scale));
  return { n, invalid, powers: rows.slice(0, needs.order + 1), sum: needs.sum ? rows[needs.order + 1] : undefined };
}

export function squaresOf(state: Float32Array, count: number): Pick<Sums, 'squares'> {
  const large = total(state, count, 0, 1, 2 ** 72);
  const small = total(state, count, 1, 1, 2 ** -112);
  return { squares: large.map((sum, i) => sum + small[i]) };
}

export function extremesOf(state: Float32Array, count: number): Pick<Sums, 'maximum' | 'maximumAt' | 'minimum' | 'minimumAt'> {
  const values = (at: number, none: number) =>
    Float64Array.from({ length: count }, (_, i) => (state[4 * i + 1] === 0 ? none : state[4 * i + at]));
  const channels = (at: number) => Int32Array.from({ length: count }, (_, i) => state[4 * i + at] - 1);
  return { maximum: values(0, -Infinity), maximumAt: channels(1), minimum: values(2, Infinity), minimumAt: channels(3) };
}

function total(state: Float32Array, count: number, row: number, shift: number, scale: number): Float64Array {
  const sums = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    const at = placeOf(i, row, shift);
    sums[i] = (state[at] + state[at + 1]) * scale;
    if (!Number.isFinite(sums[i])) throw new UnsupportedError('samples beyond 1e30 are too large to be added on the GPU');
  }
  return sums;
}

/** Of the first of four numbers. */
function placeOf(pixel: number, row: number, shift: number): number {
  return 4 * (((((pixel >> 6) << shift) + row) << 6) + (pixel & 63));
}
