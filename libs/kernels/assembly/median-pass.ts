/**
 * How many values of each lane are at most `pivots`, the largest of them and the smallest above: each as float64 of the lanes, one after the other at
 * `out`. `column`: 16 bytes of each channel, two float64 (`wide`) or four float32; NaN is passed over.
 * An odd number of channels is followed by one of NaN. What a mask is laid over is NaN, which pmax and pmin pass over.
 */
export function pass(wide: bool, column: usize, channels: i32, pivots: usize, out: usize): void {
  if (wide) pass64(column, channels, v128.load(pivots), out);
  else
    pass32(
      column,
      channels,
      f32x4(<f32>load<f64>(pivots), <f32>load<f64>(pivots, 8), <f32>load<f64>(pivots, 16), <f32>load<f64>(pivots, 24)),
      out,
    );
}

function pass32(column: usize, channels: i32, pivot: v128, out: usize): void {
  const lowest = f32x4.splat(-Infinity);
  const highest = f32x4.splat(Infinity);
  let count = i32x4.splat(0);
  let below = lowest;
  let above = highest;
  let count2 = count;
  let below2 = lowest;
  let above2 = highest;
  for (let k = 0; k < channels; k += 2) {
    const v = v128.load(column);
    const w = v128.load(column, 16);
    const under = f32x4.le(v, pivot);
    const under2 = f32x4.le(w, pivot);
    count = i32x4.sub(count, under);
    count2 = i32x4.sub(count2, under2);
    below = f32x4.pmax(below, v128.or(v, f32x4.gt(v, pivot)));
    below2 = f32x4.pmax(below2, v128.or(w, f32x4.gt(w, pivot)));
    above = f32x4.pmin(above, v128.or(v, under));
    above2 = f32x4.pmin(above2, v128.or(w, under2));
    column += 32;
  }
  count = i32x4.add(count, count2);
  below = f32x4.pmax(below, below2);
  above = f32x4.pmin(above, above2);
  v128.store(out, f64x2.convert_low_i32x4_s(count));
  v128.store(out, f64x2.convert_low_i32x4_s(v128.shuffle<u64>(count, count, 1, 0)), 16);
  v128.store(out, f64x2.promote_low_f32x4(below), 32);
  v128.store(out, f64x2.promote_low_f32x4(v128.shuffle<u64>(below, below, 1, 0)), 48);
  v128.store(out, f64x2.promote_low_f32x4(above), 64);
  v128.store(out, f64x2.promote_low_f32x4(v128.shuffle<u64>(above, above, 1, 0)), 80);
}

function pass64(column: usize, channels: i32, pivot: v128, out: usize): void {
  const lowest = f64x2.splat(-Infinity);
  const highest = f64x2.splat(Infinity);
  let count = i64x2.splat(0);
  let below = lowest;
  let above = highest;
  let count2 = count;
  let below2 = lowest;
  let above2 = highest;
  for (let k = 0; k < channels; k += 2) {
    const v = v128.load(column);
    const w = v128.load(column, 16);
    const under = f64x2.le(v, pivot);
    const under2 = f64x2.le(w, pivot);
    count = i64x2.sub(count, under);
    count2 = i64x2.sub(count2, under2);
    below = f64x2.pmax(below, v128.or(v, f64x2.gt(v, pivot)));
    below2 = f64x2.pmax(below2, v128.or(w, f64x2.gt(w, pivot)));
    above = f64x2.pmin(above, v128.or(v, under));
    above2 = f64x2.pmin(above2, v128.or(w, under2));
    column += 32;
  }
  count = i64x2.add(count, count2);
  store<f64>(out, <f64>i64x2.extract_lane(count, 0));
  store<f64>(out, <f64>i64x2.extract_lane(count, 1), 8);
  v128.store(out, f64x2.pmax(below, below2), 16);
  v128.store(out, f64x2.pmin(above, above2), 32);
}
