import { median } from './median';

/**
 * Order statistics of `pixels` (a multiple of four) spectra at once. `from`: float64, NaN where not kept, `stride` bytes from one channel to the
 * next; `column`: room for 16 bytes of each channel; results are float64 of each pixel.
 */
export function medians(from: usize, stride: usize, channels: i32, pixels: i32, narrow: bool, column: usize, out: usize): void {
  if (narrow) {
    for (let i = 0; i < pixels; i += 4) {
      let at = from + ((<usize>i) << 3);
      for (let k = 0; k < channels; k++) {
        const low = f32x4.demote_f64x2_zero(v128.load(at));
        const high = f32x4.demote_f64x2_zero(v128.load(at, 16));
        v128.store(column + ((<usize>k) << 4), v128.shuffle<u64>(low, high, 0, 2));
        at += stride;
      }
      median(false, column, channels, out + ((<usize>i) << 3));
    }
  } else {
    for (let i = 0; i < pixels; i += 2) {
      let at = from + ((<usize>i) << 3);
      for (let k = 0; k < channels; k++) {
        v128.store(column + ((<usize>k) << 4), v128.load(at));
        at += stride;
      }
      median(true, column, channels, out + ((<usize>i) << 3));
    }
  }
}

/** 1.4826 × the median of |I − median I|; `out` holds the medians before. */
export function deviations(from: usize, stride: usize, channels: i32, pixels: i32, column: usize, out: usize): void {
  for (let i = 0; i < pixels; i += 2) {
    const to = out + ((<usize>i) << 3);
    const middle = v128.load(to);
    let at = from + ((<usize>i) << 3);
    for (let k = 0; k < channels; k++) {
      v128.store(column + ((<usize>k) << 4), f64x2.abs(f64x2.sub(v128.load(at), middle)));
      at += stride;
    }
    median(true, column, channels, to);
    v128.store(to, f64x2.mul(f64x2.splat(1.4826), v128.load(to)));
  }
}

/** Σ|I − mean|/n. */
export function meanDeviations(from: usize, stride: usize, channels: i32, pixels: i32, out: usize): void {
  const one = f64x2.splat(1);
  for (let i = 0; i < pixels; i += 2) {
    let sum = f64x2.splat(0);
    let n = sum;
    let total = sum;
    let at = from + ((<usize>i) << 3);
    for (let k = 0; k < channels; k++) {
      const v = v128.load(at);
      const keep = f64x2.eq(v, v);
      sum = f64x2.add(sum, v128.and(v, keep));
      n = f64x2.add(n, v128.and(one, keep));
      at += stride;
    }
    const mean = f64x2.div(sum, n);
    at = from + ((<usize>i) << 3);
    for (let k = 0; k < channels; k++) {
      const v = v128.load(at);
      total = f64x2.add(total, v128.and(f64x2.abs(f64x2.sub(v, mean)), f64x2.eq(v, v)));
      at += stride;
    }
    v128.store(out + ((<usize>i) << 3), f64x2.div(total, n));
  }
}

/** Values kept. */
export function countKept(from: usize, stride: usize, channels: i32, pixels: i32, out: usize): void {
  for (let i = 0; i < pixels; i += 4) {
    let n = i32x4.splat(0);
    let at = from + ((<usize>i) << 3);
    for (let k = 0; k < channels; k++) {
      const low = v128.load(at);
      const high = v128.load(at, 16);
      n = i32x4.sub(n, v128.shuffle<u32>(f64x2.eq(low, low), f64x2.eq(high, high), 0, 2, 4, 6));
      at += stride;
    }
    v128.store(out + ((<usize>i) << 2), n);
  }
}
