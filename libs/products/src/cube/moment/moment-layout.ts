import type { Cube } from '../cube.js';
import type { CubeBlock } from '../cube-reader.js';

/** How the pixels of the maps follow each other: longitude first, or latitude first, as in the file. */
export type MapOrder = 'x' | 'y';

/** The sky axis that is nearer to the beginning of the header runs fastest in the maps, too. */
export const orderOf = ({ axes }: Pick<Cube, 'axes'>): MapOrder => (axes.x < axes.y ? 'x' : 'y');

/** Axes of the maps: the sky in the order of the file, then the others (the spectral one among them when it stays); 0-based axes of the cube. */
export function keptAxes({ axes, image }: Cube, keepAxis: boolean): number[] {
  const sky = [axes.x, axes.y].toSorted((a, b) => a - b);
  const others = Array.from({ length: Math.max(image.wcs.axes.length, image.shape.axes.length) }, (_, axis) => axis);
  return [...sky, ...others.filter((axis) => !sky.includes(axis) && (keepAxis || axis !== axes.z))];
}

/**
 * The sky of a cube in blocks of up to `most` pixels, in the order of the maps: whole rows of them, or parts of a row when that is longer. Each is one
 * stretch of the map.
 */
export function blocksOf({ nx, ny }: Pick<Cube, 'nx' | 'ny'>, order: MapOrder, most: number): CubeBlock[] {
  const [fast, slow] = order === 'x' ? [nx, ny] : [ny, nx];
  const columns = Math.min(fast, most);
  const rows = columns < fast ? 1 : Math.max(1, Math.floor(most / fast));
  const blocks: CubeBlock[] = [];
  for (let s = 0; s < slow; s += rows) {
    for (let f = 0; f < fast; f += columns) {
      const [m, n] = [Math.min(columns, fast - f), Math.min(rows, slow - s)];
      blocks.push(order === 'x' ? { x0: f, nx: m, y0: s, ny: n } : { x0: s, nx: n, y0: f, ny: m });
    }
  }
  return blocks;
}

/** Pixels of the map before the first one of a block. */
export function placeOf({ nx, ny }: Pick<Cube, 'nx' | 'ny'>, order: MapOrder, { x0, y0 }: CubeBlock): number {
  return order === 'x' ? y0 * nx + x0 : x0 * ny + y0;
}
