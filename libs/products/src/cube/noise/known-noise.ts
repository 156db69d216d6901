import { UsageError } from '#faults';
import type { ChannelNoise } from './measure-noise.js';

/** σ as it was measured, NaN where that is no number above 0: of samples that are alike nothing is known, least of all that they have no noise. */
export const knownNoise = (sigma: ArrayLike<number>): Float64Array => Float64Array.from(sigma, (value) => (value > 0 ? value : NaN));

/** @throws UsageError when there were samples and no channel has a σ above 0 */
export function assertMeasured({ sigma, centre }: ChannelNoise, estimator: string): void {
  if (sigma.some((value) => value > 0)) return;
  const bad = sigma.findIndex((value, k) => value === 0 || !Number.isNaN(centre[k]));
  if (bad < 0) return;
  throw new UsageError(
    `the noise that NOISE=${estimator} measures is ${sigma[bad]}, expected more than 0: most samples are alike, or there are none of the kind. Where zeros stand for blank pixels give ZEROBLANK=1, else NOISECHAN or another NOISE`,
  );
}
