import { angleBetween, blend, cross, dot, minus, normalised, type Direction } from './direction.js';

export interface Cap {
  readonly centre: Direction;
  /** Radians. */
  readonly radius: number;
}

/** The smallest circle around points that fit within a hemisphere: it goes through two or three of them. */
export function coveringCircle(points: readonly Direction[]): Cap {
  // Point by point: whatever is not yet covered lies on the edge of the next circle.
  let cap: Cap = { centre: points[0], radius: 0 };
  for (let i = 1; i < points.length; i++) {
    if (covers(cap, points[i])) continue;
    cap = { centre: points[i], radius: 0 };
    for (let j = 0; j < i; j++) {
      if (covers(cap, points[j])) continue;
      cap = through([points[i], points[j]]);
      for (let k = 0; k < j; k++) if (!covers(cap, points[k])) cap = through([points[i], points[j], points[k]]);
    }
  }
  return cap;
}

/** A circle that holds all points wherever they are, by the largest hole that they leave: for what exceeds a hemisphere. */
export function largestHole(points: readonly Direction[]): Cap {
  let hole: Cap = { centre: [0, 0, 1], radius: -1 };
  const consider = (centre: Direction) => {
    let nearest = -1;
    for (const point of points) nearest = Math.max(nearest, dot(point, centre));
    const radius = Math.acos(Math.min(nearest, 1));
    if (radius > hole.radius) hole = { centre, radius };
  };
  for (let i = 0; i < TRIES; i++) {
    const z = 1 - (2 * i + 1) / TRIES;
    const lon = i * GOLDEN_TURN;
    consider([Math.sqrt(1 - z * z) * Math.cos(lon), Math.sqrt(1 - z * z) * Math.sin(lon), z]);
  }
  for (let step = 0.1; step > 1e-4; step /= 2) {
    const { centre } = hole;
    for (let turn = 0; turn < 6; turn++) {
      const aside = normalised(cross(centre, Math.abs(centre[2]) < 0.9 ? [0, 0, 1] : [1, 0, 0]));
      const along = blend(aside, Math.cos(turn), cross(centre, aside), Math.sin(turn));
      consider(normalised(blend(centre, 1, along, step)));
    }
  }
  return hole;
}

const TRIES = 600;
const GOLDEN_TURN = Math.PI * (3 - Math.sqrt(5));
const ROUNDING = 1e-14;

const covers = ({ centre, radius }: Cap, point: Direction) => angleBetween(centre, point) <= radius * (1 + 1e-9) + ROUNDING;

function through(points: readonly Direction[]): Cap {
  const [a, b, c] = points;
  if (c === undefined) return capAt(normalised(blend(a, 1, b, 1)), a);
  const normal = cross(minus(b, a), minus(c, a));
  // Three points in a row: the farthest two decide.
  if (Math.hypot(...normal) < 1e-9 * angleBetween(a, b) * angleBetween(a, c)) {
    const pairs = [[a, b], [a, c], [b, c]].map((pair) => through(pair)); // prettier-ignore
    return pairs.reduce((large, cap) => (cap.radius > large.radius ? cap : large));
  }
  const centre = normalised(normal);
  return capAt(dot(centre, a) < 0 ? blend(centre, -1, centre, 0) : centre, a);
}

const capAt = (centre: Direction, point: Direction): Cap => ({ centre, radius: angleBetween(centre, point) });
