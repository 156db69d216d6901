import type { Term } from './polynomial.js';

/** [power of x, power of y, power of r] of the 60 terms of the Template Polynomial Distortion (WCSLIB, dis.h); the first 40 are TPV's. */
export const TEMPLATE: readonly (readonly [number, number, number])[] = (() => {
  const powers: [number, number, number][] = [];
  for (let degree = 0; degree <= 9; degree++) {
    for (let j = 0; j <= degree; j++) powers.push([degree - j, j, 0]);
    // even powers of r are sums of the others
    if (degree % 2 === 1) powers.push([0, 0, degree]);
  }
  return powers;
})();

/** Number of the term x^i y^j. */
export function termNumber(i: number, j: number): number {
  return TEMPLATE.findIndex(([p, q, r]) => p === i && q === j && r === 0);
}

/** The terms of coefficients by their number. */
export function templateTerms(coefficient: (number: number) => number | undefined): Term[] {
  return TEMPLATE.flatMap(([i, j, k], number) => {
    const value = coefficient(number);
    return value ? [{ coefficient: value, i, j, k }] : [];
  });
}
