import { readFileSync } from 'node:fs';
import { afterAll, expect, test } from '@jest/globals';
import type { CardValue } from '#fits';
import { fileSource } from '#storage';
import { closeWorkers } from '#workers';
import { openImages, openMask, planChannels, planMoment, planPv, type ComputedPlan, type Cube } from '../../../src/index.js';
import { makeProduct, ORIGIN, type Made } from '../make-product.js';
import { removeCubes, writeCube } from '../tiny-cube.js';

afterAll(async () => {
  removeCubes();
  await closeWorkers();
});

const golden = JSON.parse(readFileSync(new URL('../../../../wcs/test/velocity/frames.json', import.meta.url), 'utf8'));
const C = 299792458;
const REST = 1.420405752e9;

type Cards = Record<string, CardValue>;

/** 3 × 3 pixels about a direction. */
function cubeAt(
  { lon, lat, site, date }: { lon: number; lat: number; site: number[]; date: string },
  axis: Cards,
  more: Cards = {},
): string {
  const sky = { CTYPE1: 'RA---TAN', CRVAL1: lon, CRPIX1: 2, CDELT1: -1e-4, CTYPE2: 'DEC--TAN', CRVAL2: lat, CRPIX2: 2, CDELT2: 1e-4 };
  const place = { 'OBSGEO-X': site[0], 'OBSGEO-Y': site[1], 'OBSGEO-Z': site[2], 'DATE-OBS': date };
  const cards = { ...sky, ...axis, SPECSYS: 'TOPOCENT', RESTFRQ: REST, BUNIT: 'K', ...place, ...more };
  return writeCube({ axes: [3, 3, 4], cards, values: Float64Array.from({ length: 36 }, (_, i) => i % 7) });
}

const FREQ = { CTYPE3: 'FREQ', CRVAL3: 1.42e9, CRPIX3: 1, CDELT3: -1e5, CUNIT3: 'Hz' };
const slice = (cube: Cube): ComputedPlan =>
  planPv(
    cube,
    {
      path: {
        kind: 'centre',
        lonDeg: cube.image.header.number('CRVAL1')!,
        latDeg: cube.image.header.number('CRVAL2')!,
        paDeg: 0,
        lengthArcsec: 0.7,
      },
    },
    ORIGIN,
  );
const made = (path: string, frame: string, plan = slice): Promise<Made> => makeProduct(path, plan, { options: { filters: {}, frame } });

test('frequencies are those of astropy to 0.1 m/s', async () => {
  for (const row of golden.shifts.slice(0, 6)) {
    for (const frame of ['BARYCENT', 'LSRK', 'LSRD', 'GEOCENTR']) {
      const { hdu } = await made(cubeAt(row, FREQ), frame);
      const { header } = hdu('');
      expect(Math.abs(header.number('CRVAL2')! / 1.42e9 / row[frame] - 1) * C).toBeLessThan(0.1);
      expect(header.number('CDELT2')! / -1e5 / row[frame]).toBeCloseTo(1, 9);
      expect(header.string('SPECSYS')).toBe(frame);
      expect(header.texts('HISTORY').join(' ')).toMatch(new RegExp(`spectral coordinates from TOPOCENT to ${frame}: frequencies +times`));
    }
  }
});

test.each<[string, Cards, (ratio: number) => readonly [number, number]]>([
  ['radio', { CTYPE3: 'VRAD', CRVAL3: 5000, CDELT3: 2, CUNIT3: 'km/s' }, (r) => [(C - (C - 5e6) * r) / 1e3, 2 * r]],
  ['optical', { CTYPE3: 'VOPT', CRVAL3: 5e6, CDELT3: 2e3, CUNIT3: 'm/s' }, (r) => [(C + 5e6) / r - C, 2e3 / r]],
  ['AIPS', { CTYPE3: 'FELO-HEL', CRVAL3: 5e6, CDELT3: 2e3 }, (r) => [(C + 5e6) / r - C, 2e3 / r]],
  ['wavelengths', { CTYPE3: 'WAVE', CRVAL3: 650, CDELT3: 0.1, CUNIT3: 'nm' }, (r) => [650 / r, 0.1 / r]],
])('axes of %s velocities and the like are of their kind in another frame', async (_, axis, wanted) => {
  const [row] = golden.shifts;
  const { hdu } = await made(cubeAt(row, { CRPIX3: 1, ...axis }), 'BARYCENT');
  const { header } = hdu('');
  const [value, step] = wanted(row.BARYCENT);
  expect(Math.abs(header.number('CRVAL2')! / value - 1)).toBeLessThan(2e-8);
  expect(Math.abs(header.number('CDELT2')! / step - 1)).toBeLessThan(1e-8);
});

test('velocities of moments and channel maps are in the frame that is asked for', async () => {
  const [row] = golden.shifts;
  const path = cubeAt(row, FREQ);
  const velocity = (frequency: number): number => (C * (1 - frequency / REST)) / 1e3;
  const moment = await made(path, 'LSRK', (cube) => planMoment(cube, { moments: [9] }, ORIGIN));
  expect(moment.cube.spectral.values[0]).toBeCloseTo(velocity(1.42e9 * row.LSRK), 3);
  expect(moment.hdu('MOM9').header.string('SPECSYS')).toBe('LSRK');
  expect(moment.hdu('').header.has('SPECSYS')).toBe(false);
  const maps = await made(path, 'LSRK', (cube) => planChannels(cube, { panels: 4, combine: 'mean', layout: 'cube' }, ORIGIN));
  expect(maps.hdu('').header.string('SPECSYS')).toBe('LSRK');
  expect(maps.hdu('').header.number('CRVAL3')).toBeCloseTo(velocity(1.42e9 * row.LSRK), 2);
});

test('what is missing is named, and what cannot be is refused', async () => {
  const [row] = golden.shifts;
  const refused = (more: Cards, axis: Cards = FREQ, frame = 'LSRK'): Promise<void> =>
    expect(made(cubeAt(row, axis, more), frame)).rejects.toThrow(
      expect.objectContaining({ fault: 'unsupported', message: expect.stringMatching(MESSAGE) }),
    );
  let MESSAGE = /FRAME=LSRK on an axis in TOPOCENT needs the place of the telescope/;
  await refused({ 'OBSGEO-X': undefined });
  MESSAGE = /needs the time of the observation \(DATE-OBS/;
  await refused({ 'DATE-OBS': '2001-02-03' });
  MESSAGE = /FRAME=LSRK needs the frame of the file: one of .* SPECSYS is missing/;
  await refused({ SPECSYS: undefined });
  MESSAGE = /FRAME cannot be used on an axis of VELO/;
  await refused({}, { CTYPE3: 'VELO', CRVAL3: 1e6, CRPIX3: 1, CDELT3: 1e3, CUNIT3: 'm/s' });
  const { hdu } = await made(cubeAt(row, FREQ, { SPECSYS: 'BARYCENT', 'DATE-OBS': undefined, 'OBSGEO-X': undefined }), 'LSRK');
  expect(hdu('').header.number('CRVAL2')! / 1.42e9).toBeCloseTo(row.LSRK / row.BARYCENT, 9);
});

test('a mask in the frame of the file is that of the file in any other', async () => {
  const [row] = golden.shifts;
  const path = cubeAt(row, FREQ);
  const moment = (masked: boolean): Promise<Made> =>
    makeProduct(
      path,
      async (cube) => {
        const opened = await openImages(await fileSource(path));
        return planMoment(
          masked ? { ...cube, mask: openMask(opened, cube, { id: 'mask', site: { path } }) } : cube,
          { moments: [8] },
          ORIGIN,
        );
      },
      { options: { filters: {}, frame: 'LSRK' } },
    );
  const [masked, plain] = [await (await moment(true)).values('MOM8'), await (await moment(false)).values('MOM8')];
  for (let i = 0; i < 9; i++) expect(masked[i]).toBe(plain[i]);
});
