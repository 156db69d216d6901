import type { Term } from '../distortion/polynomial.js';
import { TEMPLATE } from '../distortion/template-terms.js';
import { PolynomialMap } from './polynomial-map.js';
import type { Parameters } from '../projection/projection.js';

/** The TPV distortion of the intermediate plane, degrees to degrees; a sentence when it cannot be used. */
export function tpvMap(lonParameters: Parameters, latParameters: Parameters): PolynomialMap | string {
  const map = new PolynomialMap(terms(lonParameters, false), terms(latParameters, true));
  return map.invertible ? map : 'the linear terms of the TPV polynomials (PVi_1, PVi_2) are singular';
}

/** PVi_m, m = 0…39, on the longitude axis; on the latitude axis ξ and η change places (TPV registry entry). */
function terms(parameters: Parameters, swapped: boolean): Term[] {
  return TEMPLATE.slice(0, 40).map(([p, q, k], m) => ({
    coefficient: parameters[m] ?? (m === 1 ? 1 : 0),
    i: swapped ? q : p,
    j: swapped ? p : q,
    k,
  }));
}
