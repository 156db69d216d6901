import { RADIANS } from '#region';
import type { CelestialAxes } from '#wcs';

/** M of `transformed`: from offsets on the sky (east, north; degrees) to pixels. */
export type PixelMatrix = readonly [number, number, number, number];

/**
 * At the middle of an image, in whose frame the position angles of beams are; the same for every cutout of it.
 * @returns undefined when there is no sky in the middle
 */
export function pixelMatrix(sky: CelestialAxes, axes: readonly number[]): PixelMatrix | undefined {
  const [x, y] = [((axes[sky.lonAxis] ?? 1) - 1) / 2, ((axes[sky.latAxis] ?? 1) - 1) / 2];
  const at = Float64Array.of(x - 0.5, y, x + 0.5, y, x, y - 0.5, x, y + 0.5, x, y);
  sky.pixelToNative(at, 5, at);
  const cos = Math.cos(at[9] * RADIANS);
  const east = (i: number, j: number): number => (((at[2 * i] - at[2 * j] + 540) % 360) - 180) * cos;
  const north = (i: number, j: number): number => at[2 * i + 1] - at[2 * j + 1];
  const [a, b, c, d] = [east(1, 0), east(3, 2), north(1, 0), north(3, 2)];
  const determinant = a * d - b * c;
  if (!Number.isFinite(determinant) || determinant === 0) return undefined;
  return [d / determinant, -b / determinant, -c / determinant, a / determinant];
}
