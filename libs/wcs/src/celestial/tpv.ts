import { PolynomialMap, type Term } from './polynomial-map.js';
import type { Parameters } from '../projection/projection.js';

/** Powers [ξ, η, r] of PVi_m on the longitude axis, m = 0…39; on the latitude axis ξ and η change places (TPV registry entry). */
const POWERS: readonly (readonly [number, number, number])[] = [
  [0, 0, 0], [1, 0, 0], [0, 1, 0], [0, 0, 1], [2, 0, 0], [1, 1, 0], [0, 2, 0], [3, 0, 0], [2, 1, 0], [1, 2, 0],
  [0, 3, 0], [0, 0, 3], [4, 0, 0], [3, 1, 0], [2, 2, 0], [1, 3, 0], [0, 4, 0], [5, 0, 0], [4, 1, 0], [3, 2, 0],
  [2, 3, 0], [1, 4, 0], [0, 5, 0], [0, 0, 5], [6, 0, 0], [5, 1, 0], [4, 2, 0], [3, 3, 0], [2, 4, 0], [1, 5, 0],
  [0, 6, 0], [7, 0, 0], [6, 1, 0], [5, 2, 0], [4, 3, 0], [3, 4, 0], [2, 5, 0], [1, 6, 0], [0, 7, 0], [0, 0, 7],
]; // prettier-ignore

/** The TPV distortion of the intermediate plane, degrees to degrees; a sentence when it cannot be used. */
export function tpvMap(lonParameters: Parameters, latParameters: Parameters): PolynomialMap | string {
  const map = new PolynomialMap(terms(lonParameters, false), terms(latParameters, true));
  return map.invertible ? map : 'the linear terms of the TPV polynomials (PVi_1, PVi_2) are singular';
}

function terms(parameters: Parameters, swapped: boolean): Term[] {
  return POWERS.map(([p, q, k], m) => ({
    coefficient: parameters[m] ?? (m === 1 ? 1 : 0),
    i: swapped ? q : p,
    j: swapped ? p : q,
    k,
  }));
}
