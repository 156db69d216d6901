import { unitScale } from '#wcs';
import { dopplerOf } from '../../spectral-interval.js';
import type { Cube } from '../cube.js';

/** VELO or FREQ in the spectral coordinate of the product, where that is the coordinate that they are asked in; ends may be infinite. */
export function askedRange({ options, spectral, image, inOwnFrame }: Cube): readonly [number, number] | undefined {
  const { velocity, frequencyHz } = options.filters;
  const axis = image.wcs.spectral;
  if (!axis || inOwnFrame) return undefined;
  if (velocity) return spectral.isVelocity && spectral.doppler === (velocity.doppler ?? dopplerOf(axis)) ? velocity.kms : undefined;
  if (!frequencyHz || spectral.isVelocity || axis.quantity !== 'FREQ') return undefined;
  const hertz = unitScale(spectral.unit)?.scale;
  return hertz === undefined ? undefined : [frequencyHz[0] / hertz, frequencyHz[1] / hertz];
}
