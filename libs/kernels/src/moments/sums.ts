import { UsageError } from '#faults';
import type { CollapseSpec, MomentId } from '../collapse.js';

/** What one pass over the channels adds up, each of `count` pixels; what no map needs is not there. u = x − x₀. */
export interface Sums {
  /** channels kept */
  readonly n: Int32Array;
  /** ΣIuᵖΔ, p = 0 … order */
  readonly powers: readonly Float64Array[];
  readonly sum?: Float64Array;
  readonly squares?: Float64Array;
  /** −∞, and channel −1, where there is none */
  readonly maximum?: Float64Array;
  readonly maximumAt?: Int32Array;
  readonly minimum?: Float64Array;
  readonly minimumAt?: Int32Array;
  /** of pairs of channels j, k with covariance c: Σc, Σc(u_j+u_k), Σcu_ju_k, Σc(q_j+q_k), Σc(q_ju_k+u_jq_k), Σcq_jq_k; q = u², a pair of equals counts once */
  readonly errors: readonly Float64Array[];
  /** Σσ² */
  readonly variance?: Float64Array;
  /** σ² at the channel of the extreme, when σ² comes in planes */
  readonly maximumVariance?: Float64Array;
  readonly minimumVariance?: Float64Array;
}

/** Which of them a spec needs. */
export interface Needs {
  /** highest power in the first pass, −1 … 4 */
  readonly order: number;
  /** highest power at all, up to 8: above 4 the planes are fed twice */
  readonly highest: number;
  readonly sum: boolean;
  readonly squares: boolean;
  readonly maximum: boolean;
  readonly minimum: boolean;
  /** 0, 1, 3 or 6 */
  readonly errors: number;
  readonly variance: boolean;
}

export const HIGHEST_ORDER = 8;

/** Correlations of channels reach so far: a bit of each is kept. */
export const MOST_LAGS = 31;

type Need = Partial<Omit<Needs, 'highest'>>;

const NEEDS: Readonly<Record<string, Need>> = {
  '-1': { sum: true },
  0: { order: 0 },
  1: { order: 1 },
  2: { order: 2 },
  5: { sum: true, squares: true },
  6: { squares: true },
  8: { maximum: true },
  9: { maximum: true },
  10: { minimum: true },
  11: { minimum: true },
  variance: { order: 2 },
  skewness: { order: 3 },
  kurtosis: { order: 4 },
  error0: { errors: 1 },
  error1: { order: 1, errors: 3 },
  error2: { order: 2, errors: 6 },
  errorvariance: { order: 2, errors: 6 },
  error5: { variance: true },
  error6: { variance: true },
  error8: { maximum: true },
  error9: { maximum: true },
  error10: { minimum: true },
  error11: { minimum: true },
  snr: { order: 0, errors: 1 },
  gausswidth: { order: 0, maximum: true },
  boxwidth: { order: 0, maximum: true },
  errorgausswidth: { order: 0, maximum: true, errors: 1 },
};

/** @throws UsageError for a map that does not exist or lacks its noise */
export function needsOf({ want, noise }: Pick<CollapseSpec, 'want' | 'noise'>): Needs {
  const all = want.map(needOf);
  if (!noise && want.some((id) => id === 'snr' || `${id}`.startsWith('error')))
    throw new UsageError(`${want.join(', ')}: maps of errors need the noise of the channels`);
  if (noise?.correlation && noise.correlation.length > MOST_LAGS)
    throw new UsageError(`correlation of noise at ${noise.correlation.length} lags, at most ${MOST_LAGS} are expected`);
  const most = (key: 'order' | 'errors', least: number) => Math.max(least, ...all.map((need) => need[key] ?? least));
  const any = (key: 'sum' | 'squares' | 'maximum' | 'minimum' | 'variance') => all.some((need) => need[key] === true);
  const highest = most('order', -1);
  return {
    order: Math.min(4, highest),
    highest,
    sum: any('sum'),
    squares: any('squares'),
    maximum: any('maximum'),
    minimum: any('minimum'),
    errors: most('errors', 0),
    variance: any('variance'),
  };
}

/** N of 'orderN'. */
export function orderOf(id: MomentId): number | undefined {
  const digits = /^order(\d+)$/.exec(`${id}`)?.[1];
  return digits === undefined ? undefined : Number(digits);
}

function needOf(id: MomentId): Need {
  const order = orderOf(id);
  if (order !== undefined && order >= 2 && order <= HIGHEST_ORDER) return { order };
  if (order === undefined && Object.hasOwn(NEEDS, id)) return NEEDS[id];
  throw new UsageError(`moment ${id} is not one of ${Object.keys(NEEDS).join(', ')}, order2 … order${HIGHEST_ORDER}`);
}

export function emptySums(needs: Needs, count: number, variancePlanes: boolean): Sums {
  const zeros = (wanted = true) => (wanted ? new Float64Array(count) : undefined);
  const filled = (wanted: boolean, value: number) => zeros(wanted)?.fill(value);
  const nowhere = (wanted: boolean) => (wanted ? new Int32Array(count).fill(-1) : undefined);
  return {
    n: new Int32Array(count),
    powers: Array.from({ length: needs.order + 1 }, () => new Float64Array(count)),
    sum: zeros(needs.sum),
    squares: zeros(needs.squares),
    maximum: filled(needs.maximum, -Infinity),
    maximumAt: nowhere(needs.maximum),
    minimum: filled(needs.minimum, Infinity),
    minimumAt: nowhere(needs.minimum),
    errors: Array.from({ length: needs.errors }, () => new Float64Array(count)),
    variance: zeros(needs.variance),
    maximumVariance: zeros(needs.maximum && variancePlanes),
    minimumVariance: zeros(needs.minimum && variancePlanes),
  };
}
