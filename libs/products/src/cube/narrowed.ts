import type { PixelBox } from '#region';
import type { Cube } from './cube.js';

/** The same cube within a box of the sky, in pixels of the image: only that is read, or staged. */
export function narrowed(cube: Cube, { x0, y0, x1, y1 }: PixelBox): Cube {
  const [x, y] = [{ first: x0, count: x1 - x0 + 1 }, { first: y0, count: y1 - y0 + 1 }]; // prettier-ignore
  const cuts = cube.cuts.map((cut, axis) => (axis === cube.axes.x ? { ...cut, ...x } : axis === cube.axes.y ? { ...cut, ...y } : cut));
  return { ...cube, box: { ...cube.box, x, y }, nx: x.count, ny: y.count, cuts };
}

/** The smallest box that holds them all. */
export function unionOf(boxes: readonly PixelBox[]): PixelBox {
  return {
    x0: Math.min(...boxes.map(({ x0 }) => x0)),
    y0: Math.min(...boxes.map(({ y0 }) => y0)),
    x1: Math.max(...boxes.map(({ x1 }) => x1)),
    y1: Math.max(...boxes.map(({ y1 }) => y1)),
  };
}
