const MANTISSA_BITS: i64 = 11;
const ONE: i64 = 1023 << MANTISSA_BITS;

/**
 * Counts float64 values in `2 × classes` classes about the centre (see HistogramSpec) and NaN in one more; answers how many are zero. Values go by
 * twos.
 */
export function histogram(values: usize, pixels: i32, centre: f64, scale: f64, counts: usize, classes: i32): i32 {
  const middle = f64x2.splat(centre);
  const size = f64x2.splat(scale);
  const one = f64x2.splat(1);
  const last = i64x2.splat(<i64>classes - 1);
  const zero = f64x2.splat(0);
  let zeros = i64x2.splat(0);
  for (let i = 0; i < pixels; i += 2) {
    const v = v128.load(values);
    zeros = i64x2.sub(zeros, f64x2.eq(v, zero));
    const offset = f64x2.div(f64x2.sub(v, middle), size);
    const bits = i64x2.shr_u(f64x2.add(one, f64x2.abs(offset)), <i32>(52 - MANTISSA_BITS));
    let place = i64x2.sub(bits, i64x2.splat(ONE));
    place = v128.bitselect(last, place, i64x2.gt_s(place, last));
    place = v128.xor(place, f64x2.lt(offset, zero));
    place = i64x2.add(place, i64x2.splat(<i64>classes));
    place = v128.bitselect(place, i64x2.splat((<i64>classes) << 1), f64x2.eq(v, v));
    const first = counts + ((<usize>i64x2.extract_lane(place, 0)) << 2);
    store<u32>(first, load<u32>(first) + 1);
    const second = counts + ((<usize>i64x2.extract_lane(place, 1)) << 2);
    store<u32>(second, load<u32>(second) + 1);
    values += 16;
  }
  return <i32>(i64x2.extract_lane(zeros, 0) + i64x2.extract_lane(zeros, 1));
}
