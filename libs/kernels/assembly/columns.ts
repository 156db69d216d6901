import { median } from './median';

/**
 * Order statistics of `pixels` (a multiple of four) spectra at once. `from`: float64, NaN where not kept: four pixels of the first channel, of the
 * second, …; the next four pixels `group` bytes on; `column`: room for 16 bytes of each channel; results are float64 of each pixel.
 */
export function medians(from: usize, group: usize, channels: i32, pixels: i32, narrow: bool, column: usize, out: usize): void {
  if (narrow) {
    for (let i = 0; i < pixels; i += 4) {
      let at = from + <usize>(i >> 2) * group + ((<usize>(i & 2)) << 3);
      for (let k = 0; k < channels; k++) {
        const low = f32x4.demote_f64x2_zero(v128.load(at));
        const high = f32x4.demote_f64x2_zero(v128.load(at, 16));
        v128.store(column + ((<usize>k) << 4), v128.shuffle<u64>(low, high, 0, 2));
        at += 32;
      }
      median(false, column, channels, out + ((<usize>i) << 3));
    }
  } else {
    for (let i = 0; i < pixels; i += 2) {
      let at = from + <usize>(i >> 2) * group + ((<usize>(i & 2)) << 3);
      for (let k = 0; k < channels; k++) {
        v128.store(column + ((<usize>k) << 4), v128.load(at));
        at += 32;
      }
      median(true, column, channels, out + ((<usize>i) << 3));
    }
  }
}

/** 1.4826 × the median of |I − median I|; `out` holds the medians before. */
export function deviations(from: usize, group: usize, channels: i32, pixels: i32, column: usize, out: usize): void {
  for (let i = 0; i < pixels; i += 2) {
    const to = out + ((<usize>i) << 3);
    const middle = v128.load(to);
    let at = from + <usize>(i >> 2) * group + ((<usize>(i & 2)) << 3);
    for (let k = 0; k < channels; k++) {
      v128.store(column + ((<usize>k) << 4), f64x2.abs(f64x2.sub(v128.load(at), middle)));
      at += 32;
    }
    median(true, column, channels, to);
    v128.store(to, f64x2.mul(f64x2.splat(1.4826), v128.load(to)));
  }
}

/** Σ|I − mean|/n; `kept`: n of each pixel, as countKept makes it. */
export function meanDeviations(from: usize, group: usize, channels: i32, pixels: i32, kept: usize, out: usize): void {
  for (let i = 0; i < pixels; i += 4) {
    let sumLow = f64x2.splat(0);
    let sumHigh = sumLow;
    let totalLow = sumLow;
    let totalHigh = sumLow;
    let at = from + <usize>(i >> 2) * group + ((<usize>(i & 2)) << 3);
    for (let k = 0; k < channels; k++) {
      const low = v128.load(at);
      const high = v128.load(at, 16);
      sumLow = f64x2.add(sumLow, v128.and(low, f64x2.eq(low, low)));
      sumHigh = f64x2.add(sumHigh, v128.and(high, f64x2.eq(high, high)));
      at += 32;
    }
    const n = v128.load(kept + ((<usize>i) << 2));
    const nLow = f64x2.convert_low_i32x4_s(n);
    const nHigh = f64x2.convert_low_i32x4_s(v128.shuffle<u64>(n, n, 1, 0));
    const meanLow = f64x2.div(sumLow, nLow);
    const meanHigh = f64x2.div(sumHigh, nHigh);
    at = from + <usize>(i >> 2) * group;
    for (let k = 0; k < channels; k++) {
      const low = v128.load(at);
      const high = v128.load(at, 16);
      totalLow = f64x2.add(totalLow, v128.and(f64x2.abs(f64x2.sub(low, meanLow)), f64x2.eq(low, low)));
      totalHigh = f64x2.add(totalHigh, v128.and(f64x2.abs(f64x2.sub(high, meanHigh)), f64x2.eq(high, high)));
      at += 32;
    }
    v128.store(out + ((<usize>i) << 3), f64x2.div(totalLow, nLow));
    v128.store(out + ((<usize>i) << 3), f64x2.div(totalHigh, nHigh), 16);
  }
}

/** Values kept. */
export function countKept(from: usize, group: usize, channels: i32, pixels: i32, out: usize): void {
  for (let i = 0; i < pixels; i += 4) {
    let n = i32x4.splat(0);
    let at = from + <usize>(i >> 2) * group + ((<usize>(i & 2)) << 3);
    for (let k = 0; k < channels; k++) {
      const low = v128.load(at);
      const high = v128.load(at, 16);
      n = i32x4.sub(n, v128.shuffle<u32>(f64x2.eq(low, low), f64x2.eq(high, high), 0, 2, 4, 6));
      at += 32;
    }
    v128.store(out + ((<usize>i) << 2), n);
  }
}
