/** A plane of rows on its way: Σ w I, and Σ w of what is valid. */
export class SmoothPlane {
  readonly sums: Float64Array;
  readonly weights: Float64Array;
  readonly valid: Uint8Array;

  constructor(readonly count: number) {
    this.sums = new Float64Array(count);
    this.weights = new Float64Array(count);
    this.valid = new Uint8Array(count);
  }

  keepValid(values: Float64Array, from: number): void {
    for (let i = 0; i < this.count; i++) this.valid[i] = Number(values[from + i] === values[from + i]);
  }
}

/** Smooths planes of whole rows on the sky. The sums are added in the order of the weights, whichever rows are at hand. */
export class SkySmoother {
  private readonly along: SmoothPlane;
  /** rows of `along` in which every sample is valid: their Σ w is that of any such row */
  private readonly isFull: Uint8Array;
  private readonly full: Float64Array;
  /** Σ w of rows around which all rows are full */
  private readonly fullAround: Float64Array;
  private readonly row: Float64Array;

  /** @param first of the rows that planes come with, up to `end`; those that are wanted are y0 … y0 + rows − 1 */
  constructor(
    private readonly nx: number,
    private readonly rows: { readonly first: number; readonly end: number; readonly y0: number; readonly rows: number },
    private readonly x: Float64Array,
    private readonly y: Float64Array,
  ) {
    this.along = new SmoothPlane(nx * (rows.end - rows.first));
    this.isFull = new Uint8Array(rows.end - rows.first);
    this.row = new Float64Array(nx);
    this.full = new Float64Array(nx);
    weighed(this.row.fill(1), x, this.full, 0);
    this.fullAround = new Float64Array(nx);
    for (let i = 0; i < nx; i++) for (const weight of y) this.fullAround[i] += weight * this.full[i];
  }

  /** @param values NaN where they are not valid */
  smooth(values: Float64Array, into: SmoothPlane): void {
    this.alongX(values);
    this.alongY(into);
    into.keepValid(values, this.nx * (this.rows.y0 - this.rows.first));
  }

  private alongX(values: Float64Array): void {
    const { nx, along, isFull, row, x } = this;
    for (let y = 0, at = 0; y < isFull.length; y++, at += nx) {
      let valid = 0;
      for (let i = 0; i < nx; i++) {
        const value = values[at + i];
        const isValid = value === value;
        row[i] = isValid ? value : 0;
        if (isValid) valid++;
      }
      weighed(row, x, along.sums, at);
      isFull[y] = Number(valid === nx);
      if (valid === nx) along.weights.set(this.full, at);
      else {
        for (let i = 0; i < nx; i++) row[i] = values[at + i] === values[at + i] ? 1 : 0;
        weighed(row, x, along.weights, at);
      }
    }
  }

  private alongY({ sums, weights }: SmoothPlane): void {
    const { nx, along, isFull, y } = this;
    const { first, end, y0, rows } = this.rows;
    const reach = (y.length - 1) / 2;
    for (let r = 0; r < rows; r++) {
      const from = Math.max(first, y0 + r - reach);
      const to = Math.min(end, y0 + r + reach + 1);
      const used = y.subarray(from - (y0 + r - reach), y.length - (y0 + r + reach + 1 - to));
      const start = (from - first) * nx;
      stacked(along.sums, start, nx, used, sums, r * nx);
      const isInside = used.length === y.length && isFull.subarray(from - first, to - first).every((full) => full === 1);
      if (isInside) weights.set(this.fullAround, r * nx);
      else stacked(along.weights, start, nx, used, weights, r * nx);
    }
  }
}

/** Σ w of a row around each of its pixels, nothing beyond its ends. */
function weighed(row: Float64Array, weights: Float64Array, into: Float64Array, at: number): void {
  const nx = row.length;
  const count = weights.length;
  const reach = (count - 1) / 2;
  const [low, high] = [Math.min(reach, nx), Math.max(Math.min(reach, nx), nx - reach)];
  const atEdge = (x: number): void => {
    let sum = 0;
    for (let j = Math.max(0, reach - x); j < Math.min(count, nx + reach - x); j++) sum += weights[j] * row[x + j - reach];
    into[at + x] = sum;
  };
  for (let x = 0; x < low; x++) atEdge(x);
  four(row, low - reach, 1, high - low, weights, into, at + low);
  for (let x = high; x < nx; x++) atEdge(x);
}

/** Σ w of rows one after another, from `start` on. */
function stacked(from: Float64Array, start: number, nx: number, weights: Float64Array, into: Float64Array, at: number): void {
  four(from, start, nx, nx, weights, into, at);
}

/** into[at + x] = Σ w_j from[start + x + j step] for x below `count`; four at a time, for a sum waits for the one before. */
function four(from: Float64Array, start: number, step: number, count: number, weights: Float64Array, into: Float64Array, at: number): void {
  const n = weights.length;
  let x = 0;
  for (; x + 4 <= count; x += 4) {
    let [a, b, c, d] = [0, 0, 0, 0];
    for (let j = 0, i = start + x; j < n; j++, i += step) {
      const weight = weights[j];
      a += weight * from[i];
      b += weight * from[i + 1];
      c += weight * from[i + 2];
      d += weight * from[i + 3];
    }
    into[at + x] = a;
    into[at + x + 1] = b;
    into[at + x + 2] = c;
    into[at + x + 3] = d;
  }
  for (; x < count; x++) {
    let sum = 0;
    for (let j = 0, i = start + x; j < n; j++, i += step) sum += weights[j] * from[i];
    into[at + x] = sum;
  }
}
