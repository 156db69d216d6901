import { UnsupportedError } from '#faults';
import { angular } from './angular.js';
import type { MakeProjection } from './projection.js';

/** CAR, plate carrée (§5.2.3). */
export const car: MakeProjection = () =>
  angular({
    theta0: 0,
    toAngles(plane, count, angles) {
      for (let i = 0; i < 2 * count; i++) angles[i] = plane[i];
    },
    toPlane(angles, count, plane) {
      for (let i = 0; i < 2 * count; i++) plane[i] = angles[i];
    },
  });

/** MER, Mercator (§5.2.4): the poles are at infinity. */
export const mer: MakeProjection = () =>
  angular({
    theta0: 0,
    toAngles(plane, count, angles) {
      for (let i = 0; i < 2 * count; i += 2) {
        angles[i] = plane[i];
        angles[i + 1] = Math.atan(Math.sinh(plane[i + 1]));
      }
    },
    toPlane(angles, count, plane) {
      for (let i = 0; i < 2 * count; i += 2) {
        plane[i] = angles[i];
        const y = Math.asinh(Math.tan(angles[i + 1]));
        plane[i + 1] = Math.abs(y) < 36 ? y : NaN; // tan(90°) is finite in floating point
      }
    },
  });

/** CEA, cylindrical equal area (§5.2.2): PVi_1 = λ, 0 < λ ≤ 1. */
export const cea: MakeProjection = ([, lambda = 1]) => {
  if (!(lambda > 0 && lambda <= 1)) throw new UnsupportedError(`CEA needs 0 < PVi_1 ≤ 1, got ${lambda}`);
  return angular({
    theta0: 0,
    toAngles(plane, count, angles) {
      for (let i = 0; i < 2 * count; i += 2) {
        angles[i] = plane[i];
        angles[i + 1] = clampedAsin(plane[i + 1] * lambda);
      }
    },
    toPlane(angles, count, plane) {
      for (let i = 0; i < 2 * count; i += 2) {
        plane[i] = angles[i];
        plane[i + 1] = Math.sin(angles[i + 1]) / lambda;
      }
    },
  });
};

/** CYP, cylindrical perspective (§5.2.1): PVi_1 = μ, PVi_2 = λ, in radii. */
export const cyp: MakeProjection = ([, mu = 1, lambda = 1]) => {
  if (lambda === 0 || mu + lambda === 0) throw new UnsupportedError(`CYP needs PVi_2 ≠ 0 and ≠ -PVi_1, got ${lambda} and PVi_1 = ${mu}`);
  return angular({
    theta0: 0,
    toAngles(plane, count, angles) {
      for (let i = 0; i < 2 * count; i += 2) {
        const eta = plane[i + 1] / (mu + lambda);
        angles[i] = plane[i] / lambda;
        angles[i + 1] = Math.atan2(eta, 1) + clampedAsin((eta * mu) / Math.sqrt(eta * eta + 1));
      }
    },
    toPlane(angles, count, plane) {
      for (let i = 0; i < 2 * count; i += 2) {
        const theta = angles[i + 1];
        const depth = mu + Math.cos(theta);
        plane[i] = lambda * angles[i];
        plane[i + 1] = depth === 0 ? NaN : ((mu + lambda) * Math.sin(theta)) / depth;
      }
    },
  });
};

/** asin that forgives the last digits beyond ±1 and is NaN further out. */
export function clampedAsin(s: number): number {
  if (Math.abs(s) <= 1) return Math.asin(s);
  return Math.abs(s) <= 1 + 1e-13 ? (Math.sign(s) * Math.PI) / 2 : NaN;
}
