import type { Manner } from '../computed-plan.js';
import { needsErrors, type MomentRequest } from './moment-request.js';

/** Times that a byte of the sums takes, about; passes over the cube that are not here take as long as those. */
const SLOWNESS: Readonly<Record<string, number>> = {
  noise: 3,
  'noise of the smoothed cube': 3,
  'threshold of the smoothed cube': 3,
  'two levels of the cube': 3,
  'two levels of the smoothed cube': 3,
  'order statistics': 8,
};
const OF_PIXELS = 8;
const OF_ERRORS = 3;

/** What a product is as fast as: one of the same passes, with errors or without, whose noise is measured in the same way. */
export function mannerOf(request: MomentRequest, passNames: readonly string[]): Manner | undefined {
  const passes = passNames.filter((name) => !name.endsWith('(bits)'));
  const errors = needsErrors(request);
  const ofPixels = request.noiseScope === 'pixel' && passes.includes('noise');
  const others = [...passes.filter((name) => name !== 'sums'), ...(errors ? ['errors'] : []), ...(ofPixels ? ['of pixels'] : [])];
  if (others.length === 0) return undefined;
  const total = passes.reduce((sum, name) => sum + (name === 'sums' && errors ? OF_ERRORS : (SLOWNESS[name] ?? 1)), 0);
  return { name: others.join(', '), slowness: (total + (ofPixels ? OF_PIXELS : 0)) / passes.length };
}
