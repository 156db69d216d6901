import type { CollapseSpec } from '../collapse.js';

/** The factors Δ·uᵖ of a channel are made first, so that every backend rounds alike. */
export function factorsOf({ coordinates, widths, reference }: CollapseSpec, channel: number, orders: number): Float64Array {
  const factors = new Float64Array(orders);
  let factor = widths[channel];
  for (let p = 0; p < orders; p++) {
    factors[p] = factor;
    factor *= coordinates[channel] - reference;
  }
  return factors;
}
