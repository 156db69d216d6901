import { finite64, narrow, promoteHigh, swap16, swap32, swap64, widenHigh, widenLow } from './lanes';

/**
 * Big-endian pixels of some planes, `stride` bytes from one to the next, as float64 of this machine, NaN where they are invalid: four pixels at `to`, the next
 * four `step` bytes on; the next plane `planeStep` bytes on. A multiple of four is written. Answers how many of the `pixels` of all planes are valid.
 * `blank` counts when `hasBlank`; `unsigned`: 64-bit pixels less 2⁶³.
 */
export function convert(
  bitpix: i32,
  from: usize,
  stride: usize,
  to: usize,
  step: usize,
  planeStep: usize,
  planes: i32,
  pixels: i32,
  bscale: f64,
  bzero: f64,
  hasBlank: bool,
  blank: i64,
  unsigned: bool,
): i32 {
  let valid = 0;
  for (let k = 0; k < planes; k++) {
    valid += convertPlane(bitpix, from, to, pixels, bscale, bzero, hasBlank, blank, unsigned, step);
    from += stride;
    to += planeStep;
  }
  return valid;
}

function convertPlane(
  bitpix: i32,
  from: usize,
  to: usize,
  pixels: i32,
  bscale: f64,
  bzero: f64,
  hasBlank: bool,
  blank: i64,
  unsigned: bool,
  step: usize,
): i32 {
  if (bitpix === -32) return floats(from, to, pixels, bscale, bzero, step);
  if (bitpix === -64) return doubles(from, to, pixels, bscale, bzero, step);
  if (bitpix === 64) return longs(from, to, pixels, bscale, bzero, hasBlank, blank, unsigned, step);
  const reachable = hasBlank && blank >= <i64>i32.MIN_VALUE && blank <= <i64>i32.MAX_VALUE;
  if (bitpix === 32) return Integers.integers(32, from, to, pixels, bscale, bzero, reachable, <i32>blank, step);
  if (bitpix === 16) return Integers.integers(16, from, to, pixels, bscale, bzero, reachable, <i32>blank, step);
  return Integers.integers(8, from, to, pixels, bscale, bzero, reachable, <i32>blank, step);
}

function floats(from: usize, to: usize, pixels: i32, bscale: f64, bzero: f64, step: usize): i32 {
  const scale = f64x2.splat(bscale);
  const zero = f64x2.splat(bzero);
  let valid = i32x4.splat(0);
  let good = valid;
  for (let i = 0; i < pixels; i += 4) {
    const v = swap32(v128.load(from));
    good = keepFinite(to, f64x2.add(f64x2.mul(f64x2.promote_low_f32x4(v), scale), zero), f64x2.add(f64x2.mul(promoteHigh(v), scale), zero));
    valid = i32x4.sub(valid, good);
    from += 16;
    to += step;
  }
  return total(valid) - beyond(good, pixels);
}

function doubles(from: usize, to: usize, pixels: i32, bscale: f64, bzero: f64, step: usize): i32 {
  const scale = f64x2.splat(bscale);
  const zero = f64x2.splat(bzero);
  let valid = i32x4.splat(0);
  let good = valid;
  for (let i = 0; i < pixels; i += 4) {
    const low = f64x2.add(f64x2.mul(swap64(v128.load(from)), scale), zero);
    const high = f64x2.add(f64x2.mul(swap64(v128.load(from, 16)), scale), zero);
    good = keepFinite(to, low, high);
    valid = i32x4.sub(valid, good);
    from += 32;
    to += step;
  }
  return total(valid) - beyond(good, pixels);
}

function longs(from: usize, to: usize, pixels: i32, bscale: f64, bzero: f64, hasBlank: bool, blank: i64, unsigned: bool, step: usize): i32 {
  let valid = 0;
  const end = (pixels + 3) & ~3;
  for (let i = 0; i < end; i++) {
    const raw = bswap<i64>(load<i64>(from + ((<usize>i) << 3)));
    const value = unsigned ? <f64>((<u64>raw) ^ (1 << 63)) : <f64>raw * bscale + bzero;
    const good = !(hasBlank && raw === blank) && abs(value) < Infinity;
    if (good && i < pixels) valid += 1;
    store<f64>(to + <usize>(i >> 2) * step + ((<usize>(i & 3)) << 3), good ? value : NaN);
  }
  return valid;
}

/** Writes four values, NaN where they are not finite; answers where they are. */
function keepFinite(to: usize, low: v128, high: v128): v128 {
  const goodLow = finite64(low);
  const goodHigh = finite64(high);
  const nan = f64x2.splat(NaN);
  v128.store(to, v128.bitselect(low, nan, goodLow));
  v128.store(to, v128.bitselect(high, nan, goodHigh), 16);
  return narrow(goodLow, goodHigh);
}

function total(lanes: v128): i32 {
  return i32x4.extract_lane(lanes, 0) + i32x4.extract_lane(lanes, 1) + i32x4.extract_lane(lanes, 2) + i32x4.extract_lane(lanes, 3);
}

/** Lanes of the last four that are set but beyond the pixels. */
function beyond(last: v128, pixels: i32): i32 {
  const tail = pixels & 3;
  return tail === 0 ? 0 : popcnt(i32x4.bitmask(last) >> tail);
}

/** Inlined, with each of the constants that they are called with. */
class Integers {
  @inline
  static integers(bits: i32, from: usize, to: usize, pixels: i32, bscale: f64, bzero: f64, hasBlank: bool, blank: i32, step: usize): i32 {
    const scale = f64x2.splat(bscale);
    const zero = f64x2.splat(bzero);
    const none = i32x4.splat(blank);
    const all = i32x4.splat(hasBlank ? -1 : 0);
    const nan = f64x2.splat(NaN);
    let invalid = i32x4.splat(0);
    let bad = invalid;
    for (let i = 0; i < pixels; i += 4) {
      let v: v128;
      if (bits === 32) v = swap32(v128.load(from));
      else if (bits === 16) v = i32x4.extend_low_i16x8_s(swap16(v128.load64_zero(from)));
      else v = i32x4.extend_low_i16x8_u(i16x8.extend_low_i8x16_u(v128.load32_zero(from)));
      bad = v128.and(i32x4.eq(v, none), all);
      invalid = i32x4.sub(invalid, bad);
      const low = f64x2.add(f64x2.mul(f64x2.convert_low_i32x4_s(v), scale), zero);
      const high = f64x2.add(f64x2.mul(f64x2.convert_low_i32x4_s(v128.shuffle<u64>(v, v, 1, 0)), scale), zero);
      v128.store(to, v128.bitselect(nan, low, widenLow(bad)));
      v128.store(to, v128.bitselect(nan, high, widenHigh(bad)), 16);
      from += bits >> 1;
      to += step;
    }
    return pixels - total(invalid) + beyond(bad, pixels);
  }
}
