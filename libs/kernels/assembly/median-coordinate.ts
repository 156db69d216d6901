/**
 * Where half of ΣIΔ is reached (kernels §7.2), between the edges of that channel, or its centre (`centres`, 0 for none). `from`: see medians; `widths`:
 * float64 of each channel; `edges`: one more. NaN when there are samples of either sign, or none but zeros.
 */
export function medianCoordinates(
  from: usize,
  group: usize,
  channels: i32,
  pixels: i32,
  widths: usize,
  edges: usize,
  centres: usize,
  out: usize,
): void {
  const zero = f64x2.splat(0);
  for (let i = 0; i < pixels; i += 2) {
    let total = zero;
    let positive = zero;
    let negative = zero;
    let at = from + <usize>(i >> 2) * group + ((<usize>(i & 2)) << 3);
    for (let k = 0; k < channels; k++) {
      const v = v128.load(at);
      total = f64x2.add(total, v128.and(f64x2.mul(v, v128.load64_splat(widths + ((<usize>k) << 3))), f64x2.eq(v, v)));
      positive = v128.or(positive, f64x2.gt(v, zero));
      negative = v128.or(negative, f64x2.lt(v, zero));
      at += 32;
    }
    const half = f64x2.div(f64x2.abs(total), f64x2.splat(2));
    // Of samples of one sign the sums only grow: the channel sought comes after all whose sum is less than half.
    let sum = zero;
    let before = zero;
    let place = i64x2.splat(0);
    at = from + <usize>(i >> 2) * group + ((<usize>(i & 2)) << 3);
    for (let k = 0; k < channels; k++) {
      const v = v128.load(at);
      sum = f64x2.add(sum, v128.and(f64x2.mul(v, v128.load64_splat(widths + ((<usize>k) << 3))), f64x2.eq(v, v)));
      const less = f64x2.lt(f64x2.abs(sum), half);
      before = v128.bitselect(sum, before, less);
      place = i64x2.sub(place, less);
      at += 32;
    }
    const none = i64x2.eq(positive, negative);
    const halves = f64x2.div(total, f64x2.splat(2));
    const spectrum = from + <usize>(i >> 2) * group + ((<usize>(i & 2)) << 3);
    for (let lane = 0; lane < 2; lane++) {
      const first = lane === 0;
      const k = first ? i64x2.extract_lane(place, 0) : i64x2.extract_lane(place, 1);
      const empty = (first ? i64x2.extract_lane(none, 0) : i64x2.extract_lane(none, 1)) !== 0;
      const sumBefore = first ? f64x2.extract_lane(before, 0) : f64x2.extract_lane(before, 1);
      const middle = first ? f64x2.extract_lane(halves, 0) : f64x2.extract_lane(halves, 1);
      let result = NaN;
      if (!empty && k < channels) {
        const here = (<usize>k) << 3;
        const value = load<f64>(spectrum + ((<usize>k) << 5) + ((<usize>lane) << 3));
        const after = sumBefore + value * load<f64>(widths + here);
        const edge = load<f64>(edges + here);
        const part = (middle - sumBefore) / (after - sumBefore);
        result = centres ? load<f64>(centres + here) : edge + part * (load<f64>(edges + here, 8) - edge);
      }
      store<f64>(out + ((<usize>(i + lane)) << 3), result);
    }
  }
}
