import type { Beam } from '../cube-beams.js';
import { beamOf, eigenvalues, matrixOf, times, type EllipseMatrix } from './ellipse-matrix.js';

/**
 * The ellipse of the smallest area that holds the ellipses of all beams about one centre (kernels.md §2.3), to 10⁻⁶ of its area; a circle as wide as the
 * widest of them should that not be found.
 * @param beams at least one
 */
export function commonBeam(beams: readonly Beam[]): Beam {
  const own = distinct(beams);
  const matrices = own.map(matrixOf);
  const widest = matrices.reduce((a, b) => (eigenvalues(a)[0] >= eigenvalues(b)[0] ? a : b));
  const scale = 1 / eigenvalues(widest)[0];
  const scaled = matrices.map((matrix) => times(matrix, scale));
  // One of them may hold all the others: then it is the answer, to the last digit.
  const largest = scaled.reduce((a, b) => (determinant(a) >= determinant(b) ? a : b));
  if (farthest(scaled, largest).reach <= 1 + ROUNDING) return own[scaled.indexOf(largest)];
  const found = enclosing(scaled, largest) ?? { xx: 1, xy: 0, yy: 1 };
  return beamOf(times(found, 1 / scale));
}

const ROUNDING = 1e-12;
const TOLERANCE = 1e-10;
const MOST_ROUNDS = 200;

type Point = readonly [x: number, y: number];

/** The smallest ellipse touches two or three of them: the point that sticks out farthest comes in, and what is not touched then goes, until none sticks out. */
function enclosing(matrices: readonly EllipseMatrix[], start: EllipseMatrix): EllipseMatrix | undefined {
  let points = extremesOf(start);
  let best: { readonly ellipse: EllipseMatrix; readonly reach: number } | undefined;
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const { ellipse, touched } = aroundPoints(points);
    const { reach, point } = farthest(matrices, ellipse);
    const area = (one: { readonly ellipse: EllipseMatrix; readonly reach: number }): number =>
      determinant(one.ellipse) * one.reach * one.reach;
    if (!best || area({ ellipse, reach }) < area(best)) best = { ellipse, reach };
    if (reach <= 1 + TOLERANCE) break;
    points = [...touched, point];
  }
  return best && best.reach < 1 + 1e-6 ? times(best.ellipse, Math.max(1, best.reach) * (1 + ROUNDING)) : undefined;
}

/** Ends of the axes. */
function extremesOf(matrix: EllipseMatrix): Point[] {
  const [most, least] = eigenvalues(matrix);
  const angle = Math.atan2(2 * matrix.xy, matrix.xx - matrix.yy) / 2;
  const [a, b] = [Math.sqrt(most), Math.sqrt(least)];
  return [
    [a * Math.cos(angle), a * Math.sin(angle)],
    [-b * Math.sin(angle), b * Math.cos(angle)],
  ];
}

/** The smallest ellipse about the origin with up to four points and their opposites inside, and those that it touches. */
function aroundPoints(points: readonly Point[]): { readonly ellipse: EllipseMatrix; readonly touched: Point[] } {
  let found: { readonly ellipse: EllipseMatrix; readonly touched: Point[] } | undefined;
  for (const touched of subsetsOf(points)) {
    const ellipse = touched.length === 2 ? throughTwo(touched) : throughThree(touched);
    if (!ellipse) continue;
    const inverse = inverseOf(ellipse);
    const reach = points.reduce((most, point) => Math.max(most, norm(inverse, point)), 0);
    const whole = times(ellipse, reach);
    if (reach < 2 && (!found || determinant(whole) < determinant(found.ellipse))) found = { ellipse: whole, touched };
  }
  return found ?? { ellipse: { xx: 1, xy: 0, yy: 1 }, touched: [...points] };
}

/** Pairs and threes. */
function subsetsOf(points: readonly Point[]): Point[][] {
  const all = Array.from({ length: 2 ** points.length }, (_, bits) => points.filter((__, i) => (bits >> i) & 1));
  return all.filter(({ length }) => length === 2 || length === 3);
}

function throughTwo([[a, b], [c, d]]: readonly Point[]): EllipseMatrix | undefined {
  const ellipse = { xx: a * a + c * c, xy: a * b + c * d, yy: b * b + d * d };
  return determinant(ellipse) > 0 ? ellipse : undefined;
}

/** pᵀ A p = 1 of each, by Cramer's rule. */
function throughThree(points: readonly Point[]): EllipseMatrix | undefined {
  const [p, q, r] = points.map(([x, y]) => [x * x, 2 * x * y, y * y]);
  const one = [1, 1, 1];
  const columns = [0, 1, 2].map((i) => [p[i], q[i], r[i]]);
  const whole = determinantOf(columns[0], columns[1], columns[2]);
  const [xx, xy, yy] = [0, 1, 2].map(
    (i) => determinantOf(...(columns.map((column, j) => (i === j ? one : column)) as [number[], number[], number[]])) / whole,
  );
  const inverse = { xx, xy, yy };
  return xx > 0 && determinant(inverse) > 0 && Number.isFinite(determinant(inverse)) ? inverseOf(inverse) : undefined;
}

function determinantOf(a: readonly number[], b: readonly number[], c: readonly number[]): number {
  return a[0] * (b[1] * c[2] - b[2] * c[1]) - b[0] * (a[1] * c[2] - a[2] * c[1]) + c[0] * (a[1] * b[2] - a[2] * b[1]);
}

/** How far, squared, the ellipses reach in units of another, and where: λ and vector of M⁻¹E. */
function farthest(matrices: readonly EllipseMatrix[], ellipse: EllipseMatrix): { readonly reach: number; readonly point: Point } {
  // L of the Cholesky factors: the ellipse is a circle in coordinates L⁻¹p.
  const l11 = Math.sqrt(ellipse.xx);
  const l21 = ellipse.xy / l11;
  const l22 = Math.sqrt(Math.max(ellipse.yy - l21 * l21, Number.MIN_VALUE));
  let reach = 0;
  let point: Point = [0, 0];
  for (const { xx, xy, yy } of matrices) {
    const a = xx / (l11 * l11);
    const b = (xy / l11 - (l21 * xx) / (l11 * l11)) / l22;
    const c = (yy - (2 * l21 * xy) / l11 + (l21 * l21 * xx) / (l11 * l11)) / (l22 * l22);
    const here = { xx: a, xy: b, yy: c };
    const [most] = eigenvalues(here);
    if (most <= reach) continue;
    reach = most;
    const angle = Math.atan2(2 * b, a - c) / 2;
    const [u, v] = [Math.sqrt(most) * Math.cos(angle), Math.sqrt(most) * Math.sin(angle)];
    point = [l11 * u, l21 * u + l22 * v];
  }
  return { reach, point };
}

const determinant = ({ xx, xy, yy }: EllipseMatrix): number => xx * yy - xy * xy;

function inverseOf(matrix: EllipseMatrix): EllipseMatrix {
  const d = determinant(matrix);
  return { xx: matrix.yy / d, xy: -matrix.xy / d, yy: matrix.xx / d };
}

const norm = ({ xx, xy, yy }: EllipseMatrix, [x, y]: Point): number => xx * x * x + 2 * xy * x * y + yy * y * y;

function distinct(beams: readonly Beam[]): Beam[] {
  const known = new Map(beams.map((beam) => [`${beam.majorDeg} ${beam.minorDeg} ${beam.paDeg}`, beam]));
  return [...known.values()];
}
