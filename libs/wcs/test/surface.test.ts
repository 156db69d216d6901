import { expect, test } from '@jest/globals';
import * as wcs from '#wcs';

test('surface', () =>
  expect(Object.keys(wcs).sort()).toEqual([
    'SPECTRAL_FRAMES',
    'Wcs',
    'alternatesOf',
    'frameVelocity',
    'mjdOfDate',
    'timeScaleOf',
    'unitScale',
  ]));
