import { julianYearToJd } from './epoch.js';
import { product, rotationX, rotationY, rotationZ, transposed, type Matrix3 } from './matrix.js';

/** Mean equator and equinox of J2000 → of another Julian year, IAU 2006 without frame bias (as astropy's FK5). */
export function precessionFromJ2000(julianYear: number): Matrix3 {
  return product(biasPrecession(julianYear), transposed(biasPrecession(2000)));
}

/** ICRS → mean ecliptic and equinox of a Julian year, IAU 2006 (ERFA ecm06; astropy's BarycentricMeanEcliptic). */
export function eclipticFromIcrs(julianYear: number): Matrix3 {
  return product(rotationX(obliquity(centuries(julianYear)) / 3600), biasPrecession(julianYear));
}

/** Newcomb's precession between two Besselian years, for FK4. */
export function newcombPrecession(from: number, to: number): Matrix3 {
  const t = (from - 1850) / 1000;
  const dt = (to - from) / 1000;
  const first = 23035.545 + t * (139.72 + 0.06 * t);
  const zeta = dt * (first + dt * (30.24 - 0.27 * t + dt * 17.995));
  const z = dt * (first + dt * (109.48 + 0.39 * t + dt * 18.325));
  const theta = dt * (20051.12 - t * (85.29 + 0.37 * t) + dt * (-42.65 - 0.37 * t - dt * 41.8));
  return product(rotationZ(-z / 3600), rotationY(theta / 3600), rotationZ(-zeta / 3600));
}

/** ICRS → mean equator and equinox of date by the Fukushima–Williams angles (ERFA pfw06, fw2m; Hilton et al. 2006). */
function biasPrecession(julianYear: number): Matrix3 {
  const t = centuries(julianYear);
  const gamma = polynomial(t, -0.052928, 10.556378, 0.4932044, -0.00031238, -0.000002788, 0.000000026);
  const phi = polynomial(t, 84381.412819, -46.811016, 0.0511268, 0.00053289, -0.00000044, -0.0000000176);
  const psi = polynomial(t, -0.041775, 5038.481484, 1.5584175, -0.00018522, -0.000026452, -0.0000000148);
  return product(rotationX(-obliquity(t) / 3600), rotationZ(-psi / 3600), rotationX(phi / 3600), rotationZ(gamma / 3600));
}

/** Mean obliquity of the ecliptic, arcseconds (IAU 2006). */
function obliquity(t: number): number {
  return polynomial(t, 84381.406, -46.836769, -0.0001831, 0.0020034, -0.000000576, -0.0000000434);
}

function centuries(julianYear: number): number {
  return (julianYearToJd(julianYear) - 2451545) / 36525;
}

function polynomial(t: number, ...coefficients: number[]): number {
  return coefficients.reduceRight((sum, coefficient) => sum * t + coefficient, 0);
}
