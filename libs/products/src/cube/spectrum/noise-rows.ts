import type { CubeSink } from '../computed-plan.js';
import { cubeFile, isReadInPlace } from '../cube-file.js';
import type { CubeRef } from '../cube-ref.js';
import type { Cube } from '../cube.js';
import { narrowed } from '../narrowed.js';
import { pixelBox } from './placed-aperture.js';

/** Pixels of a channel of which its noise is measured: what a median of so many tells is right to some 1 %. */
const PIXELS = 1 << 13;
const LEAST_ROWS = 16;

/** Rows that are enough. */
const rowsOf = ({ nx, ny }: Cube): number => Math.min(ny, Math.max(LEAST_ROWS, Math.ceil(PIXELS / nx)));

/** Every so many-th row of a channel is enough to know its noise; 1: those in its middle. */
export const noiseStep = (cube: Cube): number => (cube.derived ? 1 : Math.max(1, Math.floor(cube.ny / rowsOf(cube))));

/** The rows of a cube that its noise is measured in, as a cube of their own: evenly spread over it, or in the middle where planes are made of others. */
export function noiseRows(cube: Cube): Cube {
  const { box, ny, axes, cuts, derived } = cube;
  if (derived) {
    const { x0, x1, y0 } = pixelBox(cube);
    const rows = rowsOf(cube);
    const low = y0 + ((ny - rows) >> 1);
    return narrowed(cube, { x0, x1, y0: low, y1: low + rows - 1 });
  }
  const step = noiseStep(cube);
  const count = Math.ceil(ny / step);
  const first = box.y.first + ((ny - 1 - (count - 1) * step) >> 1);
  const thinned = cuts.map((cut, axis) => (axis === axes.y ? { ...cut, first, count, step } : cut));
  return { ...cube, ny: count, box: { ...box, y: { first, count } }, cuts: thinned };
}

/** @param rows from noiseRows @throws what cubeFile throws */
export async function noiseFile(rows: Cube, out: CubeSink, signal: AbortSignal): Promise<CubeRef> {
  const ref = await cubeFile(rows, out, signal);
  const { step } = rows.cuts[rows.axes.y];
  // What is staged has the rows beside each other.
  return step > 1 && isReadInPlace(rows) ? { ...ref, strides: { ...ref.strides, y: ref.strides.y * step } } : ref;
}
