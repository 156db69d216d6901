/** Bytes of four float32 or int32 turned round. */
export function swap32(v: v128): v128 {
  return v128.shuffle<u8>(v, v, 3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, 12);
}

export function swap64(v: v128): v128 {
  return v128.shuffle<u8>(v, v, 7, 6, 5, 4, 3, 2, 1, 0, 15, 14, 13, 12, 11, 10, 9, 8);
}

export function swap16(v: v128): v128 {
  return v128.shuffle<u8>(v, v, 1, 0, 3, 2, 5, 4, 7, 6, 9, 8, 11, 10, 13, 12, 15, 14);
}

/** Lanes 2 and 3 of float32 as float64. */
export function promoteHigh(v: v128): v128 {
  return f64x2.promote_low_f32x4(v128.shuffle<u64>(v, v, 1, 0));
}

/** Lanes that are neither NaN nor infinite. */
export function finite32(v: v128): v128 {
  return f32x4.lt(f32x4.abs(v), f32x4.splat(<f32>Infinity));
}

export function finite64(v: v128): v128 {
  return f64x2.lt(f64x2.abs(v), f64x2.splat(Infinity));
}

/** Two masks of 64-bit lanes as one of 32-bit lanes. */
export function narrow(low: v128, high: v128): v128 {
  return v128.shuffle<u32>(low, high, 0, 2, 4, 6);
}

/** The lower and the upper two lanes of a mask of 32-bit lanes, as 64-bit lanes. */
export function widenLow(mask: v128): v128 {
  return v128.shuffle<u32>(mask, mask, 0, 0, 1, 1);
}

export function widenHigh(mask: v128): v128 {
  return v128.shuffle<u32>(mask, mask, 2, 2, 3, 3);
}
