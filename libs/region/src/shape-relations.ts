import { arcsMeet, TOUCH } from './arc.js';
import { areaOf } from './area-of-shape.js';
import { directionOf, RADIANS } from './direction.js';
import type { Circle, Shape } from './shape.js';
import { outlineDistance, type SkyArea } from './sky-area.js';

/** Whether the point (ICRS degrees) lies in the shape, its outline included. @throws UsageError for a shape that makes no sense. */
export function shapeContains(shape: Shape, lonDeg: number, latDeg: number): boolean {
  return areaOf(shape).contains(directionOf(lonDeg, latDeg));
}

/** Whether two shapes have a point of the sphere in common; touching counts. @throws UsageError for a shape that makes no sense. */
export function shapesIntersect(a: Shape, b: Shape): boolean {
  if (a.kind === 'circle') return circleMeets(a, b);
  if (b.kind === 'circle') return circleMeets(b, a);
  const [areaA, areaB] = [areaOf(a), areaOf(b)];
  if (areaA.arcs.length === 0 || areaB.arcs.length === 0) return true;
  // Either the outlines cross, or all of one (a polygon's is in one piece, a range's may be in two) lies within the other.
  if (piecesOf(a, areaA).some((arc) => areaB.contains(arc.start)) || piecesOf(b, areaB).some((arc) => areaA.contains(arc.start)))
    return true;
  return areaA.arcs.some((arc) => areaB.arcs.some((other) => arcsMeet(arc, other)));
}

/** A circle meets what is no farther from its centre than its radius. */
function circleMeets(circle: Circle, other: Shape): boolean {
  areaOf(circle); // for its checks
  const area = areaOf(other);
  const centre = directionOf(circle.lonDeg, circle.latDeg);
  return area.contains(centre) || outlineDistance(area, centre) <= circle.radiusDeg * RADIANS + TOUCH;
}

const piecesOf = ({ kind }: Shape, { arcs }: SkyArea) => (kind === 'polygon' ? arcs.slice(0, 1) : arcs);
