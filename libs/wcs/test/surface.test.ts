import { expect, test } from '@jest/globals';
import * as wcs from '#wcs';

test('surface', () =>
  expect(Object.keys(wcs).sort()).toEqual([
    'SPECTRAL_FRAMES',
    'SPEED_OF_LIGHT',
    'Wcs',
    'alternatesOf',
    'frameVelocity',
    'mjdOfDate',
    'timeScaleOf',
    'unitScale',
  ]));
