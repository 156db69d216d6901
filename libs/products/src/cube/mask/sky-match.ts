import type { Image } from '../../image.js';
import type { Cube } from '../cube.js';

/** Where the pixels of a cube lie in the image of its mask. */
export interface SkyMatch {
  readonly isSameGrid: boolean;
  /** the part of the cube's pixels on the sky that lie in the mask, found at evenly spaced ones when there are many */
  readonly overlap: number;
}

/** On each axis of the sky. */
const MOST_SAMPLES = 128;

/** Of a pixel: coordinates that are written with so many digits are meant to be the same. */
const SAME_PIXELS = 0.02;

export function skyMatch(mask: Image, cube: Cube): SkyMatch {
  const { celestial } = mask.wcs;
  const { x, y } = cube.axes;
  if (!celestial) return { isSameGrid: true, overlap: 1 };
  const isOfSize = sizeOf(mask, celestial.lonAxis) === sizeOf(cube.image, x) && sizeOf(mask, celestial.latAxis) === sizeOf(cube.image, y);
  const [columns, rows] = [spread(cube.nx), spread(cube.ny)];
  const places = new Float64Array(2 * columns.length);
  let [inside, same] = [0, 0];
  for (const row of rows) {
    for (const [i, column] of columns.entries()) {
      places[2 * i] = cube.box.x.first + column;
      places[2 * i + 1] = cube.box.y.first + row;
    }
    const before = places.slice();
    toMask(mask, cube, places, columns.length);
    for (let i = 0; i < columns.length; i++) {
      if (placeIn(mask, places[2 * i], places[2 * i + 1]) >= 0) inside++;
      // Where the cube has no sky, neither has the mask.
      if (Number.isNaN(places[2 * i]) || isNear(places, before, 2 * i)) same++;
    }
  }
  const count = columns.length * rows.length;
  const isSameGrid = isOfSize && same === count && inside > 0;
  return { isSameGrid, overlap: isSameGrid ? 1 : inside / count };
}

const isNear = (a: Float64Array, b: Float64Array, i: number): boolean =>
  Math.abs(a[i] - b[i]) < SAME_PIXELS && Math.abs(a[i + 1] - b[i + 1]) < SAME_PIXELS;

const sizeOf = ({ shape }: Image, axis: number): number => shape.axes[axis] ?? 1;

/** Up to `MOST_SAMPLES` of 0 … n − 1 with both ends, evenly. */
function spread(n: number): number[] {
  const count = Math.min(n, MOST_SAMPLES);
  return Array.from({ length: count }, (_, i) => (count === 1 ? 0 : Math.round((i * (n - 1)) / (count - 1))));
}

/** Pairs of 0-based pixels (longitude, latitude) of the image of a cube become those of the mask; NaN where it has none. */
function toMask(mask: Image, cube: Cube, places: Float64Array, count: number): void {
  cube.sky.pixelToIcrs(places, count, places);
  mask.wcs.celestial!.icrsToPixel(places, count, places);
}

/** y × nx + x of the nearest pixel of the mask; −1 outside of it. */
function placeIn(mask: Image, x: number, y: number): number {
  const { lonAxis, latAxis } = mask.wcs.celestial!;
  const [nx, ny] = [sizeOf(mask, lonAxis), sizeOf(mask, latAxis)];
  const [column, row] = [Math.round(x), Math.round(y)];
  return column >= 0 && column < nx && row >= 0 && row < ny ? row * nx + column : -1;
}

/** Where the pixels of rows y0 … y0 + rows − 1 of a cube have their nearest ones in the whole mask: y × nx + x, −1 where there is none. */
export function nearestPixels(mask: Image, cube: Cube, y0: number, rows: number): Int32Array {
  const { nx } = cube;
  const found = new Int32Array(nx * rows);
  const places = new Float64Array(2 * nx);
  for (let y = 0; y < rows; y++) {
    for (let x = 0; x < nx; x++) {
      places[2 * x] = cube.box.x.first + x;
      places[2 * x + 1] = cube.box.y.first + y0 + y;
    }
    toMask(mask, cube, places, nx);
    for (let x = 0; x < nx; x++) found[y * nx + x] = placeIn(mask, places[2 * x], places[2 * x + 1]);
  }
  return found;
}
