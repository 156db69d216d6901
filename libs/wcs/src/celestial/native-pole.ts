import { UnsupportedError } from '#faults';
import { cosDegrees, DEGREE, sinDegrees } from '../angle.js';

export interface PoleCards {
  /** CRVAL of the pair, degrees */
  readonly lon: number;
  readonly lat: number;
  /** native coordinates of the fiducial point, degrees */
  readonly phi0: number;
  readonly theta0: number;
  readonly lonPole?: number;
  readonly latPole?: number;
}

/** Row-major 3×3: celestial = matrix · native, in unit vectors (WCS Paper II §2.4, eq. 8–10 and table of appendix C). */
export function nativeToCelestial({ lon, lat, phi0, theta0, lonPole, latPole = 90 }: PoleCards): Float64Array {
  // §2.4: φp defaults to 0 when the fiducial point is north of its native latitude, else 180, counted from φ0
  const phiP = lonPole ?? wrapped((lat < theta0 ? 180 : 0) + phi0);
  const { alphaP, deltaP } = pole(lon, lat, phi0, theta0, phiP, latPole);
  const [sa, ca] = [sinDegrees(alphaP), cosDegrees(alphaP)];
  const [sd, cd] = [sinDegrees(deltaP), cosDegrees(deltaP)];
  const [sp, cp] = [sinDegrees(phiP), cosDegrees(phiP)];
  return Float64Array.of(
    -sa * sp - ca * cp * sd, sa * cp - ca * sp * sd, ca * cd,
    ca * sp - sa * cp * sd, -ca * cp - sa * sp * sd, sa * cd,
    cp * cd, sp * cd, sd,
  ); // prettier-ignore
}

const TOLERANCE = 1e-10;

/** Celestial coordinates of the native pole; of two solutions the one nearer to LATPOLE (§2.4 items 1–6, as WCSLIB's celset). */
function pole(lon: number, lat: number, phi0: number, theta0: number, phiP: number, latPole: number): { alphaP: number; deltaP: number } {
  if (theta0 === 90) return { alphaP: lon, deltaP: lat };
  const [s0, c0] = [sinDegrees(lat), cosDegrees(lat)];
  const [sp, cp] = [sinDegrees(phiP - phi0), cosDegrees(phiP - phi0)];
  const [st, ct] = [sinDegrees(theta0), cosDegrees(theta0)];
  const x = ct * cp;
  const z = Math.hypot(x, st);
  let deltaP: number;
  if (z === 0) {
    if (s0 !== 0)
      throw new UnsupportedError(
        `a fiducial point on the native equator 90° from LONPOLE = ${phiP} needs a CRVAL of 0 in latitude, got ${lat}`,
      );
    deltaP = Math.max(-90, Math.min(90, latPole)); // only LATPOLE can tell
  } else {
    let ratio = s0 / z;
    if (Math.abs(ratio) > 1 + TOLERANCE)
      throw new UnsupportedError(`no native pole fits CRVAL = ${lat} in latitude with LONPOLE = ${phiP} and native latitude ${theta0}`);
    ratio = Math.max(-1, Math.min(1, ratio));
    const u = Math.atan2(st, x) / DEGREE;
    const v = Math.acos(ratio) / DEGREE;
    const one = wrapped(u + v);
    const two = wrapped(u - v);
    const valid = (delta: number) => Math.abs(delta) < 90 + TOLERANCE;
    deltaP = Math.abs(latPole - one) < Math.abs(latPole - two) ? (valid(one) ? one : two) : valid(two) ? two : one;
    if (!valid(deltaP))
      throw new UnsupportedError(`no native pole fits CRVAL = ${lat} in latitude with LONPOLE = ${phiP} and native latitude ${theta0}`);
    deltaP = Math.max(-90, Math.min(90, deltaP));
  }
  const w = cosDegrees(deltaP) * c0;
  if (Math.abs(w) < TOLERANCE) {
    if (Math.abs(c0) < TOLERANCE) return { alphaP: lon, deltaP }; // the celestial pole is the fiducial point
    // the two spheres share their axis
    return { alphaP: deltaP > 0 ? lon + phiP - phi0 - 180 : lon - phiP + phi0, deltaP };
  }
  const alphaP = lon - Math.atan2((sp * ct) / c0, (st - sinDegrees(deltaP) * s0) / w) / DEGREE;
  return { alphaP, deltaP };
}

function wrapped(degrees: number): number {
  return degrees > 180 ? degrees - 360 : degrees < -180 ? degrees + 360 : degrees;
}
