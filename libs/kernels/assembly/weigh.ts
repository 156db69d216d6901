import { finite32, promoteHigh, swap32 } from './lanes';

/**
 * Sums over regions of four planes at once (see gather). `out`: Σw, ΣwI, ΣwI², valid pixels, minimum and maximum, each of float64: four
 * planes of all regions, one quantity after the other.
 */
export function weigh(
  wide: bool,
  from: usize,
  stride: usize,
  regions: i32,
  offsets: usize,
  indices: usize,
  weights: usize,
  out: usize,
): void {
  if (wide) Weigh.all(true, from, stride, regions, offsets, indices, weights, out);
  else Weigh.all(false, from, stride, regions, offsets, indices, weights, out);
}

/** Inlined, with each of the constants that it is called with. */
class Weigh {
  @inline
  static all(wide: bool, from: usize, stride: usize, regions: i32, offsets: usize, indices: usize, weights: usize, out: usize): void {
    const second = from + stride;
    const third = second + stride;
    const fourth = third + stride;
    const planeOut = (<usize>regions) << 3;
    const width: usize = wide ? 3 : 2;
    const one = f64x2.splat(1);
    for (let s = 0; s < regions; s++) {
      const end = load<u32>(offsets + ((<usize>s) << 2), 4);
      let weightLow = f64x2.splat(0);
      let weightHigh = weightLow,
        sumLow = weightLow,
        sumHigh = weightLow,
        squareLow = weightLow,
        squareHigh = weightLow;
      let validLow = weightLow,
        validHigh = weightLow;
      let leastLow = f64x2.splat(Infinity),
        leastHigh = leastLow,
        mostLow = f64x2.splat(-Infinity),
        mostHigh = mostLow;
      for (let e = load<u32>(offsets + ((<usize>s) << 2)); e < end; e++) {
        const at = (<usize>load<u32>(indices + ((<usize>e) << 2))) << width;
        const weight = v128.load64_splat(weights + ((<usize>e) << 3));
        let low: v128, high: v128;
        if (wide) {
          low = v128.load64_lane(second + at, v128.load64_zero(from + at), 1);
          high = v128.load64_lane(fourth + at, v128.load64_zero(third + at), 1);
        } else {
          let v = v128.load32_lane(second + at, v128.load32_zero(from + at), 1);
          v = swap32(v128.load32_lane(fourth + at, v128.load32_lane(third + at, v, 2), 3));
          v = v128.or(v, v128.not(finite32(v)));
          low = f64x2.promote_low_f32x4(v);
          high = promoteHigh(v);
        }
        const keepLow = f64x2.eq(low, low);
        const keepHigh = f64x2.eq(high, high);
        const partLow = v128.and(f64x2.mul(weight, low), keepLow);
        const partHigh = v128.and(f64x2.mul(weight, high), keepHigh);
        weightLow = f64x2.add(weightLow, v128.and(weight, keepLow));
        weightHigh = f64x2.add(weightHigh, v128.and(weight, keepHigh));
        sumLow = f64x2.add(sumLow, partLow);
        sumHigh = f64x2.add(sumHigh, partHigh);
        squareLow = f64x2.add(squareLow, v128.and(f64x2.mul(partLow, low), keepLow));
        squareHigh = f64x2.add(squareHigh, v128.and(f64x2.mul(partHigh, high), keepHigh));
        validLow = f64x2.add(validLow, v128.and(one, keepLow));
        validHigh = f64x2.add(validHigh, v128.and(one, keepHigh));
        leastLow = f64x2.pmin(leastLow, low);
        leastHigh = f64x2.pmin(leastHigh, high);
        mostLow = f64x2.pmax(mostLow, low);
        mostHigh = f64x2.pmax(mostHigh, high);
      }
      let to = out + ((<usize>s) << 3);
      to = put(to, planeOut, weightLow, weightHigh);
      to = put(to, planeOut, sumLow, sumHigh);
      to = put(to, planeOut, squareLow, squareHigh);
      to = put(to, planeOut, validLow, validHigh);
      to = put(to, planeOut, leastLow, leastHigh);
      put(to, planeOut, mostLow, mostHigh);
    }
  }
}

function put(to: usize, plane: usize, low: v128, high: v128): usize {
  v128.store64_lane(to, low, 0);
  v128.store64_lane(to + plane, low, 1);
  v128.store64_lane(to + 2 * plane, high, 0);
  v128.store64_lane(to + 3 * plane, high, 1);
  return to + 4 * plane;
}
