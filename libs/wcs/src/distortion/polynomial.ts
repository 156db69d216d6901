/** One term: coefficient · x^i · y^j · r^k, r = √(x² + y²). */
export interface Term {
  readonly coefficient: number;
  readonly i: number;
  readonly j: number;
  readonly k?: number;
}

/** A sum of terms, with its derivatives at the last point asked for by withSlopes; terms as flat arrays, powers shared between them. */
export class Polynomial {
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
