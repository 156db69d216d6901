/** One term: coefficient · x^i · y^j · r^k, r = √(x² + y²). */
export interface Term {
  readonly coefficient: number;
  readonly i: number;
  readonly j: number;
  readonly k?: number;
}

/**
 * A map of the plane by two polynomials, and its inverse by Newton's method with exact derivatives (SIP, TPV, DSS plates).
 * Coordinates are whatever the polynomials are written in.
 */
export class PolynomialMap {
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

/** Terms as flat arrays, powers shared between them. */
class Polynomial {
  dx = 0;
  dy = 0;
  private readonly count: number;
  private readonly coefficient: Float64Array;
  private readonly i: Int32Array;
  private readonly j: Int32Array;
  private readonly k: Int32Array;
  private readonly radial: boolean;
  private readonly xPower: Float64Array;
  private readonly yPower: Float64Array;

  constructor(terms: readonly Term[]) {
    const used = terms.filter((term) => term.coefficient !== 0);
    this.count = used.length;
    this.coefficient = Float64Array.from(used, (term) => term.coefficient);
    this.i = Int32Array.from(used, (term) => term.i);
    this.j = Int32Array.from(used, (term) => term.j);
    this.k = Int32Array.from(used, (term) => term.k ?? 0);
    this.radial = used.some((term) => term.k);
    this.xPower = new Float64Array(Math.max(0, ...this.i) + 1).fill(1);
    this.yPower = new Float64Array(Math.max(0, ...this.j) + 1).fill(1);
  }

  at(x: number, y: number): number {
    this.powers(x, y);
    const r = this.radial ? Math.sqrt(x * x + y * y) : 0;
    let sum = 0;
    for (let t = 0; t < this.count; t++) {
      const term = this.coefficient[t] * this.xPower[this.i[t]] * this.yPower[this.j[t]];
      sum += this.k[t] === 0 ? term : term * r ** this.k[t];
    }
    return sum;
  }

  withSlopes(x: number, y: number): number {
    this.powers(x, y);
    const r = this.radial ? Math.sqrt(x * x + y * y) : 0;
    let sum = 0;
    let dx = 0;
    let dy = 0;
    for (let t = 0; t < this.count; t++) {
      const i = this.i[t];
      const j = this.j[t];
      const k = this.k[t];
      const c = this.coefficient[t];
      const xi = this.xPower[i];
      const yj = this.yPower[j];
      const rk = k === 0 ? 1 : r ** k;
      sum += c * xi * yj * rk;
      if (i > 0) dx += c * i * this.xPower[i - 1] * yj * rk;
      if (j > 0) dy += c * j * xi * this.yPower[j - 1] * rk;
      if (k > 0 && r > 0) {
        const slope = c * xi * yj * k * r ** (k - 2);
        dx += slope * x;
        dy += slope * y;
      }
    }
    this.dx = dx;
    this.dy = dy;
    return sum;
  }

  private powers(x: number, y: number): void {
    for (let p = 1; p < this.xPower.length; p++) this.xPower[p] = this.xPower[p - 1] * x;
    for (let p = 1; p < this.yPower.length; p++) this.yPower[p] = this.yPower[p - 1] * y;
  }
}
