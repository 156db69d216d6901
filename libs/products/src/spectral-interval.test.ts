import { describe, expect, test } from '@jest/globals';
import type { CardValue } from '#fits';
import { makeFits } from '../test/make-fits.js';
import type { Filters } from './filters.js';
import { openImages } from './image.js';
import { select } from './select.js';
import { velocityRange } from './spectral-interval.js';

const SKY: [string, CardValue][] = [
  ['CTYPE1', 'RA---TAN'], ['CRVAL1', 10], ['CRPIX1', 2], ['CDELT1', -0.01], ['CTYPE2', 'DEC--TAN'], ['CRVAL2', -45], ['CRPIX2', 2], ['CDELT2', 0.01],
]; // prettier-ignore

async function channelsOf(cards: Record<string, CardValue>, filters: Filters) {
  const source = makeFits([{ axes: [3, 3, 60], cards: [...SKY, ...Object.entries(cards)] }]);
  const outcome = select((await openImages(source)).images[0], filters);
  if (outcome.kind === 'inapplicable') return outcome.reason;
  return outcome.kind === 'selected' ? [outcome.cuts[2].first + 1, outcome.cuts[2].first + outcome.cuts[2].count] : outcome.kind;
}

/** The cube of kernels §16, vector 1: channel 32 is at 9120 km/s in the optical convention. */
const FREQ = { CTYPE3: 'FREQ', CRVAL3: 1378471216.43, CRPIX3: 32, CDELT3: 97647.745732, CUNIT3: 'Hz', RESTFRQ: 1420405752 };
const VRAD = { CTYPE3: 'VRAD', CRVAL3: 100, CRPIX3: 1, CDELT3: 10, CUNIT3: 'km/s' };

describe('an interval of velocities on an axis of frequencies', () => {
  const optical = (from: number, to: number) => ({ velocity: { kms: [from, to], doppler: 'optical' as const } }) satisfies Filters;

  test.each<[string, Filters, unknown]>([
    ['optical', optical(9098.2, 9141.8), [31, 33]],
    ['optical, one value', optical(9076.24, 9076.24), [34, 34]],
    ['radio by habit', { velocity: { kms: [8830.2, 8871.3] } }, [31, 33]],
    ['relativistic', { velocity: { kms: [8960.2, 9002.5], doppler: 'relativistic' } }, [31, 33]],
    ['open below', { velocity: { kms: [-Infinity, 8850.75] } }, [32, 60]],
    ['all that radio velocities can be', { velocity: { kms: [-Infinity, Infinity] } }, [1, 60]],
    ['outside', optical(100, 200), 'outside'],
    ['with another rest frequency', { velocity: { kms: [0, 0], restFrequencyHz: 1378471216.43 } }, [32, 32]],
    ['frequencies', { frequencyHz: [1378471216, 1378568864] }, [32, 33]],
    ['frequencies, open', { frequencyHz: [-Infinity, 1378471216] }, [1, 32]],
  ])('%s', async (_, filters, expected) => {
    expect(await channelsOf(FREQ, filters)).toEqual(expected);
  });
});

test('an axis of velocities needs no rest frequency for its own convention, and one for another', async () => {
  expect(await channelsOf(VRAD, { velocity: { kms: [121, 139] } })).toEqual([3, 5]);
  expect(await channelsOf(VRAD, { velocity: { kms: [121, 139], doppler: 'optical' } })).toContain('RESTFREQ');
});

test.each<[string, Record<string, CardValue>, unknown]>([
  ['of an axis of velocities', VRAD, { kms: [95, 695], doppler: 'radio' }],
  ['of frequencies, radio by habit', FREQ, { kms: [expect.closeTo(8263.4, 0), expect.closeTo(9499.96, 0)], doppler: 'radio' }],
  ['of frequencies without a rest frequency', { ...FREQ, RESTFRQ: 0 }, undefined],
])('the range of velocities %s', async (_, cards, expected) => {
  const source = makeFits([{ axes: [3, 3, 60], cards: [...SKY, ...Object.entries(cards)] }]);
  const [image] = (await openImages(source)).images;
  expect(velocityRange(image.wcs.spectral!, 60)).toEqual(expected);
});

test('an image without a spectral axis has no velocities', async () => {
  const source = makeFits([{ axes: [3, 3], cards: SKY }]);
  const [image] = (await openImages(source)).images;
  expect(select(image, { velocity: { kms: [1, 2] } })).toMatchObject({ kind: 'inapplicable', parameter: 'VELO' });
});
