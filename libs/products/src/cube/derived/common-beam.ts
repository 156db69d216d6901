import { setImmediate } from 'node:timers/promises';
import type { Beam } from '../cube-beams.js';
import { beamOf, eigenvalues, matrixOf, times, type EllipseMatrix } from './ellipse-matrix.js';

/**
 * The ellipse of the smallest area that holds the ellipses of all beams about one centre (kernels.md §2.3), to 10⁻⁶ of its area; a circle as wide as the
 * widest of them should that not be found.
 * @param beams at least one
 */
export function commonBeam(beams: readonly Beam[]): Beam {
  const search = searchOf(beams);
  for (;;) {
    const { done, value } = search.next();
    if (done) return value;
  }
}

/** The same of very many, with turns for others between passes over them. @throws what the signal is aborted with */
export async function commonBeamInTurns(beams: readonly Beam[], signal?: AbortSignal): Promise<Beam> {
  const search = searchOf(beams);
  for (;;) {
    const { done, value } = search.next();
    if (done) return value;
    await setImmediate();
    signal?.throwIfAborted();
  }
}

/** Yields where it may be left for a while. */
function* searchOf(beams: readonly Beam[]): Generator<undefined, Beam> {
  const { matrices, widest } = yield* scaledMatrices(beams);
  // One of them may hold all the others: then it is the answer, to the last digit.
  const largest = largestOf(matrices);
  const start = matrixAt(matrices, largest);
  if (farthest(matrices, start).reach <= 1 + ROUNDING) return beams[largest];
  const found = (yield* aroundAll(matrices, start)) ?? { xx: 1, xy: 0, yy: 1 };
  return beamOf(times(found, widest));
}

/** Three numbers each, xx, xy and yy: there may be a million of them. */
type Matrices = Float64Array;

/** In units of the widest of them, squared. */
function* scaledMatrices(beams: readonly Beam[]): Generator<undefined, { readonly matrices: Matrices; readonly widest: number }> {
  const matrices = new Float64Array(3 * beams.length);
  let widest = 0;
  for (let i = 0; i < beams.length; i++) {
    const matrix = matrixOf(beams[i]);
    widest = Math.max(widest, eigenvalues(matrix)[0]);
    put(matrices, i, matrix);
    if (i % BETWEEN === BETWEEN - 1) yield;
  }
  for (let i = 0; i < matrices.length; i++) matrices[i] /= widest;
  return { matrices, widest };
}

/** Beams from one turn of others to the next. */
const BETWEEN = 2 ** 15;

function put(matrices: Matrices, i: number, { xx, xy, yy }: EllipseMatrix): void {
  matrices[3 * i] = xx;
  matrices[3 * i + 1] = xy;
  matrices[3 * i + 2] = yy;
}

const matrixAt = (matrices: Matrices, i: number): EllipseMatrix => ({
  xx: matrices[3 * i],
  xy: matrices[3 * i + 1],
  yy: matrices[3 * i + 2],
});

function largestOf(matrices: Matrices): number {
  let [largest, most] = [0, -Infinity];
  for (let i = 0; 3 * i < matrices.length; i++) {
    const determinant = matrices[3 * i] * matrices[3 * i + 2] - matrices[3 * i + 1] * matrices[3 * i + 1];
    if (determinant > most) [largest, most] = [i, determinant];
  }
  return largest;
}

/** Directions in which the ellipse that reaches farthest is looked at first. */
const DIRECTIONS = 24;

/** Around the few that reach far; and then around those, too, that reach out of it, until none does. */
function* aroundAll(matrices: Matrices, start: EllipseMatrix): Generator<undefined, EllipseMatrix | undefined> {
  const few = new Set<number>();
  for (let i = 0; i < DIRECTIONS; i++) {
    few.add(farthestTo(matrices, (i * Math.PI) / DIRECTIONS));
    yield;
  }
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const found = enclosing(Float64Array.from([...few].flatMap((i) => [...matrices.subarray(3 * i, 3 * i + 3)])), start);
    if (!found) return undefined;
    const { reach, at } = farthest(matrices, found);
    if (reach <= 1 + TOLERANCE || few.has(at)) return times(found, Math.max(1, reach));
    few.add(at);
    yield;
  }
  return undefined;
}

function farthestTo(matrices: Matrices, angle: number): number {
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const [a, b, c] = [cos * cos, 2 * cos * sin, sin * sin];
  let [found, most] = [0, -Infinity];
  for (let i = 0; 3 * i < matrices.length; i++) {
    const reach = a * matrices[3 * i] + b * matrices[3 * i + 1] + c * matrices[3 * i + 2];
    if (reach > most) [found, most] = [i, reach];
  }
  return found;
}

const ROUNDING = 1e-12;
const TOLERANCE = 1e-10;
const MOST_ROUNDS = 200;

type Point = readonly [x: number, y: number];

/** The smallest ellipse touches two or three of them: the point that sticks out farthest comes in, and what is not touched then goes, until none sticks out. */
function enclosing(matrices: Matrices, start: EllipseMatrix): EllipseMatrix | undefined {
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

/** How far, squared, the ellipses reach in units of another, which does, and where: λ and vector of M⁻¹E. */
function farthest(matrices: Matrices, ellipse: EllipseMatrix): { readonly reach: number; readonly at: number; readonly point: Point } {
  // L of the Cholesky factors: the ellipse is a circle in coordinates L⁻¹p.
  const l11 = Math.sqrt(ellipse.xx);
  const l21 = ellipse.xy / l11;
  const l22 = Math.sqrt(Math.max(ellipse.yy - l21 * l21, Number.MIN_VALUE));
  let [at, reach, [p, q, r]] = [0, 0, [0, 0, 0]];
  for (let i = 0; 3 * i < matrices.length; i++) {
    const [xx, xy, yy] = [matrices[3 * i], matrices[3 * i + 1], matrices[3 * i + 2]];
    const a = xx / (l11 * l11);
    const b = (xy / l11 - (l21 * xx) / (l11 * l11)) / l22;
    const c = (yy - (2 * l21 * xy) / l11 + (l21 * l21 * xx) / (l11 * l11)) / (l22 * l22);
    const half = (a - c) / 2;
    const most = (a + c) / 2 + Math.sqrt(half * half + b * b);
    if (most > reach) [at, reach, p, q, r] = [i, most, a, b, c];
  }
  const angle = Math.atan2(2 * q, p - r) / 2;
  const [u, v] = [Math.sqrt(reach) * Math.cos(angle), Math.sqrt(reach) * Math.sin(angle)];
  return { reach, at, point: [l11 * u, l21 * u + l22 * v] };
}

const determinant = ({ xx, xy, yy }: EllipseMatrix): number => xx * yy - xy * xy;

function inverseOf(matrix: EllipseMatrix): EllipseMatrix {
  const d = determinant(matrix);
  return { xx: matrix.yy / d, xy: -matrix.xy / d, yy: matrix.xx / d };
}

const norm = ({ xx, xy, yy }: EllipseMatrix, [x, y]: Point): number => xx * x * x + 2 * xy * x * y + yy * y * y;
