import { UnsupportedError } from '#faults';
import { cosDegrees, DEGREE, sinDegrees } from '../angle.js';
import { angular } from './angular.js';
import { clampedAsin } from './cylindrical.js';
import type { MakeProjection, Parameters, Projection } from './projection.js';

/** COP, conic perspective (§5.4.1). */
export const cop: MakeProjection = (pv) => {
  const { thetaA, eta } = parallels('COP', pv);
  const scale = cosDegrees(eta);
  if (sinDegrees(thetaA) === 0 || scale === 0) throw new UnsupportedError(`COP needs PVi_1 ≠ 0 and |PVi_2| ≠ 90, got ${thetaA} and ${eta}`);
  const middle = thetaA * DEGREE;
  const cot = cosDegrees(thetaA) / sinDegrees(thetaA);
  const sign = Math.sign(thetaA);
  return conic(
    thetaA,
    sinDegrees(thetaA),
    scale * cot,
    (theta) => {
      const r = scale * (cot - Math.tan(theta - middle));
      return Math.abs(theta - middle) < Math.PI / 2 && r * sign >= 0 ? r : NaN; // a negative radius is the wrong nappe
    },
    (r) => middle + Math.atan(cot - r / scale),
  );
};

/** COE, conic equal area (§5.4.2). */
export const coe: MakeProjection = (pv) => {
  const { thetaA, eta } = parallels('COE', pv);
  const s1 = sinDegrees(thetaA - eta);
  const s2 = sinDegrees(thetaA + eta);
  const gamma = s1 + s2;
  if (gamma === 0) throw new UnsupportedError(`COE needs PVi_1 ≠ 0, got ${thetaA}`);
  const radius = (sinTheta: number) => (2 / gamma) * Math.sqrt(Math.max(0, 1 + s1 * s2 - gamma * sinTheta));
  return conic(
    thetaA,
    gamma / 2,
    radius(sinDegrees(thetaA)),
    (theta) => radius(Math.sin(theta)),
    (r) => clampedAsin(snapped((1 + s1 * s2) / gamma - (gamma * r * r) / 4)),
  );
};

/** COD, conic equidistant (§5.4.3). */
export const cod: MakeProjection = (pv) => {
  const { thetaA, eta } = parallels('COD', pv);
  const sinA = sinDegrees(thetaA);
  if (sinA === 0) throw new UnsupportedError(`COD needs PVi_1 ≠ 0, got ${thetaA}`);
  const middle = thetaA * DEGREE;
  const half = eta * DEGREE;
  const c = eta === 0 ? sinA : (sinA * sinDegrees(eta)) / half;
  const y0 = (eta === 0 ? 1 : (half * cosDegrees(eta)) / sinDegrees(eta)) * (cosDegrees(thetaA) / sinA);
  return conic(
    thetaA,
    c,
    y0,
    (theta) => y0 + middle - theta,
    (r) => y0 + middle - r,
  );
};

/** COO, conic orthomorphic (§5.4.4). */
export const coo: MakeProjection = (pv) => {
  const { thetaA, eta } = parallels('COO', pv);
  const theta1 = (thetaA - eta) * DEGREE;
  const theta2 = (thetaA + eta) * DEGREE;
  const tan1 = Math.tan((Math.PI / 2 - theta1) / 2);
  const cos1 = cosDegrees(thetaA - eta);
  const c =
    theta1 === theta2
      ? sinDegrees(thetaA)
      : Math.log(cosDegrees(thetaA + eta) / cos1) / Math.log(Math.tan((Math.PI / 2 - theta2) / 2) / tan1);
  const psi = cos1 / (c * Math.pow(tan1, c));
  if (!(Number.isFinite(c) && Number.isFinite(psi)) || c === 0 || psi === 0)
    throw new UnsupportedError(`COO needs PVi_1 ≠ 0 and standard parallels off the poles, got PVi_1 = ${thetaA} and PVi_2 = ${eta}`);
  const radius = (theta: number) => {
    const t = Math.tan((Math.PI / 2 - theta) / 2);
    // the pole away from the apex is at infinity
    return c < 0 && theta >= Math.PI / 2 - 1e-15 ? NaN : c > 0 && theta <= -Math.PI / 2 + 1e-15 ? NaN : psi * Math.pow(t, c);
  };
  return conic(thetaA, c, radius(thetaA * DEGREE), radius, (r) => Math.PI / 2 - 2 * Math.atan(Math.pow(r / psi, 1 / c)));
};

/** PVi_1 = θa (no default), PVi_2 = η (0), degrees: the standard parallels are θa ± η. */
function parallels(code: string, [, thetaA, eta = 0]: Parameters): { thetaA: number; eta: number } {
  if (thetaA === undefined) throw new UnsupportedError(`${code} needs PVi_1, the middle parallel, which has no default`);
  return { thetaA, eta };
}

/** What all conics share (eq. 118–121): the cone constant, the height of the apex, and the radius of a parallel. */
function conic(thetaA: number, c: number, y0: number, radiusAt: (theta: number) => number, thetaAt: (r: number) => number): Projection {
  const sign = thetaA < 0 ? -1 : 1;
  return angular({
    theta0: thetaA,
    toAngles(plane, count, angles) {
      for (let i = 0; i < 2 * count; i += 2) {
        const x = plane[i];
        const dy = y0 - plane[i + 1];
        const r = sign * Math.sqrt(x * x + dy * dy);
        angles[i] = r === 0 ? 0 : Math.atan2(x / r, dy / r) / c;
        angles[i + 1] = thetaAt(r);
      }
    },
    toPlane(angles, count, plane) {
      for (let i = 0; i < 2 * count; i += 2) {
        const alpha = c * angles[i];
        const r = radiusAt(angles[i + 1]);
        plane[i] = r * Math.sin(alpha);
        plane[i + 1] = y0 - r * Math.cos(alpha);
      }
    },
  });
}

/** ±1 when within the rounding of the equal-area radius. */
function snapped(s: number): number {
  return Math.abs(s) > 1 && Math.abs(s) < 1 + 1e-11 ? Math.sign(s) : s;
}
