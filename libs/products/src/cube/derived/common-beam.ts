import type { Beam } from '../cube-beams.js';
import { beamOf, eigenvalues, matrixOf, times, type EllipseMatrix } from './ellipse-matrix.js';

/**
 * The ellipse of the smallest area that holds the ellipses of all beams about one centre (kernels.md §2.3), to 10⁻⁷ of its area; a circle as wide as the
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
const TOLERANCE = 1e-8;
const MOST_ROUNDS = 200;

type Point = readonly [x: number, y: number];

/** Points of the ellipses that stick out farthest are added one after another, until none does. */
function enclosing(matrices: readonly EllipseMatrix[], start: EllipseMatrix): EllipseMatrix | undefined {
  const points: Point[] = extremesOf(start);
  for (const matrix of [matrices[0], matrices[matrices.length - 1]]) points.push(...extremesOf(matrix));
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const ellipse = aroundPoints(points);
    const { reach, point } = farthest(matrices, ellipse);
    if (reach <= 1 + 10 * TOLERANCE) return times(ellipse, Math.max(1, reach) * (1 + ROUNDING));
    points.push(point);
  }
  return undefined;
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

/** The smallest ellipse about the origin with ±points inside: weights of the points, moved from those well inside to the one farthest out (Khachiyan, Todd and Yıldırım). */
function aroundPoints(points: readonly Point[]): EllipseMatrix {
  const weights = points.map(() => 1 / points.length);
  for (let step = 0; step < 20_000; step++) {
    const ellipse = moments(points, weights);
    const inverse = inverseOf(ellipse);
    let [far, near] = [0, -1];
    const reaches = points.map((point) => norm(inverse, point));
    for (let i = 0; i < points.length; i++) {
      if (reaches[i] > reaches[far]) far = i;
      if (weights[i] > 0 && (near < 0 || reaches[i] < reaches[near])) near = i;
    }
    const [above, below] = [reaches[far] - 1, 1 - reaches[near]];
    if (Math.max(above, below) < TOLERANCE) return ellipse;
    const [i, move] = above >= below ? [far, toward(2 * reaches[far])] : [near, away(2 * reaches[near], weights[near])];
    for (let j = 0; j < weights.length; j++) weights[j] *= 1 - move;
    weights[i] = Math.max(0, weights[i] + move);
  }
  return moments(points, weights);
}

/** The best step of a weight in two dimensions. */
const toward = (reach: number): number => (reach - 2) / (2 * (reach - 1));

/** Back from a point, at most until it has no weight. */
const away = (reach: number, weight: number): number =>
  reach <= 1 ? -weight / (1 - weight) : Math.max(toward(reach), -weight / (1 - weight));

function moments(points: readonly Point[], weights: readonly number[]): EllipseMatrix {
  let [xx, xy, yy] = [0, 0, 0];
  points.forEach(([x, y], i) => {
    xx += 2 * weights[i] * x * x;
    xy += 2 * weights[i] * x * y;
    yy += 2 * weights[i] * y * y;
  });
  return { xx, xy, yy };
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
