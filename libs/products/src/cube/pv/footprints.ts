import { addArea } from './area-footprint.js';
import type { Interpolation } from './pv-request.js';
import type { PixelWeights } from './pixel-weights.js';

/** Adds the pixels that make the value at a place, their weights adding up to 1. `pairs`: pixels of the place from `at` on, as `placesAcross` gives them. */
export type Footprint = (into: PixelWeights, pairs: Float64Array, at: number) => void;

/** kernels §10.2 step 6. */
export const FOOTPRINTS: Readonly<Record<Interpolation, Footprint>> = {
  nearest: separable(0, (weights) => (weights[0] = 1), 0.5),
  bilinear: separable(0, (weights, t) => {
    weights[0] = 1 - t;
    weights[1] = t;
  }),
  // Catmull–Rom
  cubic: separable(-1, (weights, t) => {
    weights[0] = t * (-0.5 + t * (1 - 0.5 * t));
    weights[1] = 1 + t * t * (-2.5 + 1.5 * t);
    weights[2] = t * (0.5 + t * (2 - 1.5 * t));
    weights[3] = t * t * (-0.5 + 0.5 * t);
  }),
  area: addArea,
};

/**
 * The product of the same weights along x and y.
 * @param first pixel from the one before the place
 * @param set weights of the pixels from the first on, for a place so far (t < 1) behind that one
 */
function separable(first: number, set: (weights: Float64Array, t: number) => void, shift = 0): Footprint {
  const [columns, rows] = [new Float64Array(4), new Float64Array(4)];
  return (into, pairs, at) => {
    const [x, y] = [pairs[at] + shift, pairs[at + 1] + shift];
    if (!Number.isFinite(x) || !Number.isFinite(y)) {
      into.addOutside(1);
      return;
    }
    const [left, low] = [Math.floor(x), Math.floor(y)];
    set(columns, x - left);
    set(rows, y - low);
    for (let j = 0; j < 4; j++) {
      if (rows[j] === 0) continue;
      for (let i = 0; i < 4; i++) into.add(left + first + i, low + first + j, columns[i] * rows[j]);
    }
  };
}
