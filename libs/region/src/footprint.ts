import { coveringCircle, largestHole, type Cap } from './covering-circle.js';
import { angleBetween, blend, cross, directionOf, hemisphereOf, latOf, lonOf, minus, RADIANS, type Direction } from './direction.js';
import { rimPolygon } from './rim-polygon.js';
import { rimOf, type Rim } from './rim.js';
import type { SkyMap } from './sky-map.js';

export interface Footprint {
  /**
   * lon lat … in ICRS degrees, counter-clockwise as seen from the origin (DALI), at most 32 vertices, within 1 % of the image's size.
   * Empty where the image reaches over a hemisphere or more, which no such polygon describes: then there is the circle.
   */
  readonly polygonDeg: readonly number[];
  /** The smallest that covers every pixel; of images that exceed a hemisphere it may be some degrees larger. */
  readonly circle: { readonly lonDeg: number; readonly latDeg: number; readonly radiusDeg: number };
  readonly allSky: boolean;
  /** Geometric mean of the two sides of the pixel in the middle. */
  readonly pixelScaleDeg: number;
}

/** What part of the sky an image shows; undefined when none of it has sky coordinates. */
export function footprint(map: SkyMap): Footprint | undefined {
  let grid = gridOf(map, COARSE);
  if (grid.points.length === 0) grid = gridOf(map, FINE);
  if (grid.points.length === 0) return undefined;
  const pole = hemisphereOf(grid.points.map(({ at }) => at));
  const middle = middleOf(grid);
  const pixelScaleDeg = scaleAt(map, middle) / RADIANS;
  if (pole === undefined) return { polygonDeg: [], ...wideCircle(gridOf(map, FINE)), pixelScaleDeg };
  const rim = rimOf(map, middle);
  const tolerance = POLYGON_TOLERANCE * pixelScaleDeg * RADIANS * Math.sqrt(map.width * map.height);
  const vertices = rimPolygon(rim, pole, tolerance, MOST_VERTICES);
  const inside = grid.points.map(({ at }) => at);
  return {
    polygonDeg: vertices.flatMap((vertex) => degreesOf(vertex)),
    circle: circleOf(tightCircle(rim, inside)),
    allSky: false,
    pixelScaleDeg,
  };
}

const COARSE = 17;
const FINE = 65;
const MOST_VERTICES = 32;
const POLYGON_TOLERANCE = 0.01;
const RIM_STEPS = 16;

interface Grid {
  /** Those that have sky. */
  readonly points: readonly { readonly x: number; readonly y: number; readonly at: Direction }[];
  /** Largest distance between neighbours, radians. */
  readonly spacing: number;
}

function gridOf(map: SkyMap, side: number): Grid {
  const count = side * side;
  const pixels = new Float64Array(2 * count);
  for (let i = 0; i < count; i++) {
    pixels[2 * i] = ((i % side) / (side - 1)) * map.width - 0.5;
    pixels[2 * i + 1] = (Math.floor(i / side) / (side - 1)) * map.height - 0.5;
  }
  const sky = new Float64Array(2 * count);
  map.pixelToSky(pixels, count, sky);
  const points = Array.from({ length: count }, (_, i) => i)
    .filter((i) => Number.isFinite(sky[2 * i] + sky[2 * i + 1]))
    .map((i) => ({ i, x: pixels[2 * i], y: pixels[2 * i + 1], at: directionOf(sky[2 * i], sky[2 * i + 1]) }));
  let spacing = 0;
  points.forEach(({ i, at }, k) => {
    const next = points[k + 1];
    if (next?.i === i + 1 && next.i % side !== 0) spacing = Math.max(spacing, angleBetween(at, next.at));
  });
  return { points, spacing };
}

/** The middle of the image, or if that has no sky, the point with sky nearest to the middle of those that have. */
function middleOf({ points }: Grid): { x: number; y: number } {
  const x = points.reduce((sum, point) => sum + point.x, 0) / points.length;
  const y = points.reduce((sum, point) => sum + point.y, 0) / points.length;
  const off = (point: { x: number; y: number }) => (point.x - x) ** 2 + (point.y - y) ** 2;
  return points.reduce((best, point) => (off(point) < off(best) ? point : best));
}

function scaleAt(map: SkyMap, { x, y }: { x: number; y: number }): number {
  const sky = Float64Array.of(x - 0.5, y, x + 0.5, y, x, y - 0.5, x, y + 0.5);
  map.pixelToSky(sky, 4, sky);
  const [west, east, south, north] = [0, 1, 2, 3].map((i) => directionOf(sky[2 * i], sky[2 * i + 1]));
  return Math.sqrt(Math.hypot(...cross(minus(east, west), minus(north, south))));
}

function tightCircle(rim: Rim, inside: readonly Direction[]): Cap {
  const turn = Array.from({ length: 4 * RIM_STEPS }, (_, i) => rim.at(i / RIM_STEPS));
  const corners = [0, 2, 1, 3].map((side) => turn[side * RIM_STEPS]);
  const cap = coveringCircle([...corners, ...turn, ...inside].filter((point) => point !== undefined));
  // Between its points a smooth rim bends out by an eighth of the second difference; at the corners it has none.
  const bends = turn.map((point, i) => {
    const [before, after] = [turn[(i + turn.length - 1) % turn.length], turn[(i + 1) % turn.length]];
    if (i % RIM_STEPS === 0 || before === undefined || point === undefined || after === undefined) return 0;
    return Math.hypot(...blend(blend(before, 1, after, 1), 1, point, -2)) / 8;
  });
  return { centre: cap.centre, radius: cap.radius * (1 + 1e-9) + Math.max(...bends) };
}

function wideCircle({ points, spacing }: Grid): Pick<Footprint, 'circle' | 'allSky'> {
  const hole = largestHole(points.map(({ at }) => at));
  // Sampling leaves holes of its own, up to the diagonal of its meshes.
  if (hole.radius < 1.5 * spacing) return { circle: { lonDeg: 0, latDeg: 0, radiusDeg: 180 }, allSky: true };
  const [x, y, z] = hole.centre;
  return { circle: circleOf({ centre: [-x, -y, -z], radius: Math.PI - hole.radius + spacing }), allSky: false };
}

function circleOf({ centre, radius }: Cap): Footprint['circle'] {
  const [lonDeg, latDeg] = degreesOf(centre);
  return { lonDeg, latDeg, radiusDeg: Math.min(radius / RADIANS, 180) };
}

const degreesOf = ([x, y, z]: Direction): [lonDeg: number, latDeg: number] => [lonOf(x, y), latOf(x, y, z)];
