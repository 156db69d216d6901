import type { PixelWeights } from './pixel-weights.js';

/** The part of a quadrilateral that each pixel covers; `pairs` from `at` on: a place, then the corners around it in order. */
export function addArea(into: PixelWeights, pairs: Float64Array, at: number): void {
  const corners = Array.from({ length: 4 }, (_, i): Point => [pairs[at + 2 + 2 * i], pairs[at + 3 + 2 * i]]);
  const whole = Math.abs(areaOf(corners));
  if (!(whole > 0) || isTorn(corners, [pairs[at], pairs[at + 1]])) {
    into.addOutside(1);
    return;
  }
  const { x0, y0, width, height } = into.frame;
  const inside = within(within(corners, 1, y0 - 0.5, y0 + height - 0.5), 0, x0 - 0.5, x0 + width - 0.5);
  const missing = 1 - Math.abs(areaOf(inside)) / whole;
  if (missing > 1e-12) into.addOutside(missing);
  const [low, high] = pixelRange(inside, 1);
  for (let y = low; y <= high; y++) {
    const strip = within(inside, 1, y - 0.5, y + 0.5);
    const [left, right] = pixelRange(strip, 0);
    for (let x = left; x <= right; x++) into.add(x, y, Math.abs(areaOf(within(strip, 0, x - 0.5, x + 0.5))) / whole);
  }
}

type Point = readonly [x: number, y: number];

/** Corners that the map tears apart (across the seam of an all-sky image) are not around their place any more. */
function isTorn(corners: readonly Point[], place: Point): boolean {
  const off = [0, 1].map((axis) => corners.reduce((sum, corner) => sum + corner[axis], 0) / 4 - place[axis]);
  const diagonal = Math.max(distance(corners[0], corners[2]), distance(corners[1], corners[3]));
  return !(Math.hypot(...off) < diagonal / 5);
}

const distance = (a: Point, b: Point): number => Math.hypot(a[0] - b[0], a[1] - b[1]);

/** Signed; from the first corner, to keep the digits. */
function areaOf(corners: readonly Point[]): number {
  let sum = 0;
  for (let i = 2; i < corners.length; i++) {
    const [a, b, c] = [corners[0], corners[i - 1], corners[i]];
    sum += (b[0] - a[0]) * (c[1] - a[1]) - (c[0] - a[0]) * (b[1] - a[1]);
  }
  return sum / 2;
}

/** First and last pixel whose square may be touched; none when there are no corners. */
function pixelRange(corners: readonly Point[], axis: 0 | 1): [number, number] {
  let [low, high] = [Infinity, -Infinity];
  for (const corner of corners) {
    low = Math.min(low, corner[axis]);
    high = Math.max(high, corner[axis]);
  }
  return [Math.floor(low + 0.5), Math.ceil(high - 0.5)];
}

/** What is left of a convex polygon between two lines of one coordinate. */
function within(corners: readonly Point[], axis: 0 | 1, low: number, high: number): Point[] {
  return beyond(beyond(corners, axis, low, 1), axis, high, -1);
}

function beyond(corners: readonly Point[], axis: 0 | 1, limit: number, sign: 1 | -1): Point[] {
  const kept: Point[] = [];
  corners.forEach((corner, i) => {
    const next = corners[(i + 1) % corners.length];
    const [here, there] = [sign * (corner[axis] - limit), sign * (next[axis] - limit)];
    if (here >= 0) kept.push(corner);
    if (here >= 0 === there >= 0) return;
    const t = here / (here - there);
    const other = corner[1 - axis] + t * (next[1 - axis] - corner[1 - axis]);
    kept.push(axis === 0 ? [limit, other] : [other, limit]);
  });
  return kept;
}
