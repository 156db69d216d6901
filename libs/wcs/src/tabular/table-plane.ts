import type { PlaneMap } from '../distortion/plane-map.js';
import type { IndexVector } from './index-vector.js';
import type { TableAxis } from './table-axis.js';

/** ψ of two axes that have an array each ⇄ (longitude, latitude) in degrees. */
export function separateAxes(
  axes: readonly [TableAxis, TableAxis],
  shifts: readonly [number, number],
  degrees: readonly [number, number],
): PlaneMap {
  const forward = axes.map((axis, k) => axis.forward(shifts[k], degrees[k]));
  const backward = axes.map((axis, k) => axis.backward(shifts[k], degrees[k]));
  const each = (maps: typeof forward) => (pairs: Float64Array, count: number) => {
    const one = new Float64Array(count);
    for (let k = 0; k < 2; k++) {
      for (let i = 0; i < count; i++) one[i] = pairs[2 * i + k];
      maps[k](one, count, one);
      for (let i = 0; i < count; i++) pairs[2 * i + k] = one[i];
    }
  };
  return { forward: each(forward), inverse: each(backward) };
}

export interface TablePlaneParts {
  /** pairs as in the table, its first axis running fastest */
  readonly values: Float64Array;
  /** of the table's axes */
  readonly index: readonly [IndexVector, IndexVector];
  /** CRVAL of the table's axes */
  readonly shifts: readonly [number, number];
  /** which coordinate of the pair (0 the longitude) the table's axes are */
  readonly places: readonly [number, number];
  /** per unit, of the table's axes */
  readonly degrees: readonly [number, number];
}

/** ψ ⇄ (longitude, latitude) in degrees by one array for both, bilinear between its elements (WCS Paper III §6.1.3). */
export class TablePlane implements PlaneMap {
  private readonly point = new Float64Array(6);

  constructor(private readonly parts: TablePlaneParts) {}

  forward(pairs: Float64Array, count: number): void {
    const { index, shifts, places, degrees } = this.parts;
    const { point } = this;
    for (let i = 0; i < 2 * count; i += 2) {
      const p = index[0].element(pairs[i + places[0]] + shifts[0]);
      const q = index[1].element(pairs[i + places[1]] + shifts[1]);
      this.interpolate(p, q);
      pairs[i + places[0]] = point[0] * degrees[0];
      pairs[i + places[1]] = point[1] * degrees[1];
    }
  }

  /** Newton's method from the middle of the table and, where that leads nowhere, from other places of it. */
  inverse(pairs: Float64Array, count: number): void {
    const { index, shifts, places, degrees } = this.parts;
    const { point } = this;
    for (let i = 0; i < 2 * count; i += 2) {
      const first = pairs[i + places[0]] / degrees[0];
      const second = pairs[i + places[1]] / degrees[1];
      let found = false;
      for (let s = 0; s < STARTS.length && !found; s++) found = this.search(first, second, STARTS[s][0], STARTS[s][1]);
      pairs[i + places[0]] = found ? index[0].index(point[0]) - shifts[0] : NaN;
      pairs[i + places[1]] = found ? index[1].index(point[1]) - shifts[1] : NaN;
    }
  }

  /** Leaves the elements in `point`. */
  private search(first: number, second: number, atFirst: number, atSecond: number): boolean {
    const { point } = this;
    const [m, n] = [this.parts.index[0].length, this.parts.index[1].length];
    let p = 0.5 + atFirst * m;
    let q = 0.5 + atSecond * n;
    for (let round = 0; round < MAX_ROUNDS; round++) {
      this.interpolate(p, q);
      const [a, b, c, d] = [point[2], point[3], point[4], point[5]];
      const determinant = a * d - b * c;
      const [u, v] = [point[0] - first, point[1] - second];
      const stepP = (d * u - b * v) / determinant;
      const stepQ = (a * v - c * u) / determinant;
      p -= stepP;
      q -= stepQ;
      if (!(Math.abs(p) < 1e9 && Math.abs(q) < 1e9)) return false;
      if (Math.abs(stepP) + Math.abs(stepQ) > 1e-12 * (Math.abs(p) + Math.abs(q))) {
        // no further from the table than it goes on
        p = Math.min(Math.max(p, 0), m + 1);
        q = Math.min(Math.max(q, 0), n + 1);
        continue;
      }
      point[0] = p;
      point[1] = q;
      return p >= 0.5 && p <= m + 0.5 && q >= 0.5 && q <= n + 0.5;
    }
    return false;
  }

  /** The coordinates at an element (from 1) and their derivatives by it, row by row, into `point`. */
  private interpolate(p: number, q: number): void {
    const { values, index } = this.parts;
    const { point } = this;
    const m = index[0].length;
    const i = Math.max(0, Math.min(Math.floor(p) - 1, m - 2));
    const j = Math.max(0, Math.min(Math.floor(q) - 1, index[1].length - 2));
    const s = m > 1 ? p - (i + 1) : 0;
    const t = index[1].length > 1 ? q - (j + 1) : 0;
    const at = 2 * (j * m + i);
    const right = m > 1 ? at + 2 : at;
    const up = index[1].length > 1 ? 2 * m : 0;
    for (let k = 0; k < 2; k++) {
      const a = values[at + k];
      const b = values[right + k];
      const c = values[at + up + k];
      const d = values[right + up + k];
      point[k] = a * (1 - s) * (1 - t) + b * s * (1 - t) + c * (1 - s) * t + d * s * t;
      point[2 + 2 * k] = (b - a) * (1 - t) + (d - c) * t;
      point[3 + 2 * k] = (c - a) * (1 - s) + (d - b) * s;
    }
  }
}

const MAX_ROUNDS = 60;

/** Parts of the table's lengths. */
const STARTS = [[0.5, 0.5], [0.25, 0.25], [0.75, 0.25], [0.25, 0.75], [0.75, 0.75], [0, 0], [1, 0], [0, 1], [1, 1]] as const; // prettier-ignore
