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
  for (let i = 0; i < count && powers.length > 1; i++) {
    const total = powers[0][i];
    const m = powers[1][i] / total;
    if (n[i] === 0 || !Number.isFinite(m)) continue;
    mean[i] = (typeof origin === 'number' ? origin : origin[i]) + m;
    for (let order = 2; order < powers.length; order++) about[order - 2][i] = n[i] === 1 ? 0 : centralMoment(powers, i, order, total, m);
  }
  return { mean, about };
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
