import type { Correction } from './plane-map.js';
import { Polynomial, type Term } from './polynomial.js';

/** u = [0] + [1]·x + [2]·y */
export type Affine = readonly [constant: number, x: number, y: number];

export interface PolynomialCorrectionParts {
  readonly target: 0 | 1;
  /** the variables of the polynomial */
  readonly u: Affine;
  readonly v: Affine;
  readonly terms: readonly Term[];
  /** what the sum is multiplied by, and what is added then: not 1 and 0 where units differ or the polynomial gives coordinates, no correction */
  readonly factor?: number;
  readonly plus?: Affine;
}

/** A polynomial of two linear functions of the coordinates, as a correction. */
export class PolynomialCorrection implements Correction {
  readonly target: 0 | 1;
  dx = 0;
  dy = 0;
  private readonly polynomial: Polynomial;
  private readonly factor: number;
  private readonly plus: Affine;

  constructor(private readonly parts: PolynomialCorrectionParts) {
    this.target = parts.target;
    this.polynomial = new Polynomial(parts.terms);
    this.factor = parts.factor ?? 1;
    this.plus = parts.plus ?? [0, 0, 0];
  }

  at(x: number, y: number): number {
    const { u, v } = this.parts;
    const value = this.polynomial.at(u[0] + u[1] * x + u[2] * y, v[0] + v[1] * x + v[2] * y);
    return this.factor * value + this.plus[0] + this.plus[1] * x + this.plus[2] * y;
  }

  withSlopes(x: number, y: number): number {
    const { polynomial, factor, plus } = this;
    const { u, v } = this.parts;
    const value = polynomial.withSlopes(u[0] + u[1] * x + u[2] * y, v[0] + v[1] * x + v[2] * y);
    this.dx = factor * (polynomial.dx * u[1] + polynomial.dy * v[1]) + plus[1];
    this.dy = factor * (polynomial.dx * u[2] + polynomial.dy * v[2]) + plus[2];
    return factor * value + plus[0] + plus[1] * x + plus[2] * y;
  }
}
