import { RADIANS } from '#region';

export interface EllipticBeam {
  /** FWHM in any unit */
  readonly major: number;
  readonly minor: number;
  /** from north through east */
  readonly paDeg: number;
}

/** So many major axes wide, a slice takes in the whole beam across. */
const WIDE = 2;

/**
 * FWHM of a beam along a direction (kernels §10.3): of its cut through the centre, as a thin slit sees it, or of its shadow, when the slit is much wider
 * than the beam. With C = R diag(a², b²) Rᵀ / 8 ln 2 these are √(8 ln 2 / tᵀC⁻¹t) and √(8 ln 2 · tᵀCt).
 */
export function beamAlong({ major, minor, paDeg }: EllipticBeam, directionDeg: number, width: number): number {
  const angle = (directionDeg - paDeg) * RADIANS;
  const [c, s] = [Math.cos(angle), Math.sin(angle)];
  return width >= WIDE * major ? Math.hypot(major * c, minor * s) : 1 / Math.hypot(c / major, s / minor);
}
