import { besselianYearToJd, jdToJulianYear } from './epoch.js';
import { newcombPrecession } from './precession.js';
import { product, type Matrix3 } from './matrix.js';

/**
 * FK4 without E-terms at a Besselian equinox → FK5 J2000, for objects observed at `obsJd` without proper motion in FK5:
 * FK4 rotates against FK5, so the date of observation matters (Murray 1989, A&A 218, 325, eq. 28–29, as astropy).
 */
export function fk4NoEToFk5(equinox: number, obsJd: number): Matrix3 {
  const t = (jdToJulianYear(obsJd) - 1950) / 100;
  return product(
    B1950_TO_J2000.map((element, k) => element + DRIFT[k] * t),
    newcombPrecession(equinox, 1950),
  );
}

const B1950_TO_J2000 = Float64Array.of(
  0.9999256794956877, -0.0111814832204662, -0.0048590038153592,
  0.0111814832391717, 0.9999374848933135, -0.0000271625947142,
  0.0048590037723143, -0.000027170293744, 0.9999881946023742,
); // prettier-ignore

/** per Julian century */
const DRIFT = Float64Array.of(
  -0.0026455262e-6, -1.1539918689e-6, 2.111134619e-6,
  1.1540628161e-6, -0.0129042997e-6, 0.0236021478e-6,
  -2.1112979048e-6, -0.0056024448e-6, 0.0102587734e-6,
); // prettier-ignore

/** The E-terms of aberration of FK4 at a Besselian equinox, a vector (Explanatory Supplement 1992, as astropy). */
export function eTerms(equinox: number): Float64Array {
  const jd = besselianYearToJd(equinox);
  const t = (jd - besselianYearToJd(1950)) / 36525;
  const eccentricity = 0.01673011 - t * (0.00004193 + t * 0.000000126);
  const perigee = ((1015489.951 + t * (6190.67 + t * (1.65 + t * 0.012))) / 3600) * (Math.PI / 180);
  const u = (jd - 2451545) / 36525;
  const obliquity = ((84381.448 - u * (46.815 + u * (0.00059 - u * 0.001813))) / 3600) * (Math.PI / 180); // IAU 1980
  const size = eccentricity * 0.0056932 * (Math.PI / 180);
  return Float64Array.of(
    size * Math.sin(perigee),
    -size * Math.cos(perigee) * Math.cos(obliquity),
    -size * Math.cos(perigee) * Math.sin(obliquity),
  );
}

/** FK4 → FK4 without E-terms, `count` unit vectors in place. */
export function removeETerms(e: Float64Array, vectors: Float64Array, count: number): void {
  for (let v = 0; v < 3 * count; v += 3) {
    const dot = 1 + e[0] * vectors[v] + e[1] * vectors[v + 1] + e[2] * vectors[v + 2];
    normalise(vectors, v, vectors[v] * dot - e[0], vectors[v + 1] * dot - e[1], vectors[v + 2] * dot - e[2]);
  }
}

/** The inverse of removeETerms, by iteration (it contracts by 1e-6 a step). */
export function addETerms(e: Float64Array, vectors: Float64Array, count: number): void {
  for (let v = 0; v < 3 * count; v += 3) {
    let x = vectors[v];
    let y = vectors[v + 1];
    let z = vectors[v + 2];
    for (let step = 0; step < 5; step++) {
      const scale = 1 / (1 + e[0] * x + e[1] * y + e[2] * z);
      x = (vectors[v] + e[0]) * scale;
      y = (vectors[v + 1] + e[1]) * scale;
      z = (vectors[v + 2] + e[2]) * scale;
    }
    normalise(vectors, v, x, y, z);
  }
}

function normalise(vectors: Float64Array, v: number, x: number, y: number, z: number): void {
  const scale = 1 / Math.sqrt(x * x + y * y + z * z);
  vectors[v] = x * scale;
  vectors[v + 1] = y * scale;
  vectors[v + 2] = z * scale;
}
