import { median } from '../columns/median.js';
import type { Counts } from '../histogram.js';
import { Distribution } from './distribution.js';

/** Kernels §6.2: mad (default of the products), negative values only, iterated clip at 3σ, fit of a Gaussian to 100 bins above a quarter of the peak. */
export type Estimator = 'mad' | 'negative' | 'clip' | 'gauss';

export interface NoiseEstimate {
  readonly sigma: number;
  readonly median: number;
  /** bound of what the classes add to the error of σ; above 10⁻³ count again about this median with this σ as scale */
  readonly relativeError: number;
}

export function noiseOf(counts: Counts, estimator: Estimator): NoiseEstimate {
  const all = new Distribution(counts);
  const middle = all.valueAt(all.total / 2);
  if (all.total === 0) return { sigma: NaN, median: NaN, relativeError: NaN };
  const { sigma, at } = ESTIMATORS[estimator](all, middle);
  return { sigma, median: middle, relativeError: Math.max(...at.map((x) => all.resolutionAt(x))) / sigma };
}

/** Centre and scale for the classes from some values of a cube (NaN passed over). */
export function scaleOf(values: Float64Array): { centre: number; scale: number } {
  const sorted = values.filter((value) => Number.isFinite(value)).sort();
  const centre = sorted.length > 0 ? median(sorted) : 0;
  const deviation = 1.4826 * median(sorted.map((value) => Math.abs(value - centre)).sort());
  if (deviation > 0) return { centre, scale: deviation };
  const spread = Math.sqrt(sorted.reduce((sum, value) => sum + (value - centre) ** 2, 0) / sorted.length);
  return { centre, scale: spread > 0 ? spread : 1 };
}

/** σ, and the values whose classes bound its error. */
type Estimate = (all: Distribution, middle: number) => { readonly sigma: number; readonly at: readonly number[] };

const ESTIMATORS: Readonly<Record<Estimator, Estimate>> = { mad, negative, clip, gauss };

function mad(all: Distribution, middle: number): ReturnType<Estimate> {
  let [low, high] = [0, Math.max(all.valueAt(all.total) - middle, middle - all.valueAt(0))];
  for (let round = 0; round < 100; round++) {
    const half = (low + high) / 2;
    if (all.countBelow(middle + half) - all.countBelow(middle - half) < all.total / 2) low = half;
    else high = half;
  }
  return { sigma: 1.4826 * high, at: [middle, middle - high, middle + high] };
}

function negative(all: Distribution): ReturnType<Estimate> {
  const below = all.countBelow(0);
  const value = below > 0 ? all.valueAt(below / 2) : NaN;
  return { sigma: 1.4826 * -value, at: [0, value] };
}

function clip(all: Distribution): ReturnType<Estimate> {
  let sigma = spread(all, Infinity);
  for (let round = 0; round < 20; round++) {
    const next = spread(all, 3 * sigma);
    const still = Math.abs(next - sigma) < 1e-3 * sigma;
    sigma = next;
    if (still) break;
  }
  return { sigma, at: [-sigma, sigma] };
}

function spread(all: Distribution, limit: number): number {
  const { n, sum, squares } = all.momentsWithin(-limit, limit);
  return Math.sqrt(Math.max(0, squares - (sum * sum) / n) / (n - 1));
}

/** A parabola through the logarithms of the bins, each weighted with its number. */
function gauss(all: Distribution, middle: number): ReturnType<Estimate> {
  const { sigma: start, at } = mad(all, middle);
  const bins = Array.from({ length: 100 }, (_, j) => {
    const u = (j - 50) / 10;
    return { u: u + 0.05, n: all.countBelow(middle + (u + 0.1) * start) - all.countBelow(middle + u * start) };
  });
  const peak = Math.max(...bins.map(({ n }) => n));
  const used = bins.filter(({ n }) => n > peak / 4);
  const moment = (power: number, logarithm = false) =>
    used.reduce((total, { u, n }) => total + n * u ** power * (logarithm ? Math.log(n) : 1), 0);
  const [s0, s1, s2, s3, s4] = [0, 1, 2, 3, 4].map((power) => moment(power));
  const [t0, t1, t2] = [0, 1, 2].map((power) => moment(power, true));
  const determinant = s0 * (s2 * s4 - s3 * s3) - s1 * (s1 * s4 - s2 * s3) + s2 * (s1 * s3 - s2 * s2);
  const curve = (s0 * (s2 * t2 - s3 * t1) - s1 * (s1 * t2 - s2 * t1) + t0 * (s1 * s3 - s2 * s2)) / determinant;
  return { sigma: start * Math.sqrt(-1 / (2 * curve)), at };
}
