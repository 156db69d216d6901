import { cosDegrees, DEGREE, sinDegrees } from '../angle.js';
import type { ArrayMap } from './medium.js';

/** PVi_0 … PVi_6: G (per metre), order, α, n_r, dn/dλ (per metre), ε and θ, angles in degrees (WCS Paper III, table 5). */
export type GrismParameters = readonly number[];

/** What PVi_m are without their cards. */
export const GRISM_DEFAULTS: GrismParameters = [0, 0, 0, 1, 0, 0, 0];

/**
 * A disperser (WCS Paper III §5): w, which is linear in the place on the detector, ⇄ wavelength. Undefined when the parameters let no
 * light through at the reference.
 * @param metres wavelength at the reference, in the medium of the code
 * @param metresPerW there
 */
export function grismMaps(
  [g, order, alpha, nr, slope, epsilon, theta]: GrismParameters,
  metres: number,
  metresPerW: number,
): { toMetres: ArrayMap; fromMetres: ArrayMap } | undefined {
  const perMetre = (g * order) / cosDegrees(epsilon);
  const sinAlpha = sinDegrees(alpha);
  const beta = Math.asin(perMetre * metres - nr * sinAlpha);
  const t = perMetre - slope * sinAlpha;
  const scale = (metresPerW * t) / (Math.cos(beta) * cosDegrees(theta) ** 2);
  const tanTheta = Math.tan(theta * DEGREE);
  const origin = beta + theta * DEGREE;
  const offset = (nr - slope * metres) * sinAlpha;
  if (!Number.isFinite(scale) || scale === 0 || t === 0) return undefined;
  return {
    toMetres(values, count, out) {
      for (let i = 0; i < count; i++) out[i] = (Math.sin(Math.atan(values[i] * scale - tanTheta) + origin) + offset) / t;
    },
    fromMetres(values, count, out) {
      // asin of what no angle has as its sine is NaN
      for (let i = 0; i < count; i++) out[i] = (Math.tan(Math.asin(values[i] * t - offset) - origin) + tanTheta) / scale;
    },
  };
}
