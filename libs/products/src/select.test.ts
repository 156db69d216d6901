import { describe, expect, test } from '@jest/globals';
import type { CardValue } from '#fits';
import { makeFits } from '../test/make-fits.js';
import { openImages } from './image.js';
import { select } from './select.js';

const C = 299792458;
const REST = 1420405751.768;
const CHANNELS = 60;
const REFERENCE = 21; // CRPIX3; pixel p (0-based) is p + 1 - REFERENCE steps away

type Axis = { readonly cards: Record<string, CardValue>; readonly metres: (steps: number) => number };

/** kernels.md §16, vector 10: the axes, each with its closed formula (§3) for the vacuum wavelength at a number of steps from the reference. */
const axes: Record<string, Axis> = {
  VRAD: {
    cards: { CTYPE3: 'VRAD', CRVAL3: 1.2e6, CDELT3: -5000, CUNIT3: 'm/s', RESTFRQ: REST },
    metres: (n) => C / (REST * (1 - (1.2e6 - 5000 * n) / C)),
  },
  'VOPT-F2W': {
    cards: { CTYPE3: 'VOPT-F2W', CRVAL3: 9.12e6, CDELT3: -21882.651, CUNIT3: 'm/s', RESTFRQ: REST },
    metres: (n) => {
      const reference = REST / (1 + 9.12e6 / C);
      return C / (reference + ((21882.651 * reference * reference) / (C * REST)) * n);
    },
  },
  'VELO-LSR': {
    cards: { CTYPE3: 'VELO-LSR', CRVAL3: -3e5, CDELT3: 2500, RESTFREQ: 115271202000, VELREF: 257 },
    metres: (n) => C / (115271202000 * (1 - (-3e5 + 2500 * n) / C)),
  },
  FREQ: { cards: { CTYPE3: 'FREQ', CRVAL3: 230.5e9, CDELT3: 2e6, CUNIT3: 'Hz' }, metres: (n) => C / (230.5e9 + 2e6 * n) },
  AWAV: {
    cards: { CTYPE3: 'AWAV', CRVAL3: 6562.8, CDELT3: 1.25, CUNIT3: 'Angstrom' },
    metres: (n) => vacuum((6562.8 + 1.25 * n) * 1e-10),
  },
};

/** Refraction of standard air by Edlen's formula of 1953, as Morton (1991, ApJS 77, 119) gives it; sigma in 1/um. */
function vacuum(airMetres: number): number {
  const sigma2 = (1e-6 / airMetres) ** 2;
  return airMetres * (1 + 6.4328e-5 + 2.94981e-2 / (146 - sigma2) + 2.554e-4 / (41 - sigma2));
}

async function spanOf({ cards }: Axis, bandMetres: readonly [number, number]) {
  const sky: [string, CardValue][] = [
    ['CTYPE1', 'RA---TAN'], ['CRVAL1', 10], ['CRPIX1', 2], ['CDELT1', -0.01], ['CTYPE2', 'DEC--TAN'], ['CRVAL2', -45], ['CRPIX2', 2], ['CDELT2', 0.01],
  ]; // prettier-ignore
  const source = makeFits([{ axes: [3, 3, CHANNELS], cards: [...sky, ['CRPIX3', REFERENCE], ...Object.entries(cards)] }]);
  const outcome = select((await openImages(source)).images[0], { bandMetres });
  return outcome.kind === 'selected' ? [outcome.cuts[2].first, outcome.cuts[2].first + outcome.cuts[2].count - 1] : outcome.kind;
}

describe.each(Object.entries(axes))('vector 10: a band on %s', (_, axis) => {
  /** The interval between two places on the pixel axis (0-based, channel k covers k - 0.5 to k + 0.5), in ascending metres. */
  const band = (from: number, to: number): [number, number] => {
    const ends = [from, to].map((p) => axis.metres(p + 1 - REFERENCE)).sort((a, b) => a - b);
    return [ends[0], ends[1]];
  };

  test.each<[string, [number, number], unknown]>([
    ['the full axis', band(-0.4, CHANNELS - 0.6), [0, CHANNELS - 1]],
    ['more than the axis', band(-7, CHANNELS + 7), [0, CHANNELS - 1]],
    ['inside one channel', band(16.7, 17.3), [17, 17]],
    ['a single value', band(33.2, 33.2), [33, 33]],
    ['two halves of channels', band(4.9, 6.2), [5, 6]],
    ['below the axis', band(-3, -0.6), 'outside'],
    ['above the axis', band(CHANNELS - 0.4, CHANNELS + 2), 'outside'],
    ['open at one end', [-Infinity, Math.max(...band(10.2, 10.2))], axis.metres(1) > axis.metres(0) ? [0, 10] : [10, CHANNELS - 1]],
    ['open at both ends', [-Infinity, Infinity], [0, CHANNELS - 1]],
  ])('%s', async (_name, interval, expected) => {
    expect(await spanOf(axis, interval)).toEqual(expected);
  });
});
