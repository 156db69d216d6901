import { precessionFromJ2000 } from '../frame/precession.js';
import type { Velocity } from './earth-velocity.js';

/** Radians a second, against the stars. */
const EARTH_RATE = 7.292115e-5;

/**
 * Of a place on the Earth as seen from its centre, along the axes of the ICRS. Nutation, the motion of the pole and UT1 − UTC are left out: together less than
 * 0.1 m/s.
 * @param site metres, geocentric and turning with the Earth (OBSGEO-X, -Y, -Z)
 */
export function siteVelocity([x, y]: readonly [x: number, y: number, z: number], mjdUtc: number): Velocity {
  const angle = siderealRadians(mjdUtc);
  const [sin, cos] = [Math.sin(angle), Math.cos(angle)];
  const [vx, vy] = [-EARTH_RATE * (x * sin + y * cos), EARTH_RATE * (x * cos - y * sin)];
  // The equator of date back to that of J2000: the inverse of a rotation.
  const m = precessionFromJ2000(2000 + (mjdUtc - 51544.5) / 365.25);
  return [m[0] * vx + m[3] * vy, m[1] * vx + m[4] * vy, m[2] * vx + m[5] * vy];
}

/** Greenwich mean sidereal time: the rotation of the Earth and precession in right ascension (IAU 2006). */
function siderealRadians(mjdUtc: number): number {
  const days = mjdUtc - 51544.5;
  const t = days / 36525;
  const rotation = 2 * Math.PI * (((0.779057273264 + 0.00273781191135448 * days) % 1) + (days % 1));
  const arcsec = 0.014506 + t * (4612.156534 + t * (1.3915817 - t * 0.00000044));
  return rotation + (arcsec / 3600 / 180) * Math.PI;
}
