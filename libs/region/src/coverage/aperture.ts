import { UsageError } from '#faults';
import { areaOf } from '../area-of-shape.js';
import type { Circle, Polygon } from '../shape.js';

/** A region of the sky in ICRS degrees whose edge cuts through pixels. */
export type Aperture = Circle | Ellipse | Polygon | Annulus;

/** The points at a·cos t along the position angle and b·sin t across it, as lengths and directions of great circles from the centre. */
export interface Ellipse {
  readonly kind: 'ellipse';
  readonly lonDeg: number;
  readonly latDeg: number;
  /** semi-axes */
  readonly aDeg: number;
  readonly bDeg: number;
  /** of the axis a, from north through east */
  readonly paDeg: number;
}

/** Between two circles about the same centre. */
export interface Annulus {
  readonly kind: 'annulus';
  readonly lonDeg: number;
  readonly latDeg: number;
  readonly innerDeg: number;
  readonly outerDeg: number;
}

/** @throws UsageError for an aperture that makes no sense, naming what is wrong with it */
export function checkAperture(aperture: Aperture): void {
  if (aperture.kind === 'polygon') {
    areaOf(aperture);
    return;
  }
  const { kind, lonDeg, latDeg } = aperture;
  if (!Number.isFinite(lonDeg) || !(Math.abs(latDeg) <= 90))
    throw new UsageError(`the centre of the ${kind} is ${lonDeg} ${latDeg}; expected a longitude and a latitude within -90 to 90 degrees`);
  const radii = radiiOf(aperture);
  if (!radii.every((radius) => radius > 0 && radius < 90))
    throw new UsageError(`the ${kind} has the radii ${radii.join(' and ')}; expected degrees above 0, below 90`);
  if (aperture.kind === 'annulus' && !(aperture.innerDeg >= 0 && aperture.innerDeg < aperture.outerDeg))
    throw new UsageError(`the annulus reaches from ${aperture.innerDeg} to ${aperture.outerDeg}; expected degrees from 0 on, rising`);
  if (aperture.kind === 'ellipse' && !Number.isFinite(aperture.paDeg))
    throw new UsageError(`the position angle of the ellipse is ${aperture.paDeg}; expected degrees from north through east`);
}

function radiiOf(aperture: Exclude<Aperture, Polygon>): number[] {
  if (aperture.kind === 'circle') return [aperture.radiusDeg];
  return aperture.kind === 'ellipse' ? [aperture.aDeg, aperture.bDeg] : [aperture.outerDeg];
}
