/** A unit vector towards (lon, lat): x to (0, 0), y to (90, 0), z to the pole. */
export type Direction = readonly [x: number, y: number, z: number];

export const RADIANS = Math.PI / 180;

export function directionOf(lonDeg: number, latDeg: number): Direction {
  const lon = lonDeg * RADIANS;
  const lat = latDeg * RADIANS;
  const c = Math.cos(lat);
  return [c * Math.cos(lon), c * Math.sin(lon), Math.sin(lat)];
}

/** Longitude in [0, 360). */
export function lonOf(x: number, y: number): number {
  const lon = Math.atan2(y, x) / RADIANS;
  // A negative nothing would become 360 itself.
  return lon < 0 ? (lon + 360) % 360 : lon;
}

/** By atan2, which keeps its digits at the poles. */
export function latOf(x: number, y: number, z: number): number {
  return Math.atan2(z, Math.hypot(x, y)) / RADIANS;
}

export const dot = (a: Direction, b: Direction) => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];

export const cross = (a: Direction, b: Direction): Direction => [
  a[1] * b[2] - a[2] * b[1],
  a[2] * b[0] - a[0] * b[2],
  a[0] * b[1] - a[1] * b[0],
];

export const minus = (a: Direction, b: Direction): Direction => [a[0] - b[0], a[1] - b[1], a[2] - b[2]];

/** a·s + b·t */
export const blend = (a: Direction, s: number, b: Direction, t: number): Direction => [
  a[0] * s + b[0] * t,
  a[1] * s + b[1] * t,
  a[2] * s + b[2] * t,
];

export function normalised(a: Direction): Direction {
  const length = Math.hypot(a[0], a[1], a[2]);
  return [a[0] / length, a[1] / length, a[2] / length];
}

/** Radians, exact for the smallest and the largest angles alike. */
export const angleBetween = (a: Direction, b: Direction) => Math.atan2(Math.hypot(...cross(a, b)), dot(a, b));

/** Some unit vector at right angles to `a`. */
export function perpendicular(a: Direction): Direction {
  return normalised(Math.abs(a[2]) < 0.9 ? [-a[1], a[0], 0] : [0, -a[2], a[1]]);
}

/** A direction from which every one of `points` is less than 90° away, or undefined when (nearly) none exists. */
export function hemisphereOf(points: readonly Direction[]): Direction | undefined {
  let pole = points.reduce((sum, point) => blend(sum, 1, point, 1), [0, 0, 0] as Direction);
  // The perceptron: it ends within 1/margin² steps, so this finds every hemisphere with more than 1.3° to spare.
  for (let step = 0; step < 2000; step++) {
    let worst = points[0];
    for (const point of points) if (dot(point, pole) < dot(worst, pole)) worst = point;
    if (dot(worst, pole) > 1e-9 * Math.hypot(...pole)) return normalised(pole);
    pole = blend(pole, 1, worst, 1);
  }
  return undefined;
}
