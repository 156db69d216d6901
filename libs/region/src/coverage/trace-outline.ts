import { LimitError, UnsupportedError } from '#faults';
import { latOf, lonOf, type Direction } from '../direction.js';
import type { SkyMap } from '../sky-map.js';
import type { Outline } from './outline.js';

/** How far a piece may be from straight, in pixels, when it is halved for the last time: its halves are four times nearer to the outline. */
const TOLERANCE = 4e-6;
const MOST_POINTS = 1 << 20;
/** Halvings of a piece; where the projection is torn there is never an end. */
const MOST_ROUNDS = 24;

/**
 * The outline as a polygon in the plane of the pixels, x and y interleaved: pieces are halved until they are straight to a millionth of a pixel.
 * Nothing when all of it is where the projection shows nothing.
 * @throws UnsupportedError where the projection is torn or ends; LimitError for an outline with too many corners
 */
export function traceOutline(outline: Outline, map: SkyMap): Float64Array {
  let ts = Float64Array.from({ length: outline.turns * outline.pieces }, (_, i) => i / outline.pieces);
  let points = pixelsOf(outline, ts, map);
  if (!points.some(Number.isFinite)) return new Float64Array(0);
  assertWhole(points);
  let open = new Uint8Array(ts.length).fill(1);
  for (let round = 0; open.includes(1); round++) {
    if (round === MOST_ROUNDS) throw torn();
    const from = indicesOf(open);
    const halves = Float64Array.from(from, (i) => (ts[i] + (i + 1 < ts.length ? ts[i + 1] : outline.turns)) / 2);
    const middles = pixelsOf(outline, halves, map);
    assertWhole(middles);
    const length = ts.length + halves.length;
    if (length > MOST_POINTS) throw new LimitError(`the outline of the aperture has more than ${MOST_POINTS} corners in pixels`);
    const next = { ts: new Float64Array(length), points: new Float64Array(2 * length), open: new Uint8Array(length) };
    for (let i = 0, half = 0, at = 0; i < ts.length; i++) {
      next.ts[at] = ts[i];
      next.points.set(points.subarray(2 * i, 2 * i + 2), 2 * at++);
      if (!open[i]) continue;
      const bent = isBent(points, i, (i + 1) % ts.length, middles, half) ? 1 : 0;
      next.open[at - 1] = next.open[at] = bent;
      next.ts[at] = halves[half];
      next.points.set(middles.subarray(2 * half, 2 * half + 2), 2 * at++);
      half++;
    }
    ({ ts, points, open } = next);
  }
  return points;
}

function indicesOf(open: Uint8Array): number[] {
  const found: number[] = [];
  open.forEach((is, i) => {
    if (is) found.push(i);
  });
  return found;
}

/** Whether the way from point i to j by the middle is not straight, or the middle is far from half-way. */
function isBent(points: Float64Array, i: number, j: number, middles: Float64Array, half: number): boolean {
  const [x, y] = [points[2 * i], points[2 * i + 1]];
  const [dx, dy] = [points[2 * j] - x, points[2 * j + 1] - y];
  const [mx, my] = [middles[2 * half] - x, middles[2 * half + 1] - y];
  const length = Math.hypot(dx, dy);
  if (length < TOLERANCE) return Math.hypot(mx, my) > TOLERANCE;
  if (Math.abs(dx * my - dy * mx) / length > TOLERANCE) return true;
  return length > 0.5 && Math.abs((dx * mx + dy * my) / (length * length) - 0.5) > 0.25;
}

function pixelsOf({ at }: Outline, ts: Float64Array, map: SkyMap): Float64Array {
  const points = new Float64Array(2 * ts.length);
  ts.forEach((t, i) => {
    const direction: Direction = at(t);
    points[2 * i] = lonOf(direction[0], direction[1]);
    points[2 * i + 1] = latOf(...direction);
  });
  map.skyToPixel(points, ts.length, points);
  return points;
}

function assertWhole(points: Float64Array): void {
  if (!points.every(Number.isFinite)) throw torn();
}

const torn = () => new UnsupportedError('part of the aperture lies where the projection of the image ends or is torn');
