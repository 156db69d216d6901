import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { cutAndCompare } from './support/cutout.js';
import { ask } from './support/http.js';
import { startService, type Service } from './support/service.js';

let service: Service;
beforeAll(async () => void (service = await startService()));
afterAll(() => service.close());

/** [what, file, request, shape of each image HDU in numpy order]; the shape is there for the reader, the faults come from astropy. */
const cases: [string, string, Record<string, string>, number[][]][] = [
  ['circle', 'vrad.fits', { CIRCLE: '150.1 2.2 0.008' }, [[20, 15, 15]]],
  ['circle smaller than a pixel', 'vrad.fits', { CIRCLE: '150.1 2.2 0.0002' }, [[20, 1, 1]]],
  ['circle over the edge', 'vrad.fits', { CIRCLE: '150.12 2.217 0.005' }, [[20, 5, 6]]],
  ['circle around everything', 'vrad.fits', { CIRCLE: '150 2 20' }, [[20, 32, 36]]],
  ['polygon', 'vrad.fits', { POLYGON: '150.0947 2.1947 150.1053 2.1947 150.1053 2.206 150.0947 2.206' }, [[20, 11, 11]]],
  [
    'polygon wound the other way',
    'vrad.fits',
    { POLYGON: '150.0947 2.1947 150.0947 2.206 150.1053 2.206 150.1053 2.1947' },
    [[20, 11, 11]],
  ],
  ['triangle', 'vrad.fits', { POLYGON: '150.0947 2.1947 150.1053 2.1947 150.1 2.206' }, [[20, 11, 11]]],
  ['POS=CIRCLE', 'vrad.fits', { POS: 'CIRCLE 150.1 2.2 0.008' }, [[20, 15, 15]]],
  ['POS=RANGE', 'vrad.fits', { POS: 'RANGE 150.0947 150.1053 2.1947 2.206' }, [[20, 11, 11]]],
  ['POS=POLYGON', 'vrad.fits', { POS: 'POLYGON 150.0947 2.1947 150.1053 2.1947 150.1 2.206' }, [[20, 11, 11]]],
  ['RANGE open in longitude', 'vrad.fits', { POS: 'RANGE -Inf +Inf 2.2 2.206' }, [[20, 6, 36]]],
  ['RANGE open in latitude', 'vrad.fits', { POS: 'RANGE 150.1 150.105 -Inf +Inf' }, [[20, 32, 5]]],
  ['circle across RA 0', 'ra-zero.fits', { CIRCLE: '0 10 0.008' }, [[15, 15]]],
  ['circle east of RA 0', 'ra-zero.fits', { CIRCLE: '0.02 10 0.0053' }, [[11, 11]]],
  ['RANGE across RA 0', 'ra-zero.fits', { POS: 'RANGE 359.995 0.005 9.9947 10.0053' }, [[11, 10]]],
  ['RANGE east of RA 0', 'ra-zero.fits', { POS: 'RANGE 0.005 0.02 9.99 10.01' }, [[19, 14]]],
  ['RANGE west of RA 0', 'ra-zero.fits', { POS: 'RANGE 359.988 359.999 9.99 10.01' }, [[19, 10]]],
  ['polygon across RA 0', 'ra-zero.fits', { POLYGON: '359.995 9.9947 0.005 9.9947 0.005 10.0053 359.995 10.0053' }, [[11, 10]]],
  ['circle around the pole', 'pole.fits', { CIRCLE: '0 90 0.1' }, [[11, 11]]],
  ['circle that holds the pole off its centre', 'pole.fits', { CIRCLE: '10 89.8 0.25' }, [[26, 26]]],
  ['pole cap as RANGE', 'pole.fits', { POS: 'RANGE 0 360 89.9 90' }, [[11, 11]]],
  ['a wedge at the pole', 'pole.fits', { POS: 'RANGE 20 100 89.8 90' }, [[11, 12]]],
  ['galactic axes', 'galactic.fits', { CIRCLE: '281.6 -2.6 0.1' }, [[11, 11]]],
  ['CD matrix, FK5', 'air.fits', { CIRCLE: '338.2 -60.5 0.0001' }, [[60, 5, 5]]],
  ['four axes', 'stokes-iv.fits', { CIRCLE: '83.63 -5.39 0.004' }, [[2, 8, 9, 9]]],
  ['old names', 'velo-lsr.fits', { CIRCLE: '150.1 2.2 0.004' }, [[12, 9, 9]]],
];

describe('a sky region selects the pixels that astropy finds, bit for bit, under the WCS of the original', () => {
  test.each(cases)('%s', async (_, file, request, shapes) => {
    expect(await cutAndCompare(service, file, request)).toEqual({ shapes, faults: [] });
  });
});

test.each([
  ['far away', 'vrad.fits', { CIRCLE: '10 -40 0.1' }],
  ['just north', 'vrad.fits', { CIRCLE: '150.1 2.3 0.05' }],
  ['a RANGE west of a file across RA 0', 'ra-zero.fits', { POS: 'RANGE 350 359 9 11' }],
  ['no shape reaches a pixel', 'pole.fits', { POLYGON: '10 40 20 40 15 50' }],
])('no overlap is 204 without a body: %s', async (_, file, request) => {
  const answer = await ask(`${service.url}/soda/sync`, { ID: service.id(file), ...request });
  expect([answer.status, answer.bytes.length]).toEqual([204, 0]);
});

test('ID alone is the whole dataset', async () => {
  expect(await cutAndCompare(service, 'vrad.fits', {})).toEqual({ shapes: [[20, 32, 36]], faults: [] });
});
