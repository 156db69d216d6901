import { LimitError, UsageError } from '#faults';
import { cross, directionOf, latOf, lonOf, minus, type Direction } from '#region';
import type { CelestialAxes } from '#wcs';
import { ARCSEC, placeOn, type Path } from './path.js';
import type { PvLimits, PvRequest } from './pv-request.js';

/** Where on a path samples are taken, lengths in radians. Sample j (0-based) is at (j + ½) × step. */
export interface Sampling {
  readonly path: Path;
  readonly samples: number;
  readonly step: number;
  readonly width: number;
  /** places next to each other across the path that make one sample; odd */
  readonly across: number;
  /** geometric mean of the sides of a pixel at the middle of the path */
  readonly pixel: number;
}

/**
 * The rules of kernels §10.2 for step and width.
 * @param centre 0-based pixel whose size counts where the middle of the path is not on the sky of the image
 * @throws UsageError, LimitError, naming the parameter
 */
export function samplingOf(
  path: Path,
  request: PvRequest,
  sky: CelestialAxes,
  centre: readonly [x: number, y: number],
  limits: PvLimits,
): Sampling {
  const { widthArcsec = 0, oversample = 1, compat, fit = compat === undefined } = request;
  const pixel = path.flat?.scale ?? pixelSize(sky, pixelAt(sky, placeOn(path, path.length / 2, 0).at) ?? centre);
  const wanted = request.spacingArcsec === undefined ? pixel : request.spacingArcsec * ARCSEC;
  if (!(wanted > 0 && wanted < Infinity)) throw new UsageError(`SPACING is ${request.spacingArcsec}; expected arcseconds above 0`);
  if (!(widthArcsec >= 0 && widthArcsec < 324_000))
    throw new UsageError(`WIDTH is ${widthArcsec}; expected arcseconds, 0 or more, below 90 degrees`);
  if (!(oversample >= 1 && oversample <= 100)) throw new UsageError(`OVERSAMPLE is ${oversample}; expected a number from 1 to 100`);
  const ratio = path.length / wanted;
  const samples = compat === 'pvextractor' ? Math.floor(ratio + 1e-9) : fit ? Math.max(1, Math.round(ratio)) : Math.ceil(ratio - 1e-6);
  const text = `${Number((wanted / ARCSEC).toPrecision(6))} arcsec`;
  if (samples < 1) throw new UsageError(`SPACING of ${text} is more than the path is long (${(path.length / ARCSEC).toFixed(3)} arcsec)`);
  if (samples > limits.samples)
    throw new LimitError(`the path makes ${samples} samples with a SPACING of ${text}; at most ${limits.samples} are taken`);
  const step = compat === undefined && fit ? path.length / samples : wanted;
  const width = widthArcsec * ARCSEC;
  // A width of whole steps is not to lose one to rounding.
  const across = 2 * Math.floor((width * oversample) / (2 * Math.min(step, pixel)) + 1e-9) + 1;
  if (across > limits.across)
    throw new LimitError(`WIDTH of ${widthArcsec} arcsec takes ${across} places across the path; at most ${limits.across} are taken`);
  if (across * samples > limits.positions)
    throw new LimitError(
      `${samples} samples, each of ${across} places across WIDTH, are more than the ${limits.positions} that are taken; use a larger SPACING`,
    );
  return { path, samples, step, width, across, pixel };
}

function pixelAt(sky: CelestialAxes, at: Direction): readonly [x: number, y: number] | undefined {
  const pair = Float64Array.of(lonOf(at[0], at[1]), latOf(...at));
  sky.icrsToPixel(pair, 1, pair);
  const [x, y] = pair;
  return Number.isFinite(pixelSize(sky, [x, y])) ? [x, y] : undefined;
}

/** Radians: √ of the solid angle of a pixel, from its sides through the centre. */
function pixelSize(sky: CelestialAxes, [x, y]: readonly [number, number]): number {
  const points = Float64Array.of(x - 0.5, y, x + 0.5, y, x, y - 0.5, x, y + 0.5);
  sky.pixelToIcrs(points, 4, points);
  const [west, east, south, north] = [0, 2, 4, 6].map((i) => directionOf(points[i], points[i + 1]));
  return Math.sqrt(Math.hypot(...cross(minus(east, west), minus(north, south))));
}
