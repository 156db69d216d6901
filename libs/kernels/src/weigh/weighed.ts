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

/** The extremes from minimum and maximum: of two that are as far from 0 the positive one. */
export function withExtremes(weighed: Weighed): Weighed {
  const { minimum, maximum, extreme } = weighed;
  for (let at = 0; at < extreme.length; at++) extreme[at] = Math.abs(minimum[at]) > Math.abs(maximum[at]) ? minimum[at] : maximum[at];
  return weighed;
}
