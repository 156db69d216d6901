import { UnsupportedError } from '#faults';
import type { Cube } from '../cube.js';

/** A pixel in the middle of a cube. */
export interface PixelSize {
  readonly xArcsec: number;
  readonly yArcsec: number;
  readonly steradians: number;
}

/** @throws UnsupportedError when there is no sky in the middle of the cube */
export function pixelSize({ sky, box: { x, y } }: Cube): PixelSize {
  const [column, row] = [x.first + (x.count - 1) / 2, y.first + (y.count - 1) / 2];
  const places = Float64Array.of(column - 0.5, row, column + 0.5, row, column, row - 0.5, column, row + 0.5);
  sky.pixelToIcrs(places, 4, places);
  const [left, right, below, above] = [0, 1, 2, 3].map((i) => vector(places[2 * i], places[2 * i + 1]));
  const [a, b] = [minus(right, left), minus(above, below)];
  const area = Math.hypot(a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]);
  if (!(area > 0)) throw new UnsupportedError('the pixel in the middle of the cube has no place on the sky, so its size is not known');
  return { xArcsec: Math.hypot(...a) * ARCSEC, yArcsec: Math.hypot(...b) * ARCSEC, steradians: area };
}

const ARCSEC = (180 * 3600) / Math.PI;

type Vector = readonly [number, number, number];

function vector(lonDeg: number, latDeg: number): Vector {
  const [lon, lat] = [(lonDeg * Math.PI) / 180, (latDeg * Math.PI) / 180];
  return [Math.cos(lat) * Math.cos(lon), Math.cos(lat) * Math.sin(lon), Math.sin(lat)];
}

const minus = (a: Vector, b: Vector): Vector => [a[0] - b[0], a[1] - b[1], a[2] - b[2]];
