import { finite32, promoteHigh, swap32, widenHigh, widenLow } from './lanes';

/**
 * Weighted means of four planes at once, each `stride` bytes after the one before: lists of entries as in Entries; `out`: float64 of each sample, one
 * plane after the other. `wide`: float64 of this machine, NaN where invalid; otherwise float32 of a file.
 */
export function gather(
  wide: bool,
  from: usize,
  stride: usize,
  samples: i32,
  offsets: usize,
  indices: usize,
  weights: usize,
  minimum: f64,
  out: usize,
): void {
  if (wide) Gather.all(true, from, stride, samples, offsets, indices, weights, minimum, out);
  else Gather.all(false, from, stride, samples, offsets, indices, weights, minimum, out);
}

/** Inlined, with each of the constants that it is called with. */
class Gather {
  @inline
  static all(
    wide: bool,
    from: usize,
    stride: usize,
    samples: i32,
    offsets: usize,
    indices: usize,
    weights: usize,
    minimum: f64,
    out: usize,
  ): void {
    const second = from + stride;
    const third = second + stride;
    const fourth = third + stride;
    const planeOut = (<usize>samples) << 3;
    const width: usize = wide ? 3 : 2;
    for (let s = 0; s < samples; s++) {
      const end = load<u32>(offsets + ((<usize>s) << 2), 4);
      let sumLow = f64x2.splat(0);
      let sumHigh = sumLow;
      let validLow = sumLow;
      let validHigh = sumLow;
      let total: f64 = 0;
      for (let e = load<u32>(offsets + ((<usize>s) << 2)); e < end; e++) {
        const at = (<usize>load<u32>(indices + ((<usize>e) << 2))) << width;
        const weight = v128.load64_splat(weights + ((<usize>e) << 3));
        total += load<f64>(weights + ((<usize>e) << 3));
        let low: v128, high: v128, keepLow: v128, keepHigh: v128;
        if (wide) {
          low = v128.load64_lane(second + at, v128.load64_zero(from + at), 1);
          high = v128.load64_lane(fourth + at, v128.load64_zero(third + at), 1);
          keepLow = f64x2.eq(low, low);
          keepHigh = f64x2.eq(high, high);
        } else {
          let v = v128.load32_lane(second + at, v128.load32_zero(from + at), 1);
          v = swap32(v128.load32_lane(fourth + at, v128.load32_lane(third + at, v, 2), 3));
          const keep = finite32(v);
          keepLow = widenLow(keep);
          keepHigh = widenHigh(keep);
          low = f64x2.promote_low_f32x4(v);
          high = promoteHigh(v);
        }
        sumLow = f64x2.add(sumLow, v128.and(f64x2.mul(weight, low), keepLow));
        sumHigh = f64x2.add(sumHigh, v128.and(f64x2.mul(weight, high), keepHigh));
        validLow = f64x2.add(validLow, v128.and(weight, keepLow));
        validHigh = f64x2.add(validHigh, v128.and(weight, keepHigh));
      }
      const low = mean(sumLow, validLow, minimum * total);
      const high = mean(sumHigh, validHigh, minimum * total);
      const to = out + ((<usize>s) << 3);
      v128.store64_lane(to, low, 0);
      v128.store64_lane(to + planeOut, low, 1);
      v128.store64_lane(to + 2 * planeOut, high, 0);
      v128.store64_lane(to + 3 * planeOut, high, 1);
    }
  }
}

function mean(sum: v128, valid: v128, least: f64): v128 {
  const enough = v128.and(f64x2.gt(valid, f64x2.splat(0)), f64x2.ge(valid, f64x2.splat(least)));
  return v128.bitselect(f64x2.div(sum, valid), f64x2.splat(NaN), enough);
}
