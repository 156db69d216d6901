import type { CollapseSpec } from '../collapse.js';
import type { Sums } from '../moments/sums.js';

/** Of each pixel: which channels before were kept, and their σ where it comes in planes. */
export interface Before {
  /** bits, the last channel lowest */
  readonly kept: Uint32Array;
  /** channel k at k modulo the number of lags; 0 where not kept */
  readonly sigma: readonly Float64Array[];
}

export function nothingBefore({ noise, count }: CollapseSpec): Before {
  const lags = noise && 'planes' in noise ? (noise.correlation?.length ?? 0) : 0;
  return { kept: new Uint32Array(count), sigma: Array.from({ length: lags }, () => new Float64Array(count)) };
}

/** Adds a channel to the sums over pairs, with itself and with the channels before that are correlated and were kept. */
export function addErrors(
  { errors, variance }: Sums,
  spec: CollapseSpec,
  channel: number,
  values: Float64Array,
  { kept: history, sigma }: Before,
  variances?: Float64Array,
): void {
  if (errors.length === 0 && !variance) return;
  const lags = pairsOf(spec, channel, errors.length);
  const square = ownVariance(spec, channel);
  for (let i = 0; i < values.length; i++) {
    const kept = values[i] === values[i];
    if (kept) {
      const own = variances ? variances[i] : 1;
      for (let lag = 0; lag < lags.length; lag++) {
        if (lag > 0 && ((history[i] >>> (lag - 1)) & 1) === 0) continue;
        const both = variances && lag > 0 ? Math.sqrt(own) * sigma[(channel - lag) % sigma.length][i] : own;
        for (let e = 0; e < errors.length; e++) errors[e][i] += lags[lag][e] * both;
      }
      if (variance) variance[i] += square * own;
    }
    if (sigma.length > 0) sigma[channel % sigma.length][i] = kept ? Math.sqrt(variances![i]) : 0;
    history[i] = (history[i] << 1) | (kept ? 1 : 0);
  }
}

/** σ_k², or 1 where it comes in planes. */
export function ownVariance({ noise }: CollapseSpec, k: number): number {
  return noise && 'channel' in noise ? noise.channel[k] ** 2 : 1;
}

/** What channel k adds to each of the sums: lag 0 with itself, then with the channels k − 1, k − 2, … (see Sums.errors). */
export function pairsOf(spec: CollapseSpec, k: number, sums: number): Float64Array[] {
  const { noise, coordinates, widths, reference } = spec;
  const correlation = noise?.correlation ?? [];
  const sigma = (j: number) => (noise && 'channel' in noise ? noise.channel[j] : 1) * widths[j];
  const u = coordinates[k] - reference;
  const pair = (j: number, c: number, equals: boolean) => {
    const w = coordinates[j] - reference;
    const both = equals ? [1, 2 * u, u * u, 2 * u * u, 2 * u * u * u, u ** 4] : undefined;
    const terms = both ?? [1, u + w, u * w, u * u + w * w, u * u * w + u * w * w, u * u * w * w];
    return Float64Array.from(terms.slice(0, sums), (term) => c * term);
  };
  const pairs = [pair(k, sigma(k) * sigma(k), true)];
  correlation.forEach((rho, l) => {
    if (k - l - 1 >= 0) pairs.push(pair(k - l - 1, 2 * rho * sigma(k) * sigma(k - l - 1), false));
  });
  return pairs;
}
