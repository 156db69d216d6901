import { NoOverlapError, UnsupportedError, UsageError } from '#faults';
import { blend, cross, directionOf, dot, latOf, lonOf, minus, normalised, type Direction } from '#region';
import type { CelestialAxes } from '#wcs';
import type { Curve } from './curve.js';
import type { Path } from './path.js';

/** Sides of a pixel may differ by that, and it may lean by so much, to count as a square. */
const SQUARE = 0.01;

/**
 * The straight lines of the plane between the ends of the curves of a path.
 * @param centre 0-based pixel that counts where the middle of the path is not on the sky of the image
 * @throws UsageError for an outline, NoOverlapError for a vertex that has no pixel, UnsupportedError for pixels that are no squares
 */
export function flatPath(path: Path, isOutline: boolean, sky: CelestialAxes, centre: readonly [x: number, y: number]): Path {
  if (isOutline) throw new UsageError('GEOM=pixel is for straight paths and polylines, got an outline');
  const { curves } = path;
  const vertices = pixelsOf(sky, [curves[0].at(0), ...curves.map((curve) => curve.at(curve.length))]);
  const bad = vertices.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0)
    throw new NoOverlapError(`vertex ${(bad >> 1) + 1} of the path is not on the projection of the image, as GEOM=pixel needs it`);
  const legs = curves.map((_, i) => vertices.subarray(2 * i, 2 * i + 4));
  const middle = [0, 1].map((axis) => (vertices[axis] + vertices[vertices.length - 2 + axis]) / 2);
  const scale = squareSide(sky, [middle[0], middle[1]]) ?? squareSide(sky, centre);
  if (scale === undefined) throw new UnsupportedError('GEOM=pixel needs pixels with a size on the sky; those at the middle have none');
  const flat = legs.map((leg) => lineOf(leg, scale, sky));
  const starts = [0];
  for (const { length } of flat) starts.push(starts.at(-1)! + length);
  return { ...path, curves: flat, starts, length: starts.at(-1)!, flat: { scale, vertices } };
}

/** Pixels of a place `s` from the start, and the way along there: that of the line, at a vertex that of both its lines. */
export function flatPlace(
  { starts, flat }: Path,
  s: number,
  half: number,
): { readonly x: number; readonly y: number; readonly dx: number; readonly dy: number } {
  const { scale, vertices } = flat!;
  const last = starts.length - 2;
  let segment = 0;
  while (segment < last && s >= starts[segment + 1]) segment++;
  const wayOf = (leg: number): [number, number] => {
    const [x, y] = [vertices[2 * leg + 2] - vertices[2 * leg], vertices[2 * leg + 3] - vertices[2 * leg + 1]];
    return [x / Math.hypot(x, y), y / Math.hypot(x, y)];
  };
  let [dx, dy] = wayOf(segment);
  const along = (s - starts[segment]) / scale;
  const [x, y] = [vertices[2 * segment] + along * dx, vertices[2 * segment + 1] + along * dy];
  const vertex = s - starts[segment] < starts[segment + 1] - s ? segment : segment + 1;
  if (vertex > 0 && vertex <= last && Math.abs(s - starts[vertex]) <= half) {
    const [before, after] = [wayOf(vertex - 1), wayOf(vertex)];
    const [bx, by] = [before[0] + after[0], before[1] + after[1]];
    if (Math.hypot(bx, by) > 1e-6) [dx, dy] = [bx / Math.hypot(bx, by), by / Math.hypot(bx, by)];
  }
  return { x, y, dx, dy };
}

/** As the sky has it: for positions, and position angles. */
function lineOf([x0, y0, x1, y1]: Float64Array, scale: number, sky: CelestialAxes): Curve {
  const pixels = Math.hypot(x1 - x0, y1 - y0);
  if (!(pixels > 0)) throw new UsageError('two vertices of PATH are the same pixel; expected different ones');
  const [dx, dy] = [(x1 - x0) / pixels, (y1 - y0) / pixels];
  const at = (s: number): Direction => skyOf(sky, x0 + (s / scale) * dx, y0 + (s / scale) * dy);
  return {
    length: pixels * scale,
    at,
    along(s) {
      const place = at(s);
      const way = minus(at(s + scale / 2), at(s - scale / 2));
      return normalised(blend(way, 1, place, -dot(way, place)));
    },
  };
}

/** Radians; undefined off the sky. @throws UnsupportedError for a pixel that is no square */
function squareSide(sky: CelestialAxes, [x, y]: readonly [number, number]): number | undefined {
  const across = minus(skyOf(sky, x + 0.5, y), skyOf(sky, x - 0.5, y));
  const up = minus(skyOf(sky, x, y + 0.5), skyOf(sky, x, y - 0.5));
  const [a, b, area] = [Math.hypot(...across), Math.hypot(...up), Math.hypot(...cross(across, up))];
  if (!(area > 0)) return undefined;
  if (Math.abs(a - b) > SQUARE * Math.max(a, b) || area < (1 - SQUARE) * a * b) {
    const [width, height] = [a, b].map((side) => Number(((side * 180 * 3600) / Math.PI).toPrecision(6)));
    throw new UnsupportedError(`GEOM=pixel needs square pixels; those of the image are ${width} x ${height} arcsec on the path`);
  }
  return Math.sqrt(area);
}

function skyOf(sky: CelestialAxes, x: number, y: number): Direction {
  const pair = Float64Array.of(x, y);
  sky.pixelToIcrs(pair, 1, pair);
  return directionOf(pair[0], pair[1]);
}

function pixelsOf(sky: CelestialAxes, places: readonly Direction[]): Float64Array {
  const pairs = Float64Array.from(places.flatMap((place) => [lonOf(place[0], place[1]), latOf(...place)]));
  sky.icrsToPixel(pairs, places.length, pairs);
  return pairs;
}
