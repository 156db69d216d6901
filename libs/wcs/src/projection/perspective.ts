import { UnsupportedError } from '#faults';
import { cosDegrees, sinDegrees } from '../angle.js';
import type { MakeProjection } from './projection.js';

/** TAN, gnomonic (§5.1.3): from the centre of the sphere; nothing at or below the horizon. */
export const tan: MakeProjection = () => ({
  theta0: 90,
  deproject(plane, count, sphere) {
    for (let i = 0, v = 0; i < 2 * count; i += 2, v += 3) {
      const x = plane[i];
      const y = plane[i + 1];
      const n = 1 / Math.sqrt(1 + x * x + y * y);
      sphere[v] = -y * n;
      sphere[v + 1] = x * n;
      sphere[v + 2] = n;
    }
  },
  project(sphere, count, plane) {
    for (let i = 0, v = 0; i < 2 * count; i += 2, v += 3) {
      const n = sphere[v + 2];
      const scale = n > 0 ? 1 / n : NaN;
      plane[i] = sphere[v + 1] * scale;
      plane[i + 1] = -sphere[v] * scale;
    }
  },
});

/** STG, stereographic (§5.1.4): from the opposite pole, which alone has no image. */
export const stg: MakeProjection = () => ({
  theta0: 90,
  deproject(plane, count, sphere) {
    for (let i = 0, v = 0; i < 2 * count; i += 2, v += 3) {
      const x = plane[i];
      const y = plane[i + 1];
      const q = (x * x + y * y) / 4;
      sphere[v] = -y / (1 + q);
      sphere[v + 1] = x / (1 + q);
      sphere[v + 2] = (1 - q) / (1 + q);
    }
  },
  project(sphere, count, plane) {
    for (let i = 0, v = 0; i < 2 * count; i += 2, v += 3) {
      const l = sphere[v];
      const m = sphere[v + 1];
      const n = sphere[v + 2];
      // 1 + sinθ by the other side of cos²θ = (1+sinθ)(1−sinθ) where it would cancel
      const up = n > 0 ? 1 + n : (l * l + m * m) / (1 - n);
      const scale = up > 0 ? 2 / up : NaN;
      plane[i] = m * scale;
      plane[i + 1] = -l * scale;
    }
  },
});

/** SIN, orthographic or slant (§5.1.5, eq. 61–66): PVi_1 = ξ, PVi_2 = η. */
export const sin: MakeProjection = ([, xi = 0, eta = 0]) => ({
  theta0: 90,
  deproject(plane, count, sphere) {
    const a = 1 + xi * xi + eta * eta;
    for (let i = 0, v = 0; i < 2 * count; i += 2, v += 3) {
      const x = plane[i];
      const y = plane[i + 1];
      // the quadratic in w = 1 − sinθ, its smaller root in the form that does not cancel
      const b = 1 + xi * x + eta * y;
      const c = x * x + y * y;
      const d = b * b - a * c;
      const root = d >= 0 ? Math.sqrt(d) : d > -EDGE ? 0 : NaN;
      const w = c / (b + root);
      const inside = w >= 0 && w <= 2;
      sphere[v] = inside ? eta * w - y : NaN;
      sphere[v + 1] = inside ? x - xi * w : NaN;
      sphere[v + 2] = inside ? 1 - w : NaN;
    }
  },
  project(sphere, count, plane) {
    for (let i = 0, v = 0; i < 2 * count; i += 2, v += 3) {
      const l = sphere[v];
      const m = sphere[v + 1];
      const n = sphere[v + 2];
      // 1 − sinθ, by cos²θ / (1 + sinθ) where the difference would cancel
      const w = n > 0 ? (l * l + m * m) / (1 + n) : 1 - n;
      const facing = n + xi * m - eta * l >= 0; // the side of the sphere that the slanted rays meet first
      plane[i] = facing ? m + xi * w : NaN;
      plane[i + 1] = facing ? eta * w - l : NaN;
    }
  },
});

/** AZP, zenithal perspective (§5.1.1): PVi_1 = μ in radii, PVi_2 = γ in degrees. */
export const azp: MakeProjection = ([, mu = 0, gammaDeg = 0]) => {
  const cosGamma = cosDegrees(gammaDeg);
  if (mu === -1 || cosGamma === 0) throw new UnsupportedError(`AZP needs PVi_1 ≠ -1 and |PVi_2| ≠ 90, got ${mu} and ${gammaDeg}`);
  const tanGamma = sinDegrees(gammaDeg) / cosGamma;
  const sinOverlap = Math.abs(mu) > 1 ? -1 / mu : -1;
  const diverges = Math.abs(mu * cosGamma) < 1;
  return {
    theta0: 90,
    deproject(plane, count, sphere) {
      for (let i = 0, v = 0; i < 2 * count; i += 2, v += 3) {
        const x = plane[i];
        const y = plane[i + 1] * cosGamma;
        const a = mu + 1 + y * tanGamma;
        const q = x * x + y * y + a * a;
        const d = a * a * mu * mu - q * (mu * mu - 1);
        const root = d >= 0 ? Math.sqrt(d) : d > -EDGE ? 0 : NaN;
        // l = −yk, m = xk, sinθ = ka − μ: of the two crossings in front of the plane the one higher on the sphere
        let k = (a * mu + (a >= 0 ? root : -root)) / q;
        if (k < 0) k = (a * mu + (a >= 0 ? -root : root)) / q;
        const inside = k >= 0;
        sphere[v] = inside ? -y * k : NaN;
        sphere[v + 1] = inside ? x * k : NaN;
        sphere[v + 2] = inside ? k * a - mu : NaN;
      }
    },
    project(sphere, count, plane) {
      for (let i = 0, v = 0; i < 2 * count; i += 2, v += 3) {
        const l = sphere[v];
        const m = sphere[v + 1];
        const n = sphere[v + 2];
        const rho = Math.sqrt(l * l + m * m);
        const slope = rho > 0 ? (l / rho) * tanGamma : tanGamma;
        const shown = n >= sinOverlap && !(diverges && beyond(n, rho, mu / Math.sqrt(1 + slope * slope), Math.atan(-slope)));
        const scale = shown ? (mu + 1) / (mu + n + l * tanGamma) : NaN;
        plane[i] = m * scale;
        plane[i + 1] = (-l * scale) / cosGamma;
      }
    },
  };
};

/** SZP, slant zenithal perspective (§5.1.2): PVi_1 = μ in radii, PVi_2 = φc, PVi_3 = θc in degrees. */
export const szp: MakeProjection = ([, mu = 0, phiC = 0, thetaC = 90]) => {
  const xp = -mu * cosDegrees(thetaC) * sinDegrees(phiC);
  const yp = mu * cosDegrees(thetaC) * cosDegrees(phiC);
  const zp = mu * sinDegrees(thetaC) + 1;
  if (zp === 0) throw new UnsupportedError(`SZP needs PVi_1 × sin(PVi_3) ≠ -1, got PVi_1 = ${mu} and PVi_3 = ${thetaC}`);
  // (zp−1)² would be the limb of the sphere; this is WCSLIB's, and which directions have an image should not depend on the reader
  const limb = (zp - 1) * zp - 1;
  const sinDivergence = Math.abs(1 - zp) < 1 ? 1 - zp : -1;
  return {
    theta0: 90,
    deproject(plane, count, sphere) {
      for (let i = 0, v = 0; i < 2 * count; i += 2, v += 3) {
        const x = plane[i];
        const y = plane[i + 1];
        const xr = (x - xp) / zp;
        const yr = (y - yp) / zp;
        const a = 1 + xr * xr + yr * yr;
        // in w = 1 − sinθ: a w² − 2 b w + c = 0
        const b = 1 + xr * x + yr * y;
        const c = x * x + y * y;
        const d = b * b - a * c;
        const root = d >= 0 ? Math.sqrt(d) : d > -EDGE ? 0 : NaN;
        let w = b > 0 ? c / (b + root) : (b - root) / a;
        if (w < -EDGE) w = (b + root) / a;
        const inside = w >= -EDGE && w <= 2 + EDGE;
        sphere[v] = inside ? w * yr - y : NaN;
        sphere[v + 1] = inside ? x - w * xr : NaN;
        sphere[v + 2] = inside ? 1 - w : NaN;
      }
    },
    project(sphere, count, plane) {
      for (let i = 0, v = 0; i < 2 * count; i += 2, v += 3) {
        const l = sphere[v];
        const m = sphere[v + 1];
        const n = sphere[v + 2];
        const rho = Math.sqrt(l * l + m * m);
        const w = n > 0 ? (rho * rho) / (1 + n) : 1 - n;
        const b = rho > 0 ? (xp * m - yp * l) / rho : -yp;
        const hidden = Math.abs(mu) > 1 && beyond(n, rho, 1 / Math.sqrt(limb + b * b), Math.atan2(b, zp - 1));
        const scale = n >= sinDivergence && !hidden ? 1 / (zp - w) : NaN;
        plane[i] = (zp * m - xp * w) * scale;
        plane[i + 1] = -(zp * l + yp * w) * scale;
      }
    },
  };
};

const EDGE = 1e-13;

/** Whether θ lies below the limb, which is at s − asin(t) or s + asin(t) + 180°, whichever is the higher latitude. */
function beyond(sinTheta: number, cosTheta: number, t: number, s: number): boolean {
  if (Math.abs(t) > 1) return false;
  const half = Math.asin(t);
  let a = s - half;
  let b = s + half + Math.PI;
  if (a > Math.PI / 2) a -= 2 * Math.PI;
  if (b > Math.PI / 2) b -= 2 * Math.PI;
  return Math.atan2(sinTheta, cosTheta) < Math.max(a, b);
}
