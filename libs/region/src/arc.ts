import { angleBetween, blend, cross, dot, minus, normalised, perpendicular, type Direction } from './direction.js';

/** Part of a circle on the sphere: the points at the angle `polar` from `axis`, from `start` through `sweep` radians counter-clockwise about it. */
export interface Arc {
  readonly axis: Direction;
  /** At right angles to the axis: towards the start, and a quarter turn on. */
  readonly u: Direction;
  readonly v: Direction;
  readonly polar: number;
  readonly sweep: number;
  readonly start: Direction;
  readonly end: Direction;
}

/** Rounding in radians that does not decide whether two things touch: 2·10⁻⁷ arcsec. */
export const TOUCH = 1e-12;

export function circleArc(centre: Direction, radius: number): Arc {
  return arcOf(centre, perpendicular(centre), radius, 2 * Math.PI);
}

/** The shorter great circle from a to b. */
export function greatArc(a: Direction, b: Direction): Arc {
  return arcOf(normalised(cross(a, b)), a, Math.PI / 2, angleBetween(a, b));
}

/** `towards` need only be at right angles to the axis. */
export function arcOf(axis: Direction, towards: Direction, polar: number, sweep: number): Arc {
  const v = normalised(cross(axis, towards));
  const arc = { axis, u: cross(v, axis), v, polar, sweep };
  return { ...arc, start: pointOn(arc, 0), end: pointOn(arc, sweep) };
}

export function pointOn({ axis, u, v, polar }: Pick<Arc, 'axis' | 'u' | 'v' | 'polar'>, turn: number): Direction {
  const s = Math.sin(polar);
  const ring = blend(u, s * Math.cos(turn), v, s * Math.sin(turn));
  return blend(axis, Math.cos(polar), ring, 1);
}

/** Radians from a point to the nearest of the arc. */
export function arcDistance(arc: Arc, point: Direction): number {
  const a = dot(point, arc.u);
  const b = dot(point, arc.v);
  // On a circle the nearest point has the same azimuth; off the arc's end, it is that end.
  if (turnWithin(arc, Math.atan2(b, a), 0)) return Math.abs(Math.atan2(Math.hypot(a, b), dot(point, arc.axis)) - arc.polar);
  return Math.min(angleBetween(point, arc.start), angleBetween(point, arc.end));
}

/** Whether two arcs have a point in common, ends included. */
export function arcsMeet(a: Arc, b: Arc): boolean {
  const along = cross(a.axis, b.axis);
  const det = dot(along, along);
  const da = Math.cos(a.polar);
  const db = Math.cos(b.polar);
  const c = dot(a.axis, b.axis);
  const ends = [arcDistance(b, a.start), arcDistance(b, a.end), arcDistance(a, b.start), arcDistance(a, b.end)];
  if (ends.some((distance) => distance <= TOUCH)) return true;
  if (det < 1e-24) return false; // same or parallel circles meet at an end or not at all
  const foot = blend(a.axis, (da - c * db) / det, b.axis, (db - c * da) / det);
  const rise = 1 - dot(foot, foot);
  if (rise < 0) return false;
  const half = Math.sqrt(rise / det);
  return [half, -half].some((h) => {
    const point = blend(foot, 1, along, h);
    return [a, b].every((arc) => turnWithin(arc, Math.atan2(dot(point, arc.v), dot(point, arc.u)), TOUCH));
  });
}

function turnWithin(arc: Arc, turn: number, slack: number): boolean {
  const from = turn < -slack ? turn + 2 * Math.PI : turn;
  return from <= arc.sweep + slack;
}

/** Whether all arcs lie on one great circle (then they enclose nothing, or a hemisphere). */
export function onOneGreatCircle(points: readonly Direction[]): boolean {
  let far = points[0];
  for (const point of points) if (dist2(point, points[0]) > dist2(far, points[0])) far = point;
  const normal = normalised(cross(points[0], far));
  return points.every((point) => Math.abs(dot(point, normal)) < TOUCH);
}

function dist2(a: Direction, b: Direction): number {
  const d = minus(a, b);
  return dot(d, d);
}
