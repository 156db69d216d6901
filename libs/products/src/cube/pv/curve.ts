import { angleBetween, blend, cross, directionOf, dot, normalised, RADIANS, type Direction } from '#region';

/** A line on the sky by its length in radians; beyond either end it goes on as it is. */
export interface Curve {
  readonly length: number;
  at(s: number): Direction;
  /** unit vector at right angles to `at(s)`, the way s grows */
  along(s: number): Direction;
}

/** The shorter great circle between two points, which are neither the same nor opposite. */
export function greatCircle(from: Direction, to: Direction): Curve {
  const towards = normalised(blend(to, 1, from, -dot(from, to)));
  return turning(from, towards, angleBetween(from, to), 0);
}

/** A great circle through a centre, which is in the middle; `pa` in radians from north through east. */
export function greatCircleThrough(lonDeg: number, latDeg: number, pa: number, length: number): Curve {
  const centre = directionOf(lonDeg, latDeg);
  const { north, east } = compassAt(lonDeg, latDeg);
  return turning(centre, blend(north, Math.cos(pa), east, Math.sin(pa)), length, length / 2);
}

/** Eastwards on a parallel, the centre in the middle. */
export function parallel(lonDeg: number, latDeg: number, length: number): Curve {
  const lat = latDeg * RADIANS;
  const lonAt = (s: number) => lonDeg + (s - length / 2) / Math.cos(lat) / RADIANS;
  return { length, at: (s) => directionOf(lonAt(s), latDeg), along: (s) => compassAt(lonAt(s), latDeg).east };
}

/** Once round, from north through east. */
export function circle(lonDeg: number, latDeg: number, radius: number): Curve {
  const centre = directionOf(lonDeg, latDeg);
  const { north, east } = compassAt(lonDeg, latDeg);
  const [c, r] = [Math.cos(radius), Math.sin(radius)];
  const spoke = (turn: number) => blend(north, Math.cos(turn), east, Math.sin(turn));
  return {
    length: 2 * Math.PI * r,
    at: (s) => blend(centre, c, spoke(s / r), r),
    along: (s) => spoke(s / r + Math.PI / 2),
  };
}

/** North and east of a place; at a pole those of its meridian. */
export function compassAt(lonDeg: number, latDeg: number): { readonly north: Direction; readonly east: Direction } {
  const east: Direction = [-Math.sin(lonDeg * RADIANS), Math.cos(lonDeg * RADIANS), 0];
  return { north: cross(directionOf(lonDeg, latDeg), east), east };
}

/** From `start` at s = `before`, at first `towards` a direction at right angles to it. */
function turning(start: Direction, towards: Direction, length: number, before: number): Curve {
  return {
    length,
    at: (s) => blend(start, Math.cos(s - before), towards, Math.sin(s - before)),
    along: (s) => blend(towards, Math.cos(s - before), start, -Math.sin(s - before)),
  };
}
