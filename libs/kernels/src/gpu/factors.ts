import type { CollapseSpec } from '../collapse.js';
import type { Needs } from '../moments/sums.js';
import { factorsOf } from '../reference/factors.js';
import { parts } from './samples.js';

/** Rows of factors for the kernel of sums: Δuᵖ for each power that is needed, then 1 for ΣI. */
export interface Factors {
  /** channels × rows × 3 parts */
  readonly values: Float32Array;
  /** 2^shift rows, not all of which are used */
  readonly shift: number;
  /** what the sum of a row is multiplied by: coordinates and widths are brought near 1 by powers of two */
  readonly scales: readonly number[];
}

export function factorRows(spec: CollapseSpec, needs: Needs): Factors {
  const powers = needs.order + 1;
  const used = Math.max(1, powers + (needs.sum ? 1 : 0));
  const shift = Math.ceil(Math.log2(used));
  const rows = 1 << shift;
  const span = powerOfTwo(spec.coordinates.reduce((most, x) => Math.max(most, Math.abs(x - spec.reference)), 0));
  const width = powerOfTwo(spec.widths.reduce((most, one) => Math.max(most, one), 0));
  const scales = Array.from({ length: powers }, (_, p) => width * span ** p);
  const values = new Float32Array(spec.channels * rows * 3);
  for (let k = 0; k < spec.channels; k++) {
    const factors = factorsOf(spec, k, powers);
    for (let row = 0; row < used; row++) values.set(parts(row < powers ? factors[row] / scales[row] : 1, 12, 3), (k * rows + row) * 3);
  }
  return { values, shift, scales: needs.sum ? [...scales, 1] : scales };
}

/** At least as large; 1 for what has no size. */
function powerOfTwo(size: number): number {
  return size > 0 && Number.isFinite(size) ? 2 ** Math.ceil(Math.log2(size)) : 1;
}
