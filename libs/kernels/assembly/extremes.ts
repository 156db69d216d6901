import { finite32, narrow, swap32 } from './lanes';

/**
 * Largest (`sign` 1) or smallest (−1) value of each pixel and the channel of the first of them; planes are channels `channel`, `channel` + 1, …
 * Values of float32 pixels stay float32, others are float64 (see powers).
 */
export function extremes(
  wide: bool,
  largest: bool,
  from: usize,
  stride: usize,
  planes: i32,
  pixels: i32,
  channel: i32,
  values: usize,
  channels: usize,
): void {
  if (wide) {
    if (largest) Extremes.wideExtreme(true, from, stride, planes, pixels, channel, values, channels);
    else Extremes.wideExtreme(false, from, stride, planes, pixels, channel, values, channels);
  } else {
    if (largest) Extremes.extreme(true, from, stride, planes, pixels, channel, values, channels);
    else Extremes.extreme(false, from, stride, planes, pixels, channel, values, channels);
  }
}

/** Both extremes of float32 pixels. */
export function bothExtremes(
  from: usize,
  stride: usize,
  planes: i32,
  pixels: i32,
  channel: i32,
  maximum: usize,
  maximumAt: usize,
  minimum: usize,
  minimumAt: usize,
): void {
  for (let i = 0; i < pixels; i += 4) {
    let most = v128.load(maximum);
    let mostAt = v128.load(maximumAt);
    let least = v128.load(minimum);
    let leastAt = v128.load(minimumAt);
    let here = i32x4.splat(channel);
    let plane = from;
    for (let k = 0; k < planes; k++) {
      const v = swap32(v128.load(plane));
      const keep = finite32(v);
      const above = v128.and(keep, f32x4.gt(v, most));
      const below = v128.and(keep, f32x4.lt(v, least));
      most = v128.bitselect(v, most, above);
      mostAt = v128.bitselect(here, mostAt, above);
      least = v128.bitselect(v, least, below);
      leastAt = v128.bitselect(here, leastAt, below);
      here = i32x4.add(here, i32x4.splat(1));
      plane += stride;
    }
    v128.store(maximum, most);
    v128.store(maximumAt, mostAt);
    v128.store(minimum, least);
    v128.store(minimumAt, leastAt);
    from += 16;
    maximum += 16;
    maximumAt += 16;
    minimum += 16;
    minimumAt += 16;
  }
}

/** Copies a float64 of each pixel whose channel is `channel`. */
export function follow(channels: usize, channel: i32, from: usize, to: usize, pixels: i32): void {
  for (let i = 0; i < pixels; i++)
    if (load<i32>(channels + ((<usize>i) << 2)) === channel) store<f64>(to + ((<usize>i) << 3), load<f64>(from + ((<usize>i) << 3)));
}

/** Inlined, with each of the constants that they are called with. */
class Extremes {
  @inline
  static extreme(largest: bool, from: usize, stride: usize, planes: i32, pixels: i32, channel: i32, values: usize, channels: usize): void {
    for (let i = 0; i < pixels; i += 4) {
      let best = v128.load(values);
      let at = v128.load(channels);
      let here = i32x4.splat(channel);
      let plane = from;
      for (let k = 0; k < planes; k++) {
        const v = swap32(v128.load(plane));
        const better = v128.and(finite32(v), largest ? f32x4.gt(v, best) : f32x4.lt(v, best));
        best = v128.bitselect(v, best, better);
        at = v128.bitselect(here, at, better);
        here = i32x4.add(here, i32x4.splat(1));
        plane += stride;
      }
      v128.store(values, best);
      v128.store(channels, at);
      from += 16;
      values += 16;
      channels += 16;
    }
  }

  @inline
  static wideExtreme(
    largest: bool,
    from: usize,
    stride: usize,
    planes: i32,
    pixels: i32,
    channel: i32,
    values: usize,
    channels: usize,
  ): void {
    for (let i = 0; i < pixels; i += 4) {
      let bestLow = v128.load(values);
      let bestHigh = v128.load(values, 16);
      let at = v128.load(channels);
      let here = i32x4.splat(channel);
      let plane = from;
      for (let k = 0; k < planes; k++) {
        const low = v128.load(plane);
        const high = v128.load(plane, 16);
        const betterLow = largest ? f64x2.gt(low, bestLow) : f64x2.lt(low, bestLow);
        const betterHigh = largest ? f64x2.gt(high, bestHigh) : f64x2.lt(high, bestHigh);
        bestLow = v128.bitselect(low, bestLow, betterLow);
        bestHigh = v128.bitselect(high, bestHigh, betterHigh);
        at = v128.bitselect(here, at, narrow(betterLow, betterHigh));
        here = i32x4.add(here, i32x4.splat(1));
        plane += stride;
      }
      v128.store(values, bestLow);
      v128.store(values, bestHigh, 16);
      v128.store(channels, at);
      from += 32;
      values += 32;
      channels += 16;
    }
  }
}
