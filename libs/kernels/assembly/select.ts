import { widenHigh, widenLow } from './lanes';

/**
 * NaN for the float64 samples that are not kept; four of them at `at`, the next four `step` bytes on. `pixel`: address of the factors of the thresholds, 0 for none; `mask`: address of one bit per
 * pixel, 0 for none. A multiple of four is done.
 */
export function select(
  at: usize,
  step: usize,
  pixels: i32,
  low: f64,
  high: f64,
  under: f64,
  over: f64,
  threshold: f64,
  pixel: usize,
  absolute: bool,
  dropZeros: bool,
  mask: usize,
): void {
  const sign = i64x2.splat(absolute ? i64.MAX_VALUE : -1);
  const zeros = i64x2.splat(dropZeros ? -1 : 0);
  const nan = f64x2.splat(NaN);
  const bits = i32x4(1, 2, 4, 8);
  for (let i = 0; i < pixels; i += 4) {
    let keepLow = i64x2.splat(-1);
    let keepHigh = keepLow;
    if (mask) {
      const four = i32x4.splat((<i32>load<u8>(mask + (i >> 3))) >> (i & 4));
      const kept = i32x4.ne(v128.and(four, bits), i32x4.splat(0));
      keepLow = widenLow(kept);
      keepHigh = widenHigh(kept);
    }
    for (let half = 0; half < 2; half++) {
      const here = at + ((<usize>half) << 4);
      const v = v128.load(here);
      let least = f64x2.splat(threshold);
      if (pixel) least = f64x2.mul(least, v128.load(pixel + ((<usize>i) << 3) + ((<usize>half) << 4)));
      let keep = v128.and(f64x2.ge(v, f64x2.splat(low)), f64x2.le(v, f64x2.splat(high)));
      keep = v128.and(keep, v128.or(f64x2.le(v, f64x2.splat(under)), f64x2.ge(v, f64x2.splat(over))));
      keep = v128.and(keep, f64x2.ge(v128.and(v, sign), least));
      keep = v128.andnot(keep, v128.and(zeros, f64x2.eq(v, f64x2.splat(0))));
      keep = v128.and(keep, half === 0 ? keepLow : keepHigh);
      v128.store(here, v128.bitselect(v, nan, keep));
    }
    at += step;
  }
}
