/** Moments about the weighted mean, of each pixel. */
export interface Central {
  /** M₁ */
  readonly mean: Float64Array;
  /** μ_N of N = 2 … : NaN where M₁ is */
  readonly about: readonly Float64Array[];
}

/**
 * From sums ΣIuᵖΔ with u = x − origin (kernels §7.1): μ_N = Σ_p C(N, p)·A_p/A₀·(−m)^(N−p). A single channel has μ_N = 0.
 * `origin` is one number, or one of each pixel.
 */
export function centralOf(powers: readonly Float64Array[], n: Int32Array, origin: Float64Array | number): Central {
  const count = n.length;
  const mean = new Float64Array(count).fill(NaN);
  const about = powers.slice(2).map(() => new Float64Array(count).fill(NaN));
  if (powers.length < 2) return { mean, about };
  const [totals, firsts, seconds] = powers;
  const [variance] = about;
  for (let i = 0; i < count; i++) {
    const total = totals[i];
    const m = firsts[i] / total;
    if (n[i] === 0 || m - m !== 0) continue;
    mean[i] = (typeof origin === 'number' ? origin : origin[i]) + m;
    if (variance) variance[i] = n[i] === 1 ? 0 : secondMoment(total, firsts[i], seconds[i], m);
    for (let order = 3; order < powers.length; order++) about[order - 2][i] = n[i] === 1 ? 0 : centralMoment(powers, i, order, total, m);
  }
  return { mean, about };
}

/** As centralMoment, of order 2, to the last bit. */
function secondMoment(total: number, first: number, second: number, m: number): number {
  return second / total + (first / total) * (-2 * m) + (total / total) * (-2 * m * (-m / 2));
}

function centralMoment(powers: readonly Float64Array[], i: number, order: number, total: number, m: number): number {
  let moment = 0;
  let factor = 1; // C(order, p)·(−m)^(order − p), from p = order down
  for (let p = order; p >= 0; p--) {
    moment += (powers[p][i] / total) * factor;
    factor *= (-m * p) / (order - p + 1);
  }
  return moment;
}
