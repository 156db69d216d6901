import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { ByteSource } from '#fits';
import { fileSource } from '#storage';
import {
  openCube,
  openImages,
  planApertureSpectrum,
  planMoment,
  planProfile,
  planPv,
  type Cube,
  type CubeOptions,
  type MomentRequest,
  type ProfileRequest,
  type PvRequest,
  type SpectrumRequest,
} from '../../src/index.js';
import { ORIGIN } from './make-product.js';

const path = fileURLToPath(new URL('masks/cube.fits', import.meta.url));

let source: ByteSource;
beforeAll(async () => void (source = await fileSource(path)));
afterAll(() => source.close());

const opened = async (options: Partial<CubeOptions> = {}): Promise<Cube> =>
  openCube(await openImages(source), { filters: {}, ...options }, { path });

const moment = (cube: Cube, request: Partial<MomentRequest> = {}) => planMoment(cube, { moments: [0], nsigma: 3, ...request }, ORIGIN).etag;
const LINE = { kind: 'centre', lonDeg: 204, latDeg: -29.5, paDeg: 30, lengthArcsec: 60 } as const;
const pv = (cube: Cube, request: Partial<PvRequest> = {}) => planPv(cube, { path: LINE, ...request }, ORIGIN).etag;
const CIRCLE = { kind: 'circle', lonDeg: 204, latDeg: -29.5, radiusDeg: 0.005 } as const;
const spectrum = (cube: Cube, request: Partial<SpectrumRequest> = {}) =>
  planApertureSpectrum(cube, { places: [CIRCLE], method: 'mean', ...request }, ORIGIN, 'fits').etag;
const RINGS = { centre: { lonDeg: 204, latDeg: -29.5 }, radii: { spacing: 5, outermost: 30 }, paDeg: [0], inclinationDeg: [0] };
const profile = (cube: Cube, request: Partial<ProfileRequest> = {}) =>
  planProfile(cube, { ...RINGS, ...request } as ProfileRequest, ORIGIN, 'fits').etag;

test.each<[string, (cube: Cube) => string, (cube: Cube) => string]>([
  ['CENTRE=zero', moment, (cube) => moment(cube, { centre: 'zero' })],
  ['NOISESCOPE=cube', moment, (cube) => moment(cube, { noiseScope: 'cube', noise: 'mad' })],
  ['PRIMARY=empty', moment, (cube) => moment(cube, { primary: 'empty' })],
  ['SMOOTHSIGMA=3', (cube) => moment(cube, { smoothV: 'hanning' }), (cube) => moment(cube, { smoothV: 'hanning', smoothSigma: 3 })],
  ['REVERSE=0', pv, (cube) => pv(cube, { reverse: false })],
  ['FIT=1', pv, (cube) => pv(cube, { fit: true })],
  ['INTERPOLATION=bilinear', pv, (cube) => pv(cube, { interpolation: 'bilinear' })],
  ['COMBINE=mean', pv, (cube) => pv(cube, { combine: 'mean' })],
  ['others of slices', pv, (cube) => pv(cube, { widthArcsec: 0, oversample: 1, binChannels: 1, leastValid: 0.5, geometry: 'sky' })],
  ['EDGE=exact', spectrum, (cube) => spectrum(cube, { edge: 'exact', missing: 'ignore', apertureCorrection: false })],
  ['SIDE=both', profile, (cube) => profile(cube, { sides: ['both'] })],
])('%s written out is the same product', async (_, short, long) => {
  const cube = await opened();
  expect(long(cube)).toBe(short(cube));
});

test.each<[string, (cube: Cube) => string, (cube: Cube) => string]>([
  ['CENTRE=median', moment, (cube) => moment(cube, { centre: 'median' })],
  ['NOISESCOPE=channel', moment, (cube) => moment(cube, { noiseScope: 'channel' })],
  [
    'SMOOTHSIGMA=3 with levels of the smoothed cube',
    (cube) => moment(cube, { smoothV: 'hanning', levels: { of: 'smoothed', hi: 4, nhi: 2, lo: 2, nlo: 2 } }),
    (cube) => moment(cube, { smoothV: 'hanning', levels: { of: 'smoothed', hi: 4, nhi: 2, lo: 2, nlo: 2 }, smoothSigma: 3 }),
  ],
  ['FIT=0', pv, (cube) => pv(cube, { fit: false })],
  [
    'FIT=1 in the way of a package that does not',
    (cube) => pv(cube, { compat: 'pvextractor' }),
    (cube) => pv(cube, { compat: 'pvextractor', fit: true }),
  ],
  [
    'SIDE=both beside a sector',
    (cube) => profile(cube, { sectors: [[0, 90]] }),
    (cube) => profile(cube, { sectors: [[0, 90]], sides: ['both'] }),
  ],
])('%s is another one', async (_, short, long) => {
  const cube = await opened();
  expect(long(cube)).not.toBe(short(cube));
});

test('options of all operations, too', async () => {
  const [plain, long, other] = await Promise.all([
    opened(),
    opened({ convolve: 'auto', beamTolerance: 0.02 }),
    opened({ beamTolerance: 0.05 }),
  ]);
  for (const etagOf of [moment, pv, spectrum, profile]) {
    expect(etagOf(long)).toBe(etagOf(plain));
    expect(etagOf(other)).not.toBe(etagOf(plain));
  }
});
