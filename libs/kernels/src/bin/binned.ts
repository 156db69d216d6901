import type { BinSpec } from '../bin.js';

/** The panels from ΣfIΔ and ΣfΔ of bins × count. Half of a bin is enough also when rounding says a little less. */
export function binned({ bins, count, combine }: BinSpec, sums: Float64Array, weights: Float64Array): Float64Array {
  const panels = new Float64Array(sums.length);
  bins.forEach(([a, b], bin) => {
    const least = (Math.abs(b - a) / 2) * (1 - 1e-12);
    for (let at = bin * count; at < (bin + 1) * count; at++) {
      const enough = weights[at] > 0 && weights[at] >= least;
      panels[at] = enough ? (combine === 'mean' ? sums[at] / weights[at] : sums[at]) : NaN;
    }
  });
  return panels;
}
