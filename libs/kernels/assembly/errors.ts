/**
 * Adds a channel to the sums over pairs of channels. `values`: float64, NaN where not kept; `history`: bits of the channels kept before, the last one
 * lowest; `pairs`: of the channel itself and of each channel before it that is correlated, `terms` float64; `own`: address of σ² of each pixel, 0
 * where that is in the pairs; `variance`: address of Σσ², 0 for none, to which `square` is added.
 */
export function errors(
  values: usize,
  pixels: i32,
  history: usize,
  pairs: usize,
  lags: i32,
  terms: i32,
  sums: usize,
  sumStride: usize,
  own: usize,
  variance: usize,
  square: f64,
): void {
  for (let i = 0; i < pixels; i += 2) {
    const v = v128.load(values);
    const keep = f64x2.eq(v, v);
    let before = v128.load64_zero(history);
    before = v128.shuffle<u32>(before, before, 0, 0, 1, 1);
    let factor = f64x2.splat(1);
    if (own) {
      factor = v128.load(own);
      factor = v128.and(factor, f64x2.eq(factor, factor));
      own += 16;
    }
    for (let lag = 0; lag < lags; lag++) {
      let both = keep;
      if (lag > 0) both = v128.and(both, i32x4.ne(v128.and(before, i32x4.splat(1 << (lag - 1))), i32x4.splat(0)));
      for (let e = 0; e < terms; e++) {
        const at = sums + <usize>e * sumStride;
        const term = f64x2.mul(v128.load64_splat(pairs + ((<usize>(lag * terms + e)) << 3)), factor);
        v128.store(at, f64x2.add(v128.load(at), v128.and(term, both)));
      }
    }
    if (variance) {
      v128.store(variance, f64x2.add(v128.load(variance), v128.and(f64x2.mul(f64x2.splat(square), factor), keep)));
      variance += 16;
    }
    const after = i32x4.sub(i32x4.shl(before, 1), keep);
    v128.store64_lane(history, v128.shuffle<u32>(after, after, 0, 2, 0, 2), 0);
    values += 16;
    history += 8;
    sums += 16;
  }
}
