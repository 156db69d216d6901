import { blend, cross, directionOf, dot, latOf, lonOf, minus, normalised, RADIANS, type Direction } from '#region';
import type { CelestialAxes } from '#wcs';
import { compassAt } from './curve.js';
import { flatPlace } from './flat-path.js';
import { placeOn, type Place } from './path.js';
import type { Sampling } from './sampling.js';

/** The samples of a slice, in ICRS degrees; pixels 0-based, NaN where the image has none. */
export interface PathRows {
  readonly lonDeg: Float64Array;
  readonly latDeg: Float64Array;
  readonly x: Float64Array;
  readonly y: Float64Array;
  /** of the direction along the path, from north through east, [0, 360) */
  readonly paDeg: Float64Array;
  readonly segment: Int32Array;
}

export function pathRows(sampling: Sampling, sky: CelestialAxes): PathRows {
  const { samples, path, step, width } = sampling;
  const [lonDeg, latDeg, x, y, paDeg] = Array.from({ length: 5 }, () => new Float64Array(samples));
  const segment = new Int32Array(samples);
  const pairs = new Float64Array(2 * samples);
  for (let j = 0; j < samples; j++) {
    const place = placeOn(path, (j + 0.5) * step, width / 2);
    lonDeg[j] = pairs[2 * j] = lonOf(place.at[0], place.at[1]);
    latDeg[j] = pairs[2 * j + 1] = latOf(...place.at);
    paDeg[j] = positionAngle(place);
    segment[j] = place.segment;
  }
  sky.icrsToPixel(pairs, samples, pairs);
  for (let j = 0; j < samples; j++) [x[j], y[j]] = [pairs[2 * j], pairs[2 * j + 1]];
  return { lonDeg, latDeg, x, y, paDeg, segment };
}

/** Of the path at a place: degrees from north through east, [0, 360). */
export function positionAngle({ at, along }: Place): number {
  const { north, east } = compassAt(lonOf(at[0], at[1]), latOf(...at));
  return (Math.atan2(dot(along, east), dot(along, north)) / RADIANS + 360) % 360;
}

/** The same from the north of the frame of the image, which BPA counts from. */
export function nativeAngle(place: Place, sky: CelestialAxes): number {
  const further = normalised(blend(place.at, 1, place.along, STEP));
  const pairs = Float64Array.from([place.at, further].flatMap((point) => [lonOf(point[0], point[1]), latOf(...point)]));
  sky.icrsToPixel(pairs, 2, pairs);
  sky.pixelToNative(pairs, 2, pairs);
  const [at, next] = [directionOf(pairs[0], pairs[1]), directionOf(pairs[2], pairs[3])];
  const angle = positionAngle({ at, along: minus(next, at), segment: 0 });
  return Number.isFinite(angle) ? angle : positionAngle(place);
}

/** Radians: 2 arcsec. */
const STEP = 1e-5;

/**
 * Pixels of the places across the samples first … first + count − 1: x y x y …, `across` pairs for each. With `corners` five pairs stand for a place:
 * itself, and the corners in order of the piece of the path that belongs to it, step × width/across (or a pixel, of a path without width).
 */
export function placesAcross(sampling: Sampling, sky: CelestialAxes, first: number, count: number, corners: boolean): Float64Array {
  const { path, step, width, across, pixel } = sampling;
  const each = corners ? 5 : 1;
  const pairs = new Float64Array(2 * count * across * each);
  let at = 0;
  const put = (point: Direction): void => {
    pairs[at++] = lonOf(point[0], point[1]);
    pairs[at++] = latOf(...point);
  };
  const half = (width || pixel) / across / 2;
  if (path.flat) return flatAcross(sampling, first, count, corners, pairs);
  for (let j = first; j < first + count; j++) {
    const place = placeOn(path, (j + 0.5) * step, width / 2);
    const side = cross(place.along, place.at); // at the position angle of the path + 90°
    const aside = (offset: number) => blend(place.at, Math.cos(offset), side, Math.sin(offset));
    const ahead = (offset: number, length: number) => blend(aside(offset), Math.cos(length), place.along, Math.sin(length));
    for (let m = 0; m < across; m++) {
      const offset = ((m - (across - 1) / 2) * width) / across;
      put(aside(offset));
      if (!corners) continue;
      put(ahead(offset - half, -step / 2));
      put(ahead(offset - half, step / 2));
      put(ahead(offset + half, step / 2));
      put(ahead(offset + half, -step / 2));
    }
  }
  sky.icrsToPixel(pairs, pairs.length / 2, pairs);
  return pairs;
}

/** The same where lengths are those of the plane of the pixels. */
function flatAcross(sampling: Sampling, first: number, count: number, corners: boolean, pairs: Float64Array): Float64Array {
  const { path, step, width, across, pixel } = sampling;
  const { scale } = path.flat!;
  const [half, stride] = [(width || pixel) / across / 2 / scale, step / 2 / scale];
  let at = 0;
  for (let j = first; j < first + count; j++) {
    const { x, y, dx, dy } = flatPlace(path, (j + 0.5) * step, width / 2);
    const put = (aside: number, ahead: number): void => {
      pairs[at++] = x - aside * dy + ahead * dx;
      pairs[at++] = y + aside * dx + ahead * dy;
    };
    for (let m = 0; m < across; m++) {
      const offset = ((m - (across - 1) / 2) * width) / across / scale;
      put(offset, 0);
      if (!corners) continue;
      put(offset - half, -stride);
      put(offset - half, stride);
      put(offset + half, stride);
      put(offset + half, -stride);
    }
  }
  return pairs;
}
