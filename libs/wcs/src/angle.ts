export const DEGREE = Math.PI / 180;

/** sin of degrees, exact at multiples of 90 (a pole given as 90 must be the pole, not 6e-17 beside it). */
export function sinDegrees(degrees: number): number {
  const turn = degrees % 360;
  if (turn % 90 === 0) return [0, 1, 0, -1][(turn / 90 + 4) % 4];
  return Math.sin(turn * DEGREE);
}

/** cos of degrees, exact at multiples of 90. */
export function cosDegrees(degrees: number): number {
  const turn = degrees % 360;
  if (turn % 90 === 0) return [1, 0, -1, 0][(turn / 90 + 4) % 4];
  return Math.cos(turn * DEGREE);
}
