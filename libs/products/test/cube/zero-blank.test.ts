import { afterAll, describe, expect, test } from '@jest/globals';
import { UsageError } from '#faults';
import { closeWorkers } from '#workers';
import { planMoment, type MomentRequest } from '../../src/index.js';
import { makeProduct, ORIGIN, type Made, type Making } from './make-product.js';
import { removeCubes, SKY, spectral, writeCube, type TinyCube } from './tiny-cube.js';

afterAll(async () => {
  removeCubes();
  await closeWorkers();
});

const [nx, ny, nz] = [40, 20, 12];
const cards = { ...SKY, ...spectral('VRAD', 0, 2000, 'm/s'), RESTFRQ: 1.42e9, BUNIT: 'K', BMAJ: 0.003, BMIN: 0.003, BPA: 0 };

/** Noise and a line in the left part; the rest has `blank`. */
function field(blank: number): Float64Array {
  let state = 7;
  const uniform = () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32;
  return Float64Array.from({ length: nx * ny * nz }, (_, i) => {
    const value = Array.from({ length: 12 }, uniform).reduce((a, b) => a + b, 0) - 6;
    const [x, y, k] = [i % nx, Math.floor(i / nx) % ny, Math.floor(i / nx / ny)];
    if (x >= 15) return blank;
    return Math.round(100 * (value + (k > 3 && k < 8 && Math.hypot(x - 7, y - 10) < 4 ? 8 : 0))) || 1;
  });
}

const make = (cube: Partial<TinyCube> & Pick<TinyCube, 'values'>, request: MomentRequest, making?: Making): Promise<Made> =>
  makeProduct(writeCube({ axes: [nx, ny, nz], cards, ...cube }), (whole) => planMoment(whole, request, ORIGIN), making);

const MAPS = ['MOM0', 'MOM0_ERR', 'MOM1', 'MOM3', 'NCHAN'] as const;
const REQUEST: MomentRequest = { moments: [0, 1, 3], errors: true };
const LEVELS = { of: 'cube', lo: 2, nlo: 2, hi: 3.5, nhi: 2 } as const;

describe('ZEROBLANK: a cube with zeros is as one with blank pixels', () => {
  test.each<[string, Partial<MomentRequest>, Making]>([
    ['as it is', {}, {}],
    ['NSIGMA', { nsigma: 3 }, {}],
    ['read in place of another machine', { nsigma: 3 }, { staged: true }],
    ['by the reference', { nsigma: 3 }, { site: { kernels: 'reference' } }],
    ['NOISESCOPE=channel', { nsigma: 3, noiseScope: 'channel' }, {}],
    ['NOISESCOPE=pixel', { nsigma: 3, noiseScope: 'pixel' }, {}],
    ['NOISE=gauss', { nsigma: 3, noise: 'gauss' }, {}],
    ['CENTRE=median', { nsigma: 3, centre: 'median' }, {}],
    ['TWOLEVEL', { levels: LEVELS }, {}],
    ['SMOOTHXY', { smoothXy: { boxPixels: 3 }, smoothSigma: 3 }, {}],
    ['RHO=auto', { correlation: 'auto', noiseChannels: [1, 6] }, {}],
    ['LIMWIDTH', { nsigma: 5, limitWidth: 10 }, {}],
  ])('%s', async (_, more, making) => {
    const blank = await make({ values: field(NaN) }, { ...REQUEST, ...more }, making);
    const zeros = await make({ values: field(0) }, { ...REQUEST, ...more, zeroBlank: true }, making);
    for (const name of MAPS) expect([name, await zeros.values(name)]).toEqual([name, await blank.values(name)]);
    const errors = Array.from(await zeros.values('MOM0_ERR'));
    expect(errors.some((error) => error > 0)).toBe(true);
    expect(errors.some((error) => error === 0)).toBe(false);
  });

  test.each([
    ['scaled', { BSCALE: 0.5, BZERO: 0 }],
    ['scaled, with a zero of its own', { BSCALE: 0.5, BZERO: 10 }],
  ])('%s', async (_, scaling) => {
    const shift = scaling.BZERO / scaling.BSCALE;
    const of = (blank: number) => field(blank).map((value) => value - shift);
    const [blank, zeros] = await Promise.all([
      make({ values: of(NaN), cards: { ...cards, ...scaling } }, { ...REQUEST, nsigma: 3 }),
      make({ values: of(0), cards: { ...cards, ...scaling } }, { ...REQUEST, nsigma: 3, zeroBlank: true }),
    ]);
    for (const name of MAPS) expect([name, await zeros.values(name)]).toEqual([name, await blank.values(name)]);
  });
});

test('noise that comes out as 0 is refused', async () => {
  for (const more of [{}, { noiseScope: 'channel' }, { nsigma: 3 }] as const)
    await expect(make({ values: field(0) }, { ...REQUEST, ...more })).rejects.toThrow(UsageError);
  await expect(make({ values: field(0) }, REQUEST)).rejects.toThrow(
    /NOISE=mad measures is 0, expected more than 0.*ZEROBLANK=1.*NOISECHAN/,
  );
  await expect(make({ values: field(0).map(Math.abs) }, { ...REQUEST, zeroBlank: true, noise: 'negative' })).rejects.toThrow(/NaN/);
});

test('where the noise of a pixel comes out as 0 its errors are not known', async () => {
  const made = await make({ values: field(0) }, { ...REQUEST, noiseScope: 'pixel' });
  const errors = await made.values('MOM0_ERR');
  expect([errors[0] > 0, errors[20]]).toEqual([true, NaN]);
});
