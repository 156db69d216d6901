import { LimitError, UsageError } from '#faults';
import type { Cube } from '../cube.js';
import { pixelSize } from './pixel-size.js';
import { isSmoothed, skyText, spectralText, type MaskRequest } from './mask-request.js';

/** Weights along each axis, of an odd number of pixels each, their sum 1 (kernels.md §6.3). */
export interface Weights {
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly z: Float64Array;
}

/** Pixels on either side. */
const MOST_REACH = 512;

/**
 * How the cube of the mask is smoothed; undefined: it is not.
 * @throws UsageError for a box that is not odd; LimitError for what reaches too far
 */
export function weightsOf(cube: Cube, request: MaskRequest): Weights | undefined {
  const { smoothXy: xy, smoothV: v } = request;
  if (!isSmoothed(request)) return undefined;
  const size = xy && 'fwhmArcsec' in xy ? pixelSize(cube) : undefined;
  const along = (arcsec: number | undefined): Float64Array => {
    if (!xy) return ONE;
    return 'fwhmArcsec' in xy ? gaussian('SMOOTHXY', skyText(xy), xy.fwhmArcsec / arcsec!) : box('SMOOTHXY', skyText(xy), xy.boxPixels);
  };
  return { x: along(size?.xArcsec), y: along(size?.yArcsec), z: spectral(v) };
}

function spectral(v: MaskRequest['smoothV']): Float64Array {
  if (v === undefined) return ONE;
  if (v === 'hanning') return Float64Array.of(0.25, 0.5, 0.25);
  return 'fwhmChannels' in v ? gaussian('SMOOTHV', spectralText(v), v.fwhmChannels) : box('SMOOTHV', spectralText(v), v.boxChannels);
}

const ONE = Float64Array.of(1);

function box(name: string, text: string, width: number): Float64Array {
  if (!Number.isInteger(width) || width < 1 || width % 2 === 0)
    throw new UsageError(`${name}: a box has an odd number of pixels, so that it has a middle; got ${text}`);
  assertReach(name, text, (width - 1) / 2);
  return new Float64Array(width).fill(1 / width);
}

/** Out to 4 standard deviations. @param fwhm in pixels */
function gaussian(name: string, text: string, fwhm: number): Float64Array {
  const sigma = fwhm / Math.sqrt(8 * Math.LN2);
  const reach = Math.floor(4 * sigma + 0.5);
  assertReach(name, text, reach);
  const weights = Float64Array.from({ length: 2 * reach + 1 }, (_, i) => Math.exp((-0.5 * (i - reach) ** 2) / sigma ** 2));
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return weights.map((weight) => weight / sum);
}

function assertReach(name: string, text: string, reach: number): void {
  if (!(reach <= MOST_REACH)) throw new LimitError(`${name}=${text} reaches ${reach} pixels to either side, the most is ${MOST_REACH}`);
}
