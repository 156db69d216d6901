import type { Weighed, WeighSpec } from '../weigh.js';

/** Results before a pixel was seen. */
export function emptyWeighed({ channels, entries, medians }: WeighSpec): Weighed {
  const length = channels * (entries.offsets.length - 1);
  const filled = (value: number) => new Float64Array(length).fill(value);
  return {
    weight: filled(0),
    sum: filled(0),
    squares: filled(0),
    valid: filled(0),
    minimum: filled(NaN),
    maximum: filled(NaN),
    extreme: filled(NaN),
    median: medians ? filled(NaN) : undefined,
  };
}
