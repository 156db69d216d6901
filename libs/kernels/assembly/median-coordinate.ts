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
    let sum = zero;
    let before = zero;
    let after = zero;
    let place = i64x2.splat(-1);
    let open = i64x2.splat(-1);
    at = from + <usize>(i >> 2) * group + ((<usize>(i & 2)) << 3);
    for (let k = 0; k < channels; k++) {
      const v = v128.load(at);
      const keep = f64x2.eq(v, v);
      const next = f64x2.add(sum, v128.and(f64x2.mul(v, v128.load64_splat(widths + ((<usize>k) << 3))), keep));
      const here = v128.and(v128.and(open, keep), f64x2.ge(f64x2.abs(next), half));
      before = v128.bitselect(sum, before, here);
      after = v128.bitselect(next, after, here);
      place = v128.bitselect(i64x2.splat(k), place, here);
      open = v128.andnot(open, here);
      sum = next;
      at += 32;
    }
    const mixed = i64x2.eq(positive, negative);
    const to = out + ((<usize>i) << 3);
    const firstPlace = i64x2.extract_lane(mixed, 0) ? -1 : i64x2.extract_lane(place, 0);
    const secondPlace = i64x2.extract_lane(mixed, 1) ? -1 : i64x2.extract_lane(place, 1);
    const halves = f64x2.div(total, f64x2.splat(2));
    const parts = f64x2.div(f64x2.sub(halves, before), f64x2.sub(after, before));
    store<f64>(to, coordinate(firstPlace, f64x2.extract_lane(parts, 0), edges, centres));
    store<f64>(to, coordinate(secondPlace, f64x2.extract_lane(parts, 1), edges, centres), 8);
  }
}

function coordinate(place: i64, part: f64, edges: usize, centres: usize): f64 {
  if (place < 0) return NaN;
  const at = (<usize>place) << 3;
  if (centres) return load<f64>(centres + at);
  const edge = load<f64>(edges + at);
  return edge + part * (load<f64>(edges + at, 8) - edge);
}
