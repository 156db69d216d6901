import type { AxisMap } from './axes.js';
import type { Linear } from './linear.js';

/** One world axis that depends on one pixel axis: w = step · (pixel − reference) + shift, in header units. */
export interface AxisLine {
  readonly reference: number;
  readonly step: number;
  /** what other pixel axes, held at their only pixel, add */
  readonly shift: number;
}

/** The line of an axis; a sentence when the matrix gives it none. `lengths` are NAXISn, 1 for degenerate axes. */
export function axisLine({ size, matrix, referencePixel }: Linear, axis: number, lengths: readonly number[]): AxisLine | string {
  let shift = 0;
  for (let j = 0; j < size; j++) {
    const element = matrix[axis * size + j];
    if (j === axis || element === 0) continue;
    if (lengths[j] > 1) return `also depends on pixel axis ${j + 1}, which is not supported`;
    shift += element * (0 - referencePixel[j]);
  }
  const step = matrix[axis * size + axis];
  if (!(Math.abs(step) > 0)) return 'has a step (CDELT, CD or PC) of 0';
  return { reference: referencePixel[axis], step, shift };
}

export type ArrayMap = (values: Float64Array, count: number, out: Float64Array) => void;

/** Pixels ⇄ world through the line, a scale to other units, and the maps behind it. */
export function lineMap(
  { reference, step, shift }: AxisLine,
  scale: number,
  forward: readonly ArrayMap[],
  backward: readonly ArrayMap[],
): AxisMap {
  const slope = step * scale;
  const offset = shift * scale;
  return {
    pixelToWorld(pixels, count, out) {
      for (let i = 0; i < count; i++) out[i] = slope * (pixels[i] - reference) + offset;
      for (const map of forward) map(out, count, out);
    },
    worldToPixel(world, count, out) {
      if (out !== world) for (let i = 0; i < count; i++) out[i] = world[i];
      for (const map of backward) map(out, count, out);
      for (let i = 0; i < count; i++) out[i] = (out[i] - offset) / slope + reference;
    },
  };
}
