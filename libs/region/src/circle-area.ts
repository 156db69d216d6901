import { UsageError } from '#faults';
import { circleArc, TOUCH } from './arc.js';
import { directionOf, RADIANS } from './direction.js';
import type { Circle } from './shape.js';
import type { SkyArea } from './sky-area.js';

export function circleArea({ lonDeg, latDeg, radiusDeg }: Circle): SkyArea {
  if (!Number.isFinite(lonDeg) || !(Math.abs(latDeg) <= 90))
    throw new UsageError(`the circle's centre is ${lonDeg} ${latDeg}; expected a longitude and a latitude within -90 to 90 degrees`);
  if (!(radiusDeg >= 0)) throw new UsageError(`the circle's radius is ${radiusDeg}; expected degrees above 0, up to 180`);
  const centre = directionOf(lonDeg, latDeg);
  const radius = Math.min(radiusDeg * RADIANS, Math.PI);
  if (radius === Math.PI) return { arcs: [], contains: () => true };
  // Chords rather than cosines: a circle of an arcsecond keeps its digits.
  const limit = (2 * Math.sin(radius / 2) + TOUCH) ** 2;
  return {
    arcs: [circleArc(centre, radius)],
    contains: ([x, y, z]) => (x - centre[0]) ** 2 + (y - centre[1]) ** 2 + (z - centre[2]) ** 2 <= limit,
  };
}
