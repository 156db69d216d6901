import { finite32, promoteHigh, swap32 } from './lanes';

/** Adds planes to ΣI and ΣI² (see powers). */
export function squares(wide: bool, from: usize, stride: usize, planes: i32, pixels: i32, sums: usize, squared: usize): void {
  if (wide) Squares.add(true, from, stride, planes, pixels, sums, squared);
  else Squares.add(false, from, stride, planes, pixels, sums, squared);
}

/** Inlined, with each of the constants that they are called with. */
class Squares {
  @inline
  static add(wide: bool, from: usize, stride: usize, planes: i32, pixels: i32, sums: usize, squared: usize): void {
    for (let i = 0; i < pixels; i += 4) {
      let sumLow = v128.load(sums);
      let sumHigh = v128.load(sums, 16);
      let squareLow = v128.load(squared);
      let squareHigh = v128.load(squared, 16);
      let plane = from;
      for (let k = 0; k < planes; k++) {
        let low: v128, high: v128;
        if (wide) {
          low = v128.load(plane);
          high = v128.load(plane, 16);
          low = v128.and(low, f64x2.eq(low, low));
          high = v128.and(high, f64x2.eq(high, high));
        } else {
          let v = swap32(v128.load(plane));
          v = v128.and(v, finite32(v));
          low = f64x2.promote_low_f32x4(v);
          high = promoteHigh(v);
        }
        sumLow = f64x2.add(sumLow, low);
        sumHigh = f64x2.add(sumHigh, high);
        squareLow = f64x2.add(squareLow, f64x2.mul(low, low));
        squareHigh = f64x2.add(squareHigh, f64x2.mul(high, high));
        plane += stride;
      }
      v128.store(sums, sumLow);
      v128.store(sums, sumHigh, 16);
      v128.store(squared, squareLow);
      v128.store(squared, squareHigh, 16);
      from += wide ? 32 : 16;
      sums += 32;
      squared += 32;
    }
  }
}
