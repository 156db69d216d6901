/** Points handled at a time: scratch arrays have room for so many, and stay in the processor's cache. */
export const CHUNK = 1024;

/** PVi_m of the latitude axis by m, absent ones undefined. */
export type Parameters = readonly (number | undefined)[];

/**
 * One projection of WCS Paper II between its plane and the native sphere, without sky rotation.
 * Plane: (x, y) in radians. Sphere: unit vectors (cosθ cosφ, cosθ sinφ, sinθ). Both interleaved, at most CHUNK points;
 * a point without a counterpart becomes NaN. Divergence and overlap are refused where WCSLIB refuses them.
 */
export interface Projection {
  /** Native latitude of the fiducial point, degrees; its native longitude is 0 (§2.2). */
  readonly theta0: number;
  deproject(plane: Float64Array, count: number, sphere: Float64Array): void;
  project(sphere: Float64Array, count: number, plane: Float64Array): void;
}

/** Throws UnsupportedError when a parameter is missing or out of range. */
export type MakeProjection = (pv: Parameters) => Projection;
