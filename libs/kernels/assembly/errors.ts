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

/** The same for channels that are not correlated, of one σ each: what is before them need not be known. */
export function whiteErrors(
  values: usize,
  pixels: i32,
  pairs: usize,
  terms: i32,
  sums: usize,
  sumStride: usize,
  variance: usize,
  square: f64,
): void {
  if (variance) White.one(values, pixels, f64x2.splat(square), variance);
  for (let e = 0; e < terms; e += 3) {
    const at = pairs + ((<usize>e) << 3);
    const to = sums + <usize>e * sumStride;
    if (terms - e === 1) White.one(values, pixels, v128.load64_splat(at), to);
    else White.three(values, pixels, v128.load64_splat(at), v128.load64_splat(at, 8), v128.load64_splat(at, 16), to, sumStride);
  }
}

class White {
  static one(values: usize, pixels: i32, term: v128, to: usize): void {
    for (let i = 0; i < pixels; i += 2) {
      const v = v128.load(values);
      v128.store(to, f64x2.add(v128.load(to), v128.and(term, f64x2.eq(v, v))));
      values += 16;
      to += 16;
    }
  }

  static three(values: usize, pixels: i32, first: v128, second: v128, third: v128, to: usize, sumStride: usize): void {
    const to2 = to + sumStride;
    const to3 = to2 + sumStride;
    const end = (<usize>((pixels + 1) >> 1)) << 4;
    for (let at: usize = 0; at < end; at += 16) {
      const v = v128.load(values + at);
      const keep = f64x2.eq(v, v);
      v128.store(to + at, f64x2.add(v128.load(to + at), v128.and(first, keep)));
      v128.store(to2 + at, f64x2.add(v128.load(to2 + at), v128.and(second, keep)));
      v128.store(to3 + at, f64x2.add(v128.load(to3 + at), v128.and(third, keep)));
    }
  }
}

/**
 * The same where σ² of each sample comes in planes and channels are correlated: `own`: σ²; `ring`: σ of the `slots` channels before, channel k at k modulo
 * `slots`, `ringStride` bytes each, 0 where not kept, NaN where σ² is (the sum has that already); this channel takes its place there.
 */
export function sampleErrors(
  values: usize,
  pixels: i32,
  pairs: usize,
  lags: i32,
  terms: i32,
  sums: usize,
  sumStride: usize,
  own: usize,
  variance: usize,
  ring: usize,
  ringStride: usize,
  slots: i32,
  channel: i32,
): void {
  const now = ring + <usize>(channel % slots) * ringStride;
  const end = (<usize>((pixels + 1) >> 1)) << 4;
  for (let at: usize = 0; at < end; at += 16) {
    const v = v128.load(values + at);
    const keep = f64x2.eq(v, v);
    const square = v128.and(v128.load(own + at), keep);
    const sigma = f64x2.sqrt(square);
    for (let lag = 0; lag < lags; lag++) {
      let factor = square;
      if (lag > 0) factor = f64x2.mul(sigma, v128.load(ring + <usize>((channel - lag) % slots) * ringStride + at));
      for (let e = 0; e < terms; e++) {
        const to = sums + <usize>e * sumStride + at;
        v128.store(to, f64x2.add(v128.load(to), f64x2.mul(v128.load64_splat(pairs + ((<usize>(lag * terms + e)) << 3)), factor)));
      }
    }
    if (variance) v128.store(variance + at, f64x2.add(v128.load(variance + at), square));
    v128.store(now + at, sigma);
  }
}

/** Noise in the form of `power` (see NoisePlanes) to σ², in place; NaN where that is not known. */
export function toVariances(values: usize, pixels: i32, power: i32): void {
  const one = f64x2.splat(1);
  const none = f64x2.splat(NaN);
  const end = values + ((<usize>((pixels + 1) >> 1)) << 4);
  for (; values < end; values += 16) {
    const v = v128.load(values);
    let square = power < 0 ? f64x2.div(one, v) : v;
    if (power == 2 || power == -2) square = f64x2.mul(square, square);
    const known = v128.and(f64x2.ge(v, f64x2.splat(0)), f64x2.lt(square, f64x2.splat(Infinity)));
    v128.store(values, v128.bitselect(square, none, known));
  }
}
