import { pointOn } from '../arc.js';
import { areaOf } from '../area-of-shape.js';
import { blend, cross, directionOf, RADIANS, type Direction } from '../direction.js';
import type { Aperture } from './aperture.js';

/** A closed line on the sky, once round while t goes from 0 to `turns`; smooth but at whole numbers of t. */
export interface Outline {
  readonly turns: number;
  /** so many pieces of each whole t are looked at in any case */
  readonly pieces: number;
  /** what it encloses is taken away */
  readonly hole: boolean;
  at(t: number): Direction;
}

/** The lines that bound an aperture. */
export function outlinesOf(aperture: Aperture): Outline[] {
  if (aperture.kind === 'polygon') {
    const { arcs } = areaOf(aperture);
    const at = (t: number) => {
      const arc = arcs[Math.floor(t) % arcs.length];
      return t === Math.floor(t) ? arc.start : pointOn(arc, (t - Math.floor(t)) * arc.sweep);
    };
    return [{ turns: arcs.length, pieces: 2, hole: false, at }];
  }
  const { lonDeg, latDeg } = aperture;
  if (aperture.kind === 'ellipse') return [ellipse(lonDeg, latDeg, aperture.aDeg, aperture.bDeg, aperture.paDeg)];
  if (aperture.kind === 'circle') return [circle(lonDeg, latDeg, aperture.radiusDeg)];
  const outer = circle(lonDeg, latDeg, aperture.outerDeg);
  return aperture.innerDeg === 0 ? [outer] : [outer, { ...circle(lonDeg, latDeg, aperture.innerDeg), hole: true }];
}

const circle = (lonDeg: number, latDeg: number, radiusDeg: number): Outline => ellipse(lonDeg, latDeg, radiusDeg, radiusDeg, 0);

function ellipse(lonDeg: number, latDeg: number, aDeg: number, bDeg: number, paDeg: number): Outline {
  const centre = directionOf(lonDeg, latDeg);
  const east: Direction = [-Math.sin(lonDeg * RADIANS), Math.cos(lonDeg * RADIANS), 0];
  const north = cross(centre, east);
  return {
    turns: 1,
    pieces: 64,
    hole: false,
    at(t) {
      const along = aDeg * RADIANS * Math.cos(2 * Math.PI * t);
      const across = bDeg * RADIANS * Math.sin(2 * Math.PI * t);
      const distance = Math.hypot(along, across);
      const angle = Math.atan2(across, along) + paDeg * RADIANS;
      const towards = blend(north, Math.cos(angle), east, Math.sin(angle));
      return blend(centre, Math.cos(distance), towards, Math.sin(distance));
    },
  };
}
