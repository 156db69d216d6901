import { beamArea, type Beam } from '../cube-beams.js';
import type { Cube } from '../cube.js';
import { brightnessOf } from '../spectrum/brightness.js';
import { commonBeam } from './common-beam.js';
import { eigenvalues, matrixOf, minus, times, transformed } from './ellipse-matrix.js';
import { floatImage } from './float-image.js';
import { reachOf } from './gaussian-kernel.js';
import { pixelMatrix } from './pixel-matrix.js';

/** What convolving to the common beam of all channels would be. */
export interface Convolution {
  readonly target: Beam;
  readonly kernels: Float64Array;
  readonly reach: { readonly x: number; readonly y: number };
  /** multiplications, about */
  readonly cost: number;
}

/** 8 ln 2: a squared full width at half maximum in squares of σ. */
const WIDTHS = 8 * Math.LN2;

/** Kernels whose covariance is less than that of the beam's are none: the channel has the beam. */
const NOTHING = 1e-9;

/**
 * Plans it for all channels of all planes.
 * @returns a sentence when it cannot be done
 */
export function convolutionOf({ beams, sky, image, nx, ny, nz, planes, unit }: Cube): Convolution | string {
  const all = beams.channels!.flat();
  const missing = all.reduce((count, beam) => count + (beam ? 0 : 1), 0);
  if (missing > 0) return `${missing} of the channels have no beam`;
  const matrix = pixelMatrix(sky, image.shape.axes);
  if (!matrix) return 'the middle of the image has no place on the sky';
  const target = beams.enclosing ?? commonBeam(all as Beam[]);
  const whole = matrixOf(target);
  const perBeam = brightnessOf(unit)?.per === 'beam';
  const [largest] = eigenvalues(whole);
  const kernels = new Float64Array(4 * nz * planes.length);
  const reach = { x: 0, y: 0 };
  let cost = 0;
  for (let p = 0; p < planes.length; p++) {
    for (let k = 0; k < nz; k++) {
      const beam = beams.channels![p][k]!;
      const kernel = minus(whole, matrixOf(beam));
      const [most, least] = eigenvalues(kernel);
      // It holds all of them: what is below zero is rounding (kernels.md §2.3).
      if (least < -NOTHING * largest) return `the beam of channel ${k + 1} of the range does not lie within the common one`;
      const factor = perBeam ? beamArea(target) / beamArea(beam) : 1;
      const at = 4 * (p * nz + k);
      kernels[at + 3] = factor;
      if (most <= NOTHING * largest) continue;
      const covariance = times(transformed(kernel, matrix), 1 / WIDTHS);
      kernels.set([covariance.xx, covariance.xy, covariance.yy], at);
      const [x, y] = reachOf(covariance);
      [reach.x, reach.y] = [Math.max(reach.x, x), Math.max(reach.y, y)];
      const [width, height] = [2 * x + 1, 2 * y + 1];
      cost += nx * ny * Math.min(width * height, TERMS * (width + height));
    }
  }
  return { target, kernels, reach, cost };
}

/** Products of a row and a column that a kernel takes, as a rule. */
const TERMS = 15;

/** The cube with one beam. Its noise is another one: images of that do not go along. */
export function convolved(of: Cube, { target, kernels, reach, cost }: Convolution, note: string): Cube {
  const { majorDeg, minorDeg, paDeg } = target;
  const image = floatImage(of.image, (editor) => {
    editor.set('BMAJ', majorDeg, 'deg').set('BMIN', minorDeg, 'deg').set('BPA', paDeg, 'deg').remove('CASAMBM');
  });
  return {
    ...of,
    image,
    pixels: { bitpix: image.shape.bitpix, bscale: 1, bzero: 0 },
    beams: { common: target, from: 'convolved' },
    variance: undefined,
    derived: { kind: 'convolved', of, kernels, reach, fill: of.options.fillBlanks ?? false, cost },
    notes: [
      ...(of.notes ?? []),
      note,
      ...(of.variance
        ? [`the noise in HDU ${of.variance.image.hdu.index} of the source is that of the channels as they were, and is not used`]
        : []),
    ],
  };
}
