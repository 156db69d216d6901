import type { PixelBox } from '#region';
import type { Offsets } from './ring-collector.js';

/** Offsets of some points of the plane, straight in between: plain data, so that threads need no coordinate system. */
export interface OffsetGrid {
  readonly x0: number;
  readonly y0: number;
  /** pixels from node to node */
  readonly step: number;
  readonly columns: number;
  readonly rows: number;
  /** east and north, interleaved, row by row */
  readonly nodes: Float64Array;
}

const STEPS = [64, 16, 4, 1] as const;
/** How far a point between nodes may be from where it belongs, in pixels. */
const TOLERANCE = 1e-4;

/**
 * The widest grid that is right to a part of a pixel, over the corners of all pixels of a box.
 * @param pixel side of a pixel in arcsec
 */
export function offsetGrid(plane: Offsets, { x0, y0, x1, y1 }: PixelBox, pixel: number): OffsetGrid {
  const make = (step: number): OffsetGrid => {
    const columns = Math.ceil((x1 - x0 + 1) / step) + 1;
    const rows = Math.ceil((y1 - y0 + 1) / step) + 1;
    const nodes = new Float64Array(2 * columns * rows);
    const spaced = spacedOut(plane, step);
    for (let row = 0; row < rows; row++) spaced.line(x0 - 0.5, y0 - 0.5 + row * step, columns, nodes.subarray(2 * row * columns));
    return { x0: x0 - 0.5, y0: y0 - 0.5, step, columns, rows, nodes };
  };
  for (const step of STEPS) {
    const grid = make(step);
    if (step === 1 || isRight(grid, plane, pixel)) return grid;
  }
  return make(1);
}

/** Points between the nodes of a grid. */
export function gridOffsets({ x0, y0, step, columns, rows, nodes }: OffsetGrid): Offsets {
  return {
    line(from, y, count, out) {
      const v = (y - y0) / step;
      const row = Math.min(Math.floor(v), rows - 2);
      const t = v - row;
      for (let i = 0; i < count; i++) {
        const u = (from + i - x0) / step;
        const column = Math.min(Math.floor(u), columns - 2);
        const s = u - column;
        const [a, b] = [2 * (row * columns + column), 2 * ((row + 1) * columns + column)];
        for (let k = 0; k < 2; k++) {
          const low = nodes[a + k] + (nodes[a + 2 + k] - nodes[a + k]) * s;
          const high = nodes[b + k] + (nodes[b + 2 + k] - nodes[b + k]) * s;
          out[2 * i + k] = low + (high - low) * t;
        }
      }
    },
  };
}

/** Points `step` pixels apart. */
function spacedOut(plane: Offsets, step: number): Offsets {
  if (step === 1) return plane;
  return {
    line(x0, y, count, out) {
      const point = new Float64Array(2);
      for (let i = 0; i < count; i++) {
        plane.line(x0 + i * step, y, 1, point);
        out.set(point, 2 * i);
      }
    },
  };
}

/** The middles of the cells are where they are farthest off. */
function isRight(grid: OffsetGrid, plane: Offsets, pixel: number): boolean {
  const { x0, y0, step, columns, rows } = grid;
  const between = gridOffsets(grid);
  const [found, expected] = [new Float64Array(2), new Float64Array(2)];
  for (let row = 0; row < rows - 1; row++) {
    for (let column = 0; column < columns - 1; column++) {
      const [x, y] = [x0 + (column + 0.5) * step, y0 + (row + 0.5) * step];
      plane.line(x, y, 1, expected);
      between.line(x, y, 1, found);
      // NaN is not near.
      if (!(Math.hypot(found[0] - expected[0], found[1] - expected[1]) <= TOLERANCE * pixel)) return false;
    }
  }
  return true;
}
