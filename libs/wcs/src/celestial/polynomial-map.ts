import { Polynomial, type Term } from '../distortion/polynomial.js';
import type { Correction, PlaneMap } from '../distortion/plane-map.js';
import { PolynomialCorrection } from '../distortion/polynomial-correction.js';

/**
 * A map of the plane by two polynomials, and its inverse by Newton's method with exact derivatives (SIP, TPV, DSS plates).
 * Coordinates are whatever the polynomials are written in.
 */
export class PolynomialMap implements PlaneMap {
  private readonly x: Polynomial;
  private readonly y: Polynomial;
  /** Inverse of the linear terms: where the search begins. */
  private readonly start: readonly [number, number, number, number, number, number];

  constructor(
    private readonly xTerms: readonly Term[],
    private readonly yTerms: readonly Term[],
  ) {
    this.x = new Polynomial(xTerms);
    this.y = new Polynomial(yTerms);
    const linear = (terms: readonly Term[], i: number, j: number) =>
      terms.reduce((sum, term) => (term.i === i && term.j === j && !term.k ? sum + term.coefficient : sum), 0);
    const [a, b, c, d] = [linear(xTerms, 1, 0), linear(xTerms, 0, 1), linear(yTerms, 1, 0), linear(yTerms, 0, 1)];
    const determinant = a * d - b * c;
    this.start = [d / determinant, -b / determinant, -c / determinant, a / determinant, linear(xTerms, 0, 0), linear(yTerms, 0, 0)];
  }

  /** The same map for pairs in the order (y, x). */
  exchanged(): PolynomialMap {
    const turned = (terms: readonly Term[]) => terms.map((term) => ({ ...term, i: term.j, j: term.i }));
    return new PolynomialMap(turned(this.yTerms), turned(this.xTerms));
  }

  /** What it adds to its argument, coordinate by coordinate. */
  corrections(): Correction[] {
    const [u, v] = [[0, 1, 0], [0, 0, 1]] as const; // prettier-ignore
    return ([this.xTerms, this.yTerms] as const).map((terms, target) => {
      const own = { coefficient: -1, i: target === 0 ? 1 : 0, j: target };
      return new PolynomialCorrection({ target: target as 0 | 1, u, v, terms: [...terms, own] });
    });
  }

  /** Whether the linear terms can be inverted; without that there is no map. */
  get invertible(): boolean {
    return this.start.every(Number.isFinite);
  }

  /** `count` pairs in place. */
  forward(pairs: Float64Array, count: number): void {
    for (let i = 0; i < 2 * count; i += 2) {
      const x = pairs[i];
      const y = pairs[i + 1];
      pairs[i] = this.x.at(x, y);
      pairs[i + 1] = this.y.at(x, y);
    }
  }

  /** `count` pairs in place; NaN where the search finds no point (outside the field the polynomials were made for). */
  inverse(pairs: Float64Array, count: number): void {
    const { x: f, y: g } = this;
    const [ia, ib, ic, id, x0, y0] = this.start;
    for (let i = 0; i < 2 * count; i += 2) {
      const u = pairs[i];
      const v = pairs[i + 1];
      let x = ia * (u - x0) + ib * (v - y0);
      let y = ic * (u - x0) + id * (v - y0);
      let found = false;
      for (let step = 0; step < 50 && !found; step++) {
        const du = f.withSlopes(x, y) - u;
        const dv = g.withSlopes(x, y) - v;
        const determinant = f.dx * g.dy - f.dy * g.dx;
        const dx = (g.dy * du - f.dy * dv) / determinant;
        const dy = (f.dx * dv - g.dx * du) / determinant;
        x -= dx;
        y -= dy;
        found = Math.abs(dx) + Math.abs(dy) <= 1e-13 * (1e-3 + Math.abs(x) + Math.abs(y));
      }
      pairs[i] = found ? x : NaN;
      pairs[i + 1] = found ? y : NaN;
    }
  }
}
