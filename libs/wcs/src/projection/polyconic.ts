import { UnsupportedError } from '#faults';
import { cosDegrees, DEGREE, sinDegrees } from '../angle.js';
import { angular } from './angular.js';
import { sfl } from './pseudo-cylindrical.js';
import type { MakeProjection } from './projection.js';

/** BON, Bonne's equal area projection (§5.5.1): PVi_1 = θ1, no default; θ1 = 0 is SFL. */
export const bon: MakeProjection = (pv) => {
  const theta1 = pv[1];
  if (theta1 === undefined) throw new UnsupportedError('BON needs PVi_1, the standard parallel, which has no default');
  if (theta1 === 0) return sfl(pv);
  const y0 = cosDegrees(theta1) / sinDegrees(theta1) + theta1 * DEGREE;
  const sign = Math.sign(theta1);
  return angular({
    theta0: 0,
    toAngles(plane, count, angles) {
      for (let i = 0; i < 2 * count; i += 2) {
        const x = plane[i];
        const dy = y0 - plane[i + 1];
        const r = sign * Math.sqrt(x * x + dy * dy);
        const a = r === 0 ? 0 : Math.atan2(x / r, dy / r);
        const theta = y0 - r;
        const cosTheta = Math.cos(theta);
        angles[i] = Math.abs(cosTheta) < 1e-15 ? 0 : (a * r) / cosTheta;
        angles[i + 1] = theta;
      }
    },
    toPlane(angles, count, plane) {
      for (let i = 0; i < 2 * count; i += 2) {
        const r = y0 - angles[i + 1];
        const a = r === 0 ? 0 : (angles[i] * Math.cos(angles[i + 1])) / r;
        plane[i] = r * Math.sin(a);
        plane[i + 1] = y0 - r * Math.cos(a);
      }
    },
  });
};

/** PCO, polyconic (§5.5.2). */
export const pco: MakeProjection = () =>
  angular({
    theta0: 0,
    toAngles(plane, count, angles) {
      for (let i = 0; i < 2 * count; i += 2) {
        const x = plane[i];
        const y = plane[i + 1];
        const theta = polyconicLatitude(x, Math.abs(y));
        const dy = Math.abs(y) - theta;
        const t = Math.tan(theta);
        angles[i] = theta === 0 ? x : Math.abs(theta) >= Math.PI / 2 ? 0 : Math.atan2(x * t, 1 - dy * t) / Math.sin(theta);
        angles[i + 1] = y < 0 ? -theta : theta;
      }
    },
    toPlane(angles, count, plane) {
      for (let i = 0; i < 2 * count; i += 2) {
        const phi = angles[i];
        const theta = angles[i + 1];
        const s = Math.sin(theta);
        const a = phi * s;
        const half = Math.sin(a / 2);
        // cotθ sin(φ sinθ) = cosθ φ sinc(…): fit for the equator too
        plane[i] = Math.abs(a) < 1e-8 ? phi * Math.cos(theta) : (Math.cos(theta) / s) * Math.sin(a);
        plane[i + 1] = theta + (Math.abs(a) < 1e-8 ? (phi * a * Math.cos(theta)) / 2 : (2 * half * half * Math.cos(theta)) / s);
      }
    },
  });

/** θ ≥ 0 with (x² + (y−θ)²) sinθ = 2 (y−θ) cosθ: the circle of the parallel through (x, y), y ≥ 0. */
function polyconicLatitude(x: number, y: number): number {
  if (y === 0) return 0;
  let low = 0;
  let high = Math.min(y, Math.PI / 2);
  let theta = high / (1 + (x * x) / 2);
  for (let step = 0; step < 100; step++) {
    const dy = y - theta;
    const s = Math.sin(theta);
    const c = Math.cos(theta);
    const q = x * x + dy * dy;
    const excess = q * s - 2 * dy * c;
    if (excess === 0) return theta;
    if (excess > 0) high = theta;
    else low = theta;
    let next = theta - excess / (q * c + 2 * c); // d/dθ: −2dy s + qc + 2c + 2dy s
    if (!(next >= low && next <= high)) next = (low + high) / 2;
    if (Math.abs(next - theta) <= 1e-16 * theta) return next;
    theta = next;
  }
  return theta;
}
