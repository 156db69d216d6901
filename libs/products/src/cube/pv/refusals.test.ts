import { afterAll, expect, test } from '@jest/globals';
import { closeWorkers } from '#workers';
import { freqCards, makeFits, skyCards } from '../../../test/make-fits.js';
import { openImages } from '../../image.js';
import { openCube } from '../open-cube.js';
import { planPv } from './plan-pv.js';
import type { PvPath, PvRequest } from './pv-request.js';
import { slice } from './test/run-pv.js';

afterAll(closeWorkers);

const centre = (paDeg: number, lengthArcsec = 1500): PvPath => ({ kind: 'centre', lonDeg: 40, latDeg: -5, paDeg, lengthArcsec });
const [width, height] = [40, 36];
const cube = (values: (i: number) => number, more: Parameters<typeof makeFits>[0][number]['cards'] = [], axes = [width, height, 3]) =>
  makeFits([{ axes, cards: [...skyCards(width, height), ...freqCards, ...more], values }]);

test.each<[string, Partial<PvRequest>, string, RegExp]>([
  [
    'vertices',
    { path: { kind: 'polyline', lonLatDeg: Array.from({ length: 24 }, (_, i) => i) }, limits: { vertices: 10 } },
    'LimitError',
    /PATH has 12 vertices; at most 10/,
  ],
  ['samples', { spacingArcsec: 0.001 }, 'LimitError', /1500000 samples with a SPACING of 0.001 arcsec; at most 32768/],
  ['width', { widthArcsec: 100_000 }, 'LimitError', /WIDTH of 100000 arcsec takes 1667 places/],
  ['pixels', { limits: { pixels: 50 } }, 'LimitError', /25 samples of 3 channels in 1 planes, 75 pixels; at most 50/],
  ['same vertices', { path: { kind: 'polyline', lonLatDeg: [40, -5, 40, -5] } }, 'UsageError', /vertices 1 and 2 of PATH are the same/],
  ['opposite', { path: { kind: 'polyline', lonLatDeg: [40, -5, 220, 5] } }, 'UsageError', /opposite/],
  ['length', { path: centre(0, 0) }, 'UsageError', /LENGTH is 0/],
  ['pole', { path: { kind: 'parallel', lonDeg: 0, latDeg: 90, lengthArcsec: 10 } }, 'UsageError', /LENGTH is 10/],
  [
    'radius',
    { path: { kind: 'outline', shape: { kind: 'circle', lonDeg: 0, latDeg: 0, radiusDeg: 95 } } },
    'UsageError',
    /CIRCLE has the radii 95/,
  ],
  ['spacing', { spacingArcsec: -1 }, 'UsageError', /SPACING is -1/],
  ['short', { compat: 'pvextractor', spacingArcsec: 2000 }, 'UsageError', /SPACING of 2000 arcsec is more than the path is long/],
  ['half a channel', { binChannels: 1.5 }, 'UsageError', /SPECBIN is 1.5/],
  ['too many channels', { binChannels: 4 }, 'UsageError', /SPECBIN is 4 and the slice has 3 channels/],
  ['part', { leastValid: 1.5 }, 'UsageError', /PVNAN is 1.5; expected a part from 0 to 1/],
  [
    'flat outline',
    { geometry: 'pixel', path: { kind: 'outline', shape: { kind: 'circle', lonDeg: 40, latDeg: -5, radiusDeg: 0.1 } } },
    'UsageError',
    /GEOM=pixel is for straight paths/,
  ],
  ['elsewhere', { path: { kind: 'centre', lonDeg: 80, latDeg: 30, paDeg: 0, lengthArcsec: 60 } }, 'NoOverlapError', /does not cross/],
])('refused by name: %s', async (_, request, name, message) => {
  const opened = await openCube(await openImages(cube(() => 1)), { filters: {} });
  const origin = { creator: 'Sodalite 9', sourceId: 'ivo://x' };
  const thrown = (() => {
    try {
      return planPv(opened, { path: centre(0), ...request }, origin);
    } catch (error) {
      return error;
    }
  })();
  expect(thrown).toMatchObject({ name, message: expect.stringMatching(message) });
});

test('one sample of too many pixels is refused while it is made, an axis that is coupled to the sky before', async () => {
  const request: PvRequest = {
    path: centre(0),
    spacingArcsec: 1500,
    widthArcsec: 1500,
    interpolation: 'area',
    limits: { samplePixels: 100 },
  };
  await expect(
    slice(
      cube(() => 1),
      request,
    ),
  ).rejects.toThrow(/WIDTH × SPACING: one sample is made of more than 100 pixels/);
  const coupled = cube(() => 1, [['PC3_1', 0.01]]);
  await expect(slice(coupled, { path: centre(0) })).rejects.toThrow(/PC3_1|coupled|depends/);
});

test('lengths of pixels need squares', async () => {
  const opened = await openCube(await openImages(cube(() => 1, [['CDELT1', -0.02]])), { filters: {} });
  expect(() => planPv(opened, { path: centre(0), geometry: 'pixel' }, { creator: 'a', sourceId: 'b' })).toThrow(
    expect.objectContaining({
      fault: 'unsupported',
      message: expect.stringMatching(/square pixels; those of the image are 7[12].* x 60.* arcsec/),
    }),
  );
});
