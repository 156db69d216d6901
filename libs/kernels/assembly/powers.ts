import { finite32, narrow, promoteHigh, swap32 } from './lanes';

/**
 * Adds planes to n and to ΣIuᵖΔ, p = 0 … order. `from`: the first plane, each `stride` bytes after the one before; `factors`: (order + 1) float64 of
 * each plane; `n`: int32 of each pixel; `sums`: float64 of each pixel, one power `sumStride` bytes after the other. Pixels go by fours.
 * With -1 it only counts. `wide`: float64 of this machine, NaN where not kept; otherwise float32 of a file.
 */
export function powers(
  wide: bool,
  order: i32,
  from: usize,
  stride: usize,
  planes: i32,
  pixels: i32,
  factors: usize,
  n: usize,
  sums: usize,
  sumStride: usize,
): void {
  if (wide) {
    if (order === 0) Powers.add(true, 0, from, stride, planes, pixels, factors, n, sums, sumStride);
    else if (order === 1) Powers.add(true, 1, from, stride, planes, pixels, factors, n, sums, sumStride);
    else if (order === 2) Powers.add(true, 2, from, stride, planes, pixels, factors, n, sums, sumStride);
    else if (order === 3) Powers.add(true, 3, from, stride, planes, pixels, factors, n, sums, sumStride);
    else if (order === 4) Powers.add(true, 4, from, stride, planes, pixels, factors, n, sums, sumStride);
    else Powers.add(true, -1, from, stride, planes, pixels, factors, n, sums, sumStride);
  } else {
    if (order === 0) Powers.add(false, 0, from, stride, planes, pixels, factors, n, sums, sumStride);
    else if (order === 1) Powers.add(false, 1, from, stride, planes, pixels, factors, n, sums, sumStride);
    else if (order === 2) Powers.add(false, 2, from, stride, planes, pixels, factors, n, sums, sumStride);
    else if (order === 3) Powers.add(false, 3, from, stride, planes, pixels, factors, n, sums, sumStride);
    else if (order === 4) Powers.add(false, 4, from, stride, planes, pixels, factors, n, sums, sumStride);
    else Powers.add(false, -1, from, stride, planes, pixels, factors, n, sums, sumStride);
  }
}

/** Inlined, with each of the constants that they are called with. */
class Powers {
  @inline
  static add(
    wide: bool,
    order: i32,
    from: usize,
    stride: usize,
    planes: i32,
    pixels: i32,
    factors: usize,
    n: usize,
    sums: usize,
    sumStride: usize,
  ): void {
    const step: usize = wide ? 32 : 16;
    const factorStep: usize = (<usize>(order + 1)) << 3;
    for (let i = 0; i < pixels; i += 4) {
      let low0 = f64x2.splat(0);
      let high0 = low0,
        low1 = low0,
        high1 = low0,
        low2 = low0,
        high2 = low0,
        low3 = low0,
        high3 = low0,
        low4 = low0,
        high4 = low0;
      let at = sums;
      if (order >= 0) {
        low0 = v128.load(at);
        high0 = v128.load(at, 16);
        at += sumStride;
      }
      if (order >= 1) {
        low1 = v128.load(at);
        high1 = v128.load(at, 16);
        at += sumStride;
      }
      if (order >= 2) {
        low2 = v128.load(at);
        high2 = v128.load(at, 16);
        at += sumStride;
      }
      if (order >= 3) {
        low3 = v128.load(at);
        high3 = v128.load(at, 16);
        at += sumStride;
      }
      if (order >= 4) {
        low4 = v128.load(at);
        high4 = v128.load(at, 16);
      }
      let kept = v128.load(n);
      let plane = from;
      let factor = factors;
      for (let k = 0; k < planes; k++) {
        let low: v128, high: v128;
        if (wide) {
          low = v128.load(plane);
          high = v128.load(plane, 16);
          const keepLow = f64x2.eq(low, low);
          const keepHigh = f64x2.eq(high, high);
          kept = i32x4.sub(kept, narrow(keepLow, keepHigh));
          low = v128.and(low, keepLow);
          high = v128.and(high, keepHigh);
        } else {
          let v = swap32(v128.load(plane));
          const keep = finite32(v);
          kept = i32x4.sub(kept, keep);
          v = v128.and(v, keep);
          low = f64x2.promote_low_f32x4(v);
          high = promoteHigh(v);
        }
        if (order >= 0) {
          const f = v128.load64_splat(factor);
          low0 = f64x2.add(low0, f64x2.mul(low, f));
          high0 = f64x2.add(high0, f64x2.mul(high, f));
        }
        if (order >= 1) {
          const f = v128.load64_splat(factor, 8);
          low1 = f64x2.add(low1, f64x2.mul(low, f));
          high1 = f64x2.add(high1, f64x2.mul(high, f));
        }
        if (order >= 2) {
          const f = v128.load64_splat(factor, 16);
          low2 = f64x2.add(low2, f64x2.mul(low, f));
          high2 = f64x2.add(high2, f64x2.mul(high, f));
        }
        if (order >= 3) {
          const f = v128.load64_splat(factor, 24);
          low3 = f64x2.add(low3, f64x2.mul(low, f));
          high3 = f64x2.add(high3, f64x2.mul(high, f));
        }
        if (order >= 4) {
          const f = v128.load64_splat(factor, 32);
          low4 = f64x2.add(low4, f64x2.mul(low, f));
          high4 = f64x2.add(high4, f64x2.mul(high, f));
        }
        plane += stride;
        factor += factorStep;
      }
      v128.store(n, kept);
      at = sums;
      if (order >= 0) {
        v128.store(at, low0);
        v128.store(at, high0, 16);
        at += sumStride;
      }
      if (order >= 1) {
        v128.store(at, low1);
        v128.store(at, high1, 16);
        at += sumStride;
      }
      if (order >= 2) {
        v128.store(at, low2);
        v128.store(at, high2, 16);
        at += sumStride;
      }
      if (order >= 3) {
        v128.store(at, low3);
        v128.store(at, high3, 16);
        at += sumStride;
      }
      if (order >= 4) {
        v128.store(at, low4);
        v128.store(at, high4, 16);
      }
      from += step;
      n += 16;
      sums += 32;
    }
  }
}
