import type { MakeProjection, Projection } from './projection.js';

/**
 * The three cubes of §5.6 share their faces (table 4): face 0 above, 1–4 along the equator, 5 below; on a face ξ, η are the
 * tangential components and ζ the radial one, all of a unit vector.
 */
export interface FaceMap {
  /** whether face coordinates are single precision */
  readonly single?: boolean;
  /** (ξ, η, ζ) → face coordinates in [−1, 1], into at[0], at[1]. */
  toFace(xi: number, eta: number, zeta: number, at: Float64Array): void;
  /** Face coordinates → (ξ, η, ζ) of a unit vector, into at[0..2]. */
  fromFace(u: number, v: number, at: Float64Array): void;
}

/** TSC, tangential spherical cube (§5.6.1). */
export const tsc: MakeProjection = () =>
  cube({
    toFace(xi, eta, zeta, at) {
      at[0] = xi / zeta;
      at[1] = eta / zeta;
    },
    fromFace(u, v, at) {
      const t = 1 / Math.sqrt(1 + u * u + v * v);
      at[0] = u * t;
      at[1] = v * t;
      at[2] = t;
    },
  });

/** QSC, quadrilateralized spherical cube, equal area (§5.6.3). */
export const qsc: MakeProjection = () =>
  cube({
    toFace(xi, eta, zeta, at) {
      const direct = Math.abs(xi) > Math.abs(eta);
      const major = direct ? xi : eta;
      if (major === 0) {
        at[0] = at[1] = 0;
        return;
      }
      const omega = (direct ? eta : xi) / major;
      const tau = 1 + omega * omega;
      const zeco = (xi * xi + eta * eta) / (1 + zeta); // 1 − ζ without cancelling
      const u = Math.sign(major) * Math.sqrt(zeco / (1 - 1 / Math.sqrt(1 + tau)));
      const v = (u / (Math.PI / 12)) * (Math.atan(omega) - Math.asin(omega / Math.sqrt(2 * tau)));
      at[0] = direct ? u : v;
      at[1] = direct ? v : u;
    },
    fromFace(u, v, at) {
      const direct = Math.abs(u) > Math.abs(v);
      const major = direct ? u : v;
      if (major === 0) {
        at[0] = at[1] = 0;
        at[2] = 1;
        return;
      }
      const w = ((Math.PI / 12) * (direct ? v : u)) / major;
      const omega = Math.sin(w) / (Math.cos(w) - Math.SQRT1_2);
      const tau = 1 + omega * omega;
      const zeco = major * major * (1 - 1 / Math.sqrt(1 + tau));
      const xi = Math.sign(major) * Math.sqrt((zeco * (2 - zeco)) / tau);
      at[0] = direct ? xi : xi * omega;
      at[1] = direct ? xi * omega : xi;
      at[2] = 1 - zeco;
    },
  });

const f = Math.fround;

const SIDE = Math.PI / 4;
const EDGE = 1e-12;

/** A projection from what happens on a face. */
export function cube({ single = false, toFace, fromFace }: FaceMap): Projection {
  const at = new Float64Array(3);
  return {
    theta0: 0,
    deproject(plane, count, sphere) {
      for (let i = 0, k = 0; i < 2 * count; i += 2, k += 3) {
        let x = plane[i] / SIDE;
        let y = plane[i + 1] / SIDE;
        const inside = Math.abs(x) <= 1 ? Math.abs(y) <= 3 + EDGE : Math.abs(x) <= 7 + EDGE && Math.abs(y) <= 1 + EDGE;
        if (!inside) {
          sphere[k] = sphere[k + 1] = sphere[k + 2] = NaN;
          continue;
        }
        if (single) {
          x = f(x);
          y = f(y);
        }
        if (x < -1) x = single ? f(x + 8) : x + 8; // faces left of the middle one
        const face = x > 1 ? (x > 5 ? 4 : x > 3 ? 3 : 2) : y > 1 ? 0 : y < -1 ? 5 : 1;
        if (x > 1) x -= 2 * (face - 1);
        else if (face !== 1) y -= face === 0 ? 2 : -2;
        fromFace(x, y, at);
        const xi = at[0];
        const eta = at[1];
        const zeta = at[2];
        sphere[k] = face === 1 ? zeta : face === 3 ? -zeta : face === 2 ? -xi : face === 4 ? xi : face === 0 ? -eta : eta;
        sphere[k + 1] = face === 2 ? zeta : face === 4 ? -zeta : face === 3 ? -xi : xi;
        sphere[k + 2] = face === 0 ? zeta : face === 5 ? -zeta : eta;
        if (single) sameLatitude(sphere, k);
      }
    },
    project(sphere, count, plane) {
      for (let i = 0, k = 0; i < 2 * count; i += 2, k += 3) {
        const l = sphere[k];
        const m = sphere[k + 1];
        const n = sphere[k + 2];
        let face = 0;
        let zeta = n;
        if (l > zeta) {
          face = 1;
          zeta = l;
        }
        if (m > zeta) {
          face = 2;
          zeta = m;
        }
        if (-l > zeta) {
          face = 3;
          zeta = -l;
        }
        if (-m > zeta) {
          face = 4;
          zeta = -m;
        }
        if (-n > zeta) {
          face = 5;
          zeta = -n;
        }
        const xi = face === 2 ? -l : face === 4 ? l : face === 3 ? -m : m;
        const eta = face === 0 ? -l : face === 5 ? l : n;
        toFace(xi, eta, zeta, at);
        const x = clamped(at[0]) + (face >= 1 && face <= 4 ? 2 * (face - 1) : 0);
        const y = clamped(at[1]) + (face === 0 ? 2 : face === 5 ? -2 : 0);
        plane[i] = SIDE * (single ? f(x) : x);
        plane[i + 1] = SIDE * (single ? f(y) : y);
      }
    },
  };
}

/** A vector whose length is 1 to single precision only: of unit length with its z kept, as the latitude is taken from that. */
function sameLatitude(sphere: Float64Array, k: number): void {
  const l = sphere[k];
  const m = sphere[k + 1];
  const n = sphere[k + 2];
  const scale = Math.sqrt(Math.max(0, 1 - n * n) / (l * l + m * m));
  if (!Number.isFinite(scale)) return;
  sphere[k] = l * scale;
  sphere[k + 1] = m * scale;
}

/** Within the face: the COBE polynomial overshoots its edge by 1e-7. */
function clamped(u: number): number {
  return u > 1 ? 1 : u < -1 ? -1 : u;
}
