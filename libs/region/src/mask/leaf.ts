import { arcsMeet, greatArc, TOUCH, type Arc } from '../arc.js';
import { angleBetween, directionOf, type Direction } from '../direction.js';
import type { PixelBox, SkyMap } from '../sky-map.js';
import type { LocalArea } from './local-area.js';

/** Pixels a side of the blocks that are looked at pixel by pixel. */
export const LEAF_PIXELS = 8;

export type MaskMode = 'hard' | 'touch';

/**
 * Which pixels of a small block belong to the area, row by row: those whose centre does, and with `touch` also those that its outline enters.
 * Edges of pixels are taken as great circles between their corners.
 */
export function leafPixels(local: LocalArea, map: SkyMap, block: PixelBox, mode: MaskMode): boolean[] {
  const columns = block.x1 - block.x0 + 1;
  const rows = block.y1 - block.y0 + 1;
  const centres = directionsAt(map, block.x0, block.y0, columns, rows);
  const inside = centres.map((direction) => direction !== undefined && local.contains(direction));
  if (mode === 'hard' || local.arcs.length === 0) return inside;
  const corners = directionsAt(map, block.x0 - 0.5, block.y0 - 0.5, columns + 1, rows + 1);
  const at = (column: number, row: number) => corners[row * (columns + 1) + column];
  const mark = (column: number, row: number) => {
    if (column >= 0 && column < columns && row >= 0 && row < rows && centres[row * columns + column]) inside[row * columns + column] = true;
  };
  for (let row = 0; row <= rows; row++) {
    for (let column = 0; column <= columns; column++) {
      if (column < columns && isEntered(local.arcs, at(column, row), at(column + 1, row))) {
        mark(column, row);
        mark(column, row - 1);
      }
      if (row < rows && isEntered(local.arcs, at(column, row), at(column, row + 1))) {
        mark(column, row);
        mark(column - 1, row);
      }
    }
  }
  return inside;
}

function isEntered(arcs: readonly Arc[], a: Direction | undefined, b: Direction | undefined): boolean {
  if (a === undefined || b === undefined || angleBetween(a, b) < TOUCH) return false;
  const edge = greatArc(a, b);
  return arcs.some((arc) => arcsMeet(arc, edge));
}

function directionsAt(map: SkyMap, x: number, y: number, columns: number, rows: number): (Direction | undefined)[] {
  const count = columns * rows;
  const sky = new Float64Array(2 * count);
  for (let i = 0; i < count; i++) {
    sky[2 * i] = x + (i % columns);
    sky[2 * i + 1] = y + Math.floor(i / columns);
  }
  map.pixelToSky(sky, count, sky);
  return Array.from({ length: count }, (_, i) =>
    Number.isFinite(sky[2 * i] + sky[2 * i + 1]) ? directionOf(sky[2 * i], sky[2 * i + 1]) : undefined,
  );
}
