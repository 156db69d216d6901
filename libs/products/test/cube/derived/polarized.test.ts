import { afterAll, expect, test } from '@jest/globals';
import { closeWorkers } from '#workers';
import { planChannels, planMoment, planPv, type ComputedPlan, type Cube, type CubeOptions } from '../../../src/index.js';
import { makeProduct, ORIGIN, type Made, type Making } from '../make-product.js';
import { removeCubes, SKY, spectral, writeCube } from '../tiny-cube.js';

afterAll(async () => {
  removeCubes();
  await closeWorkers();
});

const [NX, NY, NZ] = [5, 4, 3];
const PLANE = NX * NY * NZ;
/** I, Q, U, V of each voxel. */
const valueAt = (stokes: number, i: number): number => [10, 3 * Math.cos(i), 2 * Math.sin(1.7 * i), 0.1][stokes];
const values = Float64Array.from({ length: 4 * PLANE }, (_, n) =>
  n % PLANE === 7 && n < 2 * PLANE ? NaN : valueAt(Math.floor(n / PLANE), n % PLANE),
);
const cards = { ...SKY, ...spectral('VRAD', 0, 1, 'km/s'), RESTFRQ: 1.42e9, BUNIT: 'Jy/beam', BTYPE: 'Intensity' };
const stokes = { CTYPE4: 'STOKES', CRPIX4: 1, CRVAL4: 1, CDELT4: 1 };
const iquv = writeCube({ axes: [NX, NY, NZ, 4], cards: { ...cards, ...stokes }, values });

const channels = (cube: Cube): ComputedPlan => planChannels(cube, { panels: NZ, combine: 'mean', layout: 'cube' }, ORIGIN);
const options = (pol: string, more: Partial<CubeOptions['filters']> = {}): CubeOptions => ({ filters: { pols: [pol], ...more } });
const make = (path: string, pol: string, plan = channels, making: Making = {}): Promise<Made> =>
  makeProduct(path, plan, { options: options(pol), ...making });

const POLI = (i: number): number => Math.hypot(valueAt(1, i), valueAt(2, i));
const POLA = (i: number): number => (Math.atan2(valueAt(2, i), valueAt(1, i)) * 90) / Math.PI;

test.each([
  ['POLI', POLI, 'Jy/beam'],
  ['POLA', POLA, 'deg'],
] as const)('%s is made of Q and U, and blank where one of them is', async (state, wanted, unit) => {
  for (const making of [{}, { staged: true }]) {
    const { values: found, hdu, plan } = await make(iquv, state, channels, making);
    const made = await found('');
    expect(made).toHaveLength(PLANE);
    for (let i = 0; i < PLANE; i++) {
      if (i === 7) expect(made[i]).toBeNaN();
      else expect(made[i]).toBeCloseTo(wanted(i), 12);
    }
    const { header } = hdu('');
    expect(header.string('BUNIT')).toBe(unit);
    expect(header.string('STOKES')).toBe(state);
    expect(header.string('CTYPE4')).toBe('POLSTATE');
    expect([header.number('NAXIS4'), header.number('CRPIX4'), header.number('CRVAL4')]).toEqual([1, 1, 1]);
    expect(header.has('BTYPE')).toBe(false);
    expect(header.texts('HISTORY').join(' ')).toContain(`${state} is `);
    expect(plan.notes).toHaveLength(1);
  }
});

test('moments and slices are made of them, too', async () => {
  const moment = await make(iquv, 'POLI', (cube) => planMoment(cube, { moments: [0, 8] }, ORIGIN));
  const map = await moment.values('MOM0');
  for (let i = 0; i < NX * NY; i++) {
    const sum = [0, 1, 2].reduce((total, k) => total + (i + k * NX * NY === 7 ? 0 : POLI(i + k * NX * NY)), 0);
    expect(map[i]).toBeCloseTo(sum, 10);
  }
  expect(moment.hdu('MOM0').header.string('BUNIT')).toBe('Jy beam-1 km s-1');
  const path = { kind: 'centre', lonDeg: 29.998, latDeg: -19.999, paDeg: 90, lengthArcsec: 7 } as const;
  const slice = await make(iquv, 'POLA', (cube) => planPv(cube, { path, interpolation: 'nearest' }, ORIGIN));
  expect(slice.hdu('').header.string('BUNIT')).toBe('deg');
  const samples = Array.from(await slice.values(''));
  expect(samples.some(Number.isFinite)).toBe(true);
  for (const value of samples.filter(Number.isFinite))
    expect(Array.from({ length: PLANE }, (_, i) => Math.abs(POLA(i) - value)).some((difference) => difference < 1e-9)).toBe(true);
});

test('planes of another order, beside more axes', async () => {
  const turned = Float64Array.from({ length: 2 * PLANE }, (_, n) => valueAt(2 - (n % 2), Math.floor(n / 2)));
  const axes = { CTYPE1: 'STOKES', CRPIX1: 1, CRVAL1: 3, CDELT1: -1, CTYPE2: SKY.CTYPE1, CRVAL2: 30, CRPIX2: 1, CDELT2: -0.001, CTYPE3: SKY.CTYPE2, CRVAL3: -20, CRPIX3: 1, CDELT3: 0.001 }; // prettier-ignore
  const spectrum = { CTYPE4: 'VRAD', CRVAL4: 0, CRPIX4: 1, CDELT4: 1, CUNIT4: 'km/s' };
  const path = writeCube({ axes: [2, NX, NY, NZ], cards: { ...axes, ...spectrum }, values: turned });
  const { values: found } = await make(path, 'POLI', (cube) => planMoment(cube, { moments: [8] }, ORIGIN));
  const map = await found('MOM8');
  for (let i = 0; i < NX * NY; i++) expect(map[i]).toBeCloseTo(Math.max(...[0, 1, 2].map((k) => POLI(i + k * NX * NY))), 12);
});

test('what is missing is named', async () => {
  const plain = writeCube({ axes: [NX, NY, NZ], cards, values: values.slice(0, PLANE) });
  await expect(make(plain, 'POLI')).rejects.toThrow('POL=POLI is computed from Q and U: HDU 0 of tiny.fits has no polarization axis');
  const two = writeCube({ axes: [NX, NY, NZ, 2], cards: { ...cards, ...stokes }, values: values.slice(0, 2 * PLANE) });
  await expect(make(two, 'POLA')).rejects.toThrow('POL=POLA is computed from Q and U: HDU 0 of tiny.fits has no U, only I, Q');
  await expect(makeProduct(iquv, channels, { options: { filters: { pols: ['POLI', 'I'] } } })).rejects.toThrow(
    'is asked for alone; got POLI, I',
  );
});
