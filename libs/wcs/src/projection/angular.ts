import { CHUNK, type Projection } from './projection.js';

/** A projection that is written in native angles: pairs (φ, θ) in radians instead of unit vectors; in place is allowed. */
export interface AngularProjection {
  readonly theta0: number;
  toAngles(plane: Float64Array, count: number, angles: Float64Array): void;
  toPlane(angles: Float64Array, count: number, plane: Float64Array): void;
}

// Rounding of the plane coordinates at the map's edge; WCSLIB allows 1e-13 relative to degrees, which ulps at ±180 already use up.
const EDGE = 1e-12;

/** Angles ⇄ unit vectors; a plane point outside |φ| ≤ 180°, |θ| ≤ 90° is not on the sky (WCSLIB's default bounds check). */
export function angular(projection: AngularProjection): Projection {
  const angles = new Float64Array(2 * CHUNK);
  return {
    theta0: projection.theta0,
    deproject(plane, count, sphere) {
      projection.toAngles(plane, count, angles);
      for (let i = 0, v = 0; i < 2 * count; i += 2, v += 3) {
        const phi = angles[i];
        const theta = angles[i + 1];
        const inside = Math.abs(phi) <= Math.PI + EDGE && Math.abs(theta) <= Math.PI / 2 + EDGE;
        const cosTheta = inside ? Math.cos(theta) : NaN;
        sphere[v] = cosTheta * Math.cos(phi);
        sphere[v + 1] = cosTheta * Math.sin(phi);
        sphere[v + 2] = inside ? Math.sin(theta) : NaN;
      }
    },
    project(sphere, count, plane) {
      for (let i = 0, v = 0; i < 2 * count; i += 2, v += 3) {
        const l = sphere[v];
        const m = sphere[v + 1];
        const phi = Math.atan2(m, l);
        angles[i] = phi < EDGE - Math.PI ? Math.PI : phi; // the seam has one place: φ = +180°
        angles[i + 1] = Math.atan2(sphere[v + 2], Math.sqrt(l * l + m * m));
      }
      projection.toPlane(angles, count, plane);
    },
  };
}
