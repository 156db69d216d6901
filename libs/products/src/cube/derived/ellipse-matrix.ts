import { RADIANS } from '#region';
import type { Beam } from '../cube-beams.js';

/** A symmetric 2 × 2 matrix. */
export interface EllipseMatrix {
  readonly xx: number;
  readonly xy: number;
  readonly yy: number;
}

/** R diag(a², b²) Rᵀ of a beam, x to the east and y to the north: its covariance times 8 ln 2, square degrees (kernels.md §2.3). */
export function matrixOf({ majorDeg, minorDeg, paDeg }: Beam): EllipseMatrix {
  const [sin, cos] = [Math.sin(paDeg * RADIANS), Math.cos(paDeg * RADIANS)];
  const [a, b] = [majorDeg * majorDeg, minorDeg * minorDeg];
  return { xx: a * sin * sin + b * cos * cos, xy: (a - b) * sin * cos, yy: a * cos * cos + b * sin * sin };
}

/** The other way; the position angle is from 0 up to 180 degrees. */
export function beamOf(matrix: EllipseMatrix): Beam {
  const [most, least] = eigenvalues(matrix);
  const { xx, xy, yy } = matrix;
  const angle = Math.atan2(2 * xy, yy - xx) / 2 / RADIANS;
  return {
    majorDeg: Math.sqrt(most),
    minorDeg: Math.sqrt(Math.max(0, least)),
    paDeg: most - least <= 1e-12 * most ? 0 : angle < 0 ? angle + 180 : angle,
  };
}

/** The larger first. */
export function eigenvalues({ xx, xy, yy }: EllipseMatrix): readonly [number, number] {
  const [middle, half] = [(xx + yy) / 2, Math.hypot((xx - yy) / 2, xy)];
  return [middle + half, middle - half];
}

export const minus = (a: EllipseMatrix, b: EllipseMatrix): EllipseMatrix => ({ xx: a.xx - b.xx, xy: a.xy - b.xy, yy: a.yy - b.yy });

export const times = ({ xx, xy, yy }: EllipseMatrix, factor: number): EllipseMatrix => ({
  xx: xx * factor,
  xy: xy * factor,
  yy: yy * factor,
});

/** M T Mᵀ with M = (a b; c d). */
export function transformed({ xx, xy, yy }: EllipseMatrix, [a, b, c, d]: readonly [number, number, number, number]): EllipseMatrix {
  return {
    xx: a * a * xx + 2 * a * b * xy + b * b * yy,
    xy: a * c * xx + (a * d + b * c) * xy + b * d * yy,
    yy: c * c * xx + 2 * c * d * xy + d * d * yy,
  };
}
