import { UnsupportedError } from '#faults';
import { cosDegrees } from '../angle.js';
import { bracketedRoot, type Curve } from './root.js';
import type { MakeProjection, Projection } from './projection.js';

/** ARC, zenithal equidistant (§5.1.6): R = 90° − θ. */
export const arc: MakeProjection = () =>
  radial(
    (zeta) => zeta,
    (r) => (r <= Math.PI + EDGE ? r : NaN),
  );

/** ZEA, zenithal equal area (§5.1.8). */
export const zea: MakeProjection = () => ({
  theta0: 90,
  deproject(plane, count, sphere) {
    for (let i = 0, v = 0; i < 2 * count; i += 2, v += 3) {
      const x = plane[i];
      const y = plane[i + 1];
      const q = (x * x + y * y) / 4;
      const scale = q <= 1 ? Math.sqrt(1 - q) : q <= 1 + EDGE ? 0 : NaN;
      sphere[v] = -y * scale;
      sphere[v + 1] = x * scale;
      sphere[v + 2] = Number.isNaN(scale) ? NaN : 1 - 2 * q;
    }
  },
  project(sphere, count, plane) {
    for (let i = 0, v = 0; i < 2 * count; i += 2, v += 3) {
      const l = sphere[v];
      const m = sphere[v + 1];
      const n = sphere[v + 2];
      const rho = Math.sqrt(l * l + m * m);
      // √(2/(1+sinθ)); below the equator by 1+sinθ = cos²θ/(1−sinθ), and the opposite pole is put on φ = 0
      const scale = n > 0 ? Math.sqrt(2 / (1 + n)) : Math.sqrt(2 * (1 - n)) / rho;
      plane[i] = rho > 0 ? m * scale : 0;
      plane[i + 1] = rho > 0 ? -l * scale : n > 0 ? 0 : -2;
    }
  },
});

/** AIR, Airy's minimum error projection (§5.1.9): PVi_1 = θb, degrees. */
export const air: MakeProjection = ([, thetaB = 90]) => {
  if (thetaB <= -90) throw new UnsupportedError(`AIR needs PVi_1 > -90, got ${thetaB}`);
  const cosB = cosDegrees((90 - thetaB) / 2);
  const b = thetaB >= 90 ? -0.5 : (Math.log(cosB) * cosB * cosB) / (1 - cosB * cosB);
  const radius: Curve = (zeta, slope) => {
    const t = Math.tan(zeta / 2);
    if (t < 1e-4) {
      slope.value = 0.5 - b; // −ln cos ξ / tan ξ = ξ/2 + …
      return zeta * (0.5 - b);
    }
    const logCos = -0.5 * Math.log1p(t * t);
    slope.value = 1 + logCos * (1 + 1 / (t * t)) - b * (1 + t * t);
    return -2 * (logCos / t + b * t);
  };
  // R grows without bound towards the opposite pole, so any radius has its ζ
  return radial(
    (zeta) => (zeta < Math.PI - EDGE ? radius(zeta, SLOPE) : NaN),
    (r) => bracketedRoot(radius, r, 0, Math.PI - EDGE),
  );
};

/** ZPN, zenithal polynomial (§5.1.7): R = Σ PVi_m ζᵐ, ζ = 90° − θ in radians, as far as R grows with ζ. */
export const zpn: MakeProjection = (pv) => {
  let degree = pv.length - 1;
  while (degree >= 0 && !pv[degree]) degree--;
  if (degree < 1) throw new UnsupportedError('ZPN needs at least one PVi_m ≠ 0 with m ≥ 1');
  const c = Float64Array.from({ length: degree + 1 }, (_, m) => pv[m] ?? 0);
  const polynomial: Curve = (zeta, slope) => {
    let value = 0;
    let derivative = 0;
    for (let m = degree; m >= 0; m--) {
      derivative = derivative * zeta + value;
      value = value * zeta + c[m];
    }
    slope.value = derivative;
    return value;
  };
  if (degree >= 2 && c[1] <= 0) throw new UnsupportedError(`ZPN needs PVi_1 > 0, got ${c[1]}`);
  const last = turningPoint(polynomial);
  const first = polynomial(0, SLOPE);
  const limit = polynomial(last, SLOPE);
  const inverse = (r: number) => {
    if (degree === 1) return (r - c[0]) / c[1];
    if (r < first) return r < first - EDGE ? NaN : 0;
    if (r > limit) return r > limit + EDGE ? NaN : last;
    return bracketedRoot(polynomial, r, 0, last);
  };
  return radial(
    (zeta) => (zeta <= last ? polynomial(zeta, SLOPE) : NaN),
    (r) => {
      const zeta = inverse(r);
      return zeta >= 0 && zeta <= Math.PI + EDGE ? zeta : NaN;
    },
  );
};

const EDGE = 1e-13;
const SLOPE = { value: 0 };

/** The first ζ where dR/dζ falls to zero, or π; searched by whole degrees as WCSLIB does, then bisected. */
function turningPoint(curve: Curve): number {
  const step = Math.PI / 180;
  for (let k = 1; k <= 180; k++) {
    curve(k * step, SLOPE);
    if (SLOPE.value > 0) continue;
    let low = (k - 1) * step;
    let high = k * step;
    for (let n = 0; n < 60; n++) {
      const middle = (low + high) / 2;
      curve(middle, SLOPE);
      if (SLOPE.value > 0) low = middle;
      else high = middle;
    }
    return (low + high) / 2;
  }
  return Math.PI;
}

/** A zenithal projection from R(ζ) and its inverse, ζ the distance from the native pole in radians (eq. 11–13). */
function radial(radiusAt: (zeta: number) => number, zetaAt: (radius: number) => number): Projection {
  return {
    theta0: 90,
    deproject(plane, count, sphere) {
      for (let i = 0, v = 0; i < 2 * count; i += 2, v += 3) {
        const x = plane[i];
        const y = plane[i + 1];
        const r = Math.sqrt(x * x + y * y);
        const zeta = zetaAt(r);
        const sinZeta = Math.sin(zeta);
        sphere[v] = r > 0 ? (-y / r) * sinZeta : sinZeta;
        sphere[v + 1] = r > 0 ? (x / r) * sinZeta : 0;
        sphere[v + 2] = Math.cos(zeta);
      }
    },
    project(sphere, count, plane) {
      for (let i = 0, v = 0; i < 2 * count; i += 2, v += 3) {
        const l = sphere[v];
        const m = sphere[v + 1];
        const rho = Math.sqrt(l * l + m * m);
        const r = radiusAt(Math.atan2(rho, sphere[v + 2]));
        plane[i] = rho > 0 ? (m / rho) * r : 0;
        plane[i + 1] = rho > 0 ? (-l / rho) * r : -r;
      }
    },
  };
}
