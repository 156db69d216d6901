import { angular } from './angular.js';
import { clampedAsin } from './cylindrical.js';
import { bracketedRoot, type Curve } from './root.js';
import type { MakeProjection, Projection } from './projection.js';

/** SFL, Sanson–Flamsteed (§5.3.1). */
export const sfl: MakeProjection = () =>
  angular({
    theta0: 0,
    toAngles(plane, count, angles) {
      for (let i = 0; i < 2 * count; i += 2) {
        const theta = plane[i + 1];
        angles[i] = narrowed(plane[i], Math.cos(theta));
        angles[i + 1] = theta;
      }
    },
    toPlane(angles, count, plane) {
      for (let i = 0; i < 2 * count; i += 2) {
        plane[i] = angles[i] * Math.cos(angles[i + 1]);
        plane[i + 1] = angles[i + 1];
      }
    },
  });

/** PAR, parabolic (§5.3.2). */
export const par: MakeProjection = () =>
  angular({
    theta0: 0,
    toAngles(plane, count, angles) {
      for (let i = 0; i < 2 * count; i += 2) {
        const s = plane[i + 1] / Math.PI;
        angles[i] = Math.abs(s) <= 1 ? narrowed(plane[i], 1 - 4 * s * s) : NaN;
        angles[i + 1] = 3 * clampedAsin(s);
      }
    },
    toPlane(angles, count, plane) {
      for (let i = 0; i < 2 * count; i += 2) {
        const s = Math.sin(angles[i + 1] / 3);
        plane[i] = angles[i] * (1 - 4 * s * s);
        plane[i + 1] = Math.PI * s;
      }
    },
  });

/** MOL, Mollweide (§5.3.3): 2γ + sin 2γ = π sin θ. */
export const mol: MakeProjection = () =>
  angular({
    theta0: 0,
    toAngles(plane, count, angles) {
      for (let i = 0; i < 2 * count; i += 2) {
        const gamma = clampedAsin(plane[i + 1] / Math.SQRT2);
        const cosGamma = Math.cos(gamma);
        angles[i] = narrowed(plane[i], (2 * Math.SQRT2 * cosGamma) / Math.PI);
        angles[i + 1] = clampedAsin((2 * gamma + Math.sin(2 * gamma)) / Math.PI);
      }
    },
    toPlane(angles, count, plane) {
      for (let i = 0; i < 2 * count; i += 2) {
        const theta = angles[i + 1];
        const gamma =
          Math.abs(theta) >= Math.PI / 2 ? theta : bracketedRoot(mollweide, Math.PI * Math.sin(theta), -Math.PI / 2, Math.PI / 2);
        plane[i] = ((2 * Math.SQRT2) / Math.PI) * angles[i] * Math.cos(gamma);
        plane[i + 1] = Math.SQRT2 * Math.sin(gamma);
      }
    },
  });

const mollweide: Curve = (gamma, slope) => {
  slope.value = 2 + 2 * Math.cos(2 * gamma);
  return 2 * gamma + Math.sin(2 * gamma);
};

/** AIT, Hammer–Aitoff (§5.3.4), in unit vectors. */
export const ait: MakeProjection = (): Projection => ({
  theta0: 0,
  deproject(plane, count, sphere) {
    for (let i = 0, v = 0; i < 2 * count; i += 2, v += 3) {
      const x = plane[i];
      const y = plane[i + 1];
      const zz = 1 - (x * x) / 16 - (y * y) / 4;
      const z = zz >= 0.5 ? Math.sqrt(zz) : zz >= 0.5 - 1e-13 ? Math.SQRT1_2 : NaN;
      // (c, s) = (cosθ cos φ/2, cosθ sin φ/2); doubling φ/2 needs no arctangent
      const c = 2 * z * z - 1;
      const s = (z * x) / 2;
      const rho = Math.sqrt(c * c + s * s);
      sphere[v] = rho === 0 ? 0 : (c * c - s * s) / rho;
      sphere[v + 1] = rho === 0 ? 0 : (2 * c * s) / rho;
      sphere[v + 2] = y * z;
    }
  },
  project(sphere, count, plane) {
    for (let i = 0, v = 0; i < 2 * count; i += 2, v += 3) {
      const l = sphere[v];
      const m = sphere[v + 1];
      const rho = Math.sqrt(l * l + m * m);
      const phi = Math.atan2(m, l);
      const half = (phi < 1e-12 - Math.PI ? Math.PI : phi) / 2;
      const alpha = Math.sqrt(2 / (1 + rho * Math.cos(half)));
      plane[i] = 2 * alpha * rho * Math.sin(half);
      plane[i + 1] = alpha * sphere[v + 2];
    }
  },
});

/** φ from x on a parallel of the given relative length; at the pole, which is one point, only x = 0 is on the map. */
function narrowed(x: number, length: number): number {
  if (length > 1e-15) return x / length;
  return Math.abs(x) < 1e-12 ? 0 : NaN;
}
