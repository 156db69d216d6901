import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, expect, test } from '@jest/globals';
import type { ByteSource } from '#fits';
import { referenceBackend } from '#kernels';
import { fileSource, memorySource } from '#storage';
import { closeWorkers } from '#workers';
import { beamsTable, freqCards, makeFits, skyCards, stokesCards } from '../../../test/make-fits.js';
import type { PvPath, PvRequest } from './pv-request.js';
import { slice, withSink } from './test/run-pv.js';
import { openImages } from '../../image.js';
import { openCube } from '../open-cube.js';
import { planPv } from './plan-pv.js';

const directory = mkdtempSync(join(tmpdir(), 'sodalite-pv-'));
afterAll(async () => {
  await closeWorkers();
  rmSync(directory, { recursive: true });
});

/** A made file on disk, which threads read in place. */
async function onDisk(source: ByteSource): Promise<{ source: ByteSource; path: string }> {
  const path = join(directory, 'made.fits');
  writeFileSync(path, await source.read({ offset: 0, length: source.size }));
  return { source: await fileSource(path, { name: 'made.fits' }), path };
}

const centre = (paDeg: number, lengthArcsec = 1500): PvPath => ({ kind: 'centre', lonDeg: 40, latDeg: -5, paDeg, lengthArcsec });
const [width, height] = [40, 36];
const cube = (values: (i: number) => number, more: Parameters<typeof makeFits>[0][number]['cards'] = [], axes = [width, height, 3]) =>
  makeFits([{ axes, cards: [...skyCards(width, height), ...freqCards, ...more], values }]);

test.each(['nearest', 'bilinear', 'cubic', 'area'] as const)('vector 5: a flat cube is 1 for %s and any width', async (interpolation) => {
  for (const widthArcsec of [0, 61, 400]) {
    for (const path of [centre(33), { kind: 'polyline', lonLatDeg: [40.1, -5.1, 40.05, -4.9, 39.8, -5.05] } as const]) {
      const { pixels } = await slice(
        cube(() => 1),
        { path, widthArcsec, interpolation },
      );
      expect(new Set(pixels(0))).toEqual(new Set([1]));
    }
  }
});

test.each(['nearest', 'bilinear', 'cubic', 'area'] as const)(
  'vector 5: a cube of declination offsets gives the offset along PA = 0, by %s',
  async (interpolation) => {
    const source = cube((i) => (Math.floor(i / width) % height) * 60 - (height - 1) * 30);
    const { pixels, header, path } = await slice(source, { path: centre(0, 1200), interpolation, widthArcsec: 240 });
    const samples = header.integer('NAXIS1')!;
    const offset = (i: number): number => (i + 1 - header.number('CRPIX1')!) * header.number('CDELT1')!;
    expect([samples, header.number('CRPIX1'), header.string('CTYPE1'), header.string('CUNIT1')]).toEqual([20, 10.5, 'OFFSET', 'arcsec']);
    for (let i = 0; i < samples; i++) {
      expect(pixels(0)[i]).toBeCloseTo(offset(i), interpolation === 'nearest' ? -2 : 1);
      expect(Math.abs(pixels(0)[i] - offset(i))).toBeLessThan(interpolation === 'nearest' ? 31 : 0.06);
      expect(path(0)[i]).toBeCloseTo(offset(i), 9);
    }
  },
);

test('the same bits in place and staged, with any number of threads, in whatever order of axes', async () => {
  const value = (i: number): number => Math.sin(i * 12.9898) * 43.7 - (i % 97 === 0 ? NaN : 0);
  const request: PvRequest = { path: centre(50, 4000), widthArcsec: 200 };
  const [nx, ny, nz] = [width, height, 70];
  const made = cube(value, [], [nx, ny, nz]);
  const { source, path } = await onDisk(made);
  const wanted = await slice(made, request);
  const gpu = { ...referenceBackend, name: 'gpu' as const };
  const skyLast = makeFits([
    {
      axes: [nz, ny, nx],
      cards: [...skyCards(nx, ny), ...freqCards].map(
        ([keyword, v]) => [keyword.replace(/[13]$/, (n) => (n === '1' ? '3' : '1')), v] as const,
      ),
      values: (i) => value(Math.floor(i / (nz * ny)) + nx * ((Math.floor(i / nz) % ny) + ny * (i % nz))),
    },
  ]);
  for (const site of [
    { path, lanes: 1 },
    { path, lanes: 7 },
    { path, kernels: 'reference' as const },
    { path, kernels: 'gpu' as const, gpu },
  ]) {
    const { pixels } = await slice(source, request, { filters: {} }, site);
    expect(pixels(0)).toEqual(wanted.pixels(0));
  }
  await source.close();
  expect((await slice(skyLast, request)).pixels(0)).toEqual(wanted.pixels(0));
  const { pixels } = await slice(made, { ...request, reverse: true });
  const samples = wanted.header.integer('NAXIS1')!;
  expect(pixels(0).map((_, i) => pixels(0)[(i % samples) * nz + Math.floor(i / samples)])).toEqual(wanted.pixels(0));
  expect(wanted.pixels(0).some(Number.isNaN)).toBe(true);
});

test('whole numbers without BLANK: nothing outside the image counts', async () => {
  const made = makeFits([{ bitpix: 16, axes: [width, height, 2], cards: [...skyCards(width, height), ...freqCards], values: () => 7 }]);
  const { pixels, header } = await slice(made, { path: centre(90, 3600), widthArcsec: 150 });
  const row = [...pixels(0).subarray(0, header.integer('NAXIS1'))];
  expect(row.filter((value) => value === 7)).toHaveLength(width);
  expect(row.filter(Number.isNaN)).toHaveLength(60 - width);
  expect(header.integer('SLBLANK')).toBe(2 * (60 - width));
});

test('the spectral axis keeps its cards under a new number, the filters choose channels, provenance tells', async () => {
  const cards = [['RESTFRQ', 1.420405752e9], ['SPECSYS', 'LSRK'], ['CTYPE3A', 'VRAD'], ['CRPIX3A', 5.5], ['CRVAL3A', 1e4], ['CDELT3A', -2e3], ['CUNIT3A', 'm/s'], ['WCSNAMEB', 'detector'], ['CTYPE1B', 'X'], ['BMAJ', 0.05], ['BMIN', 0.02], ['BPA', 30], ['HISTORY', 'made'], ['OBJECT', 'M 1']] as const; // prettier-ignore
  const { header, plan, hdus } = await slice(
    cube((i) => i, cards),
    { path: centre(30), widthArcsec: 0 },
    { filters: { channels: [2, 3] } },
  );
  expect(header.integer('NAXIS2')).toBe(2);
  expect(['CTYPE2', 'CRPIX2', 'CRVAL2', 'CDELT2', 'CUNIT2', 'RESTFRQ', 'SPECSYS', 'OBJECT', 'WCSAXES'].map((k) => header.value(k))).toEqual([
    'FREQ', 0, 1.42e9, 1e6, 'Hz', 1.420405752e9, 'LSRK', 'M 1', 2,
  ]); // prettier-ignore
  expect(['CTYPE1A', 'CTYPE2A', 'CRPIX2A', 'CRVAL2A', 'CDELT2A', 'CRPIX1A', 'CDELT1A'].map((k) => header.value(k))).toEqual([
    'OFFSET', 'VRAD', 4.5, 1e4, -2e3, header.number('CRPIX1'), header.number('CDELT1'),
  ]); // prettier-ignore
  for (const gone of ['CTYPE3', 'CTYPE1B', 'WCSNAMEB', 'CTYPE3A', 'NAXIS3']) expect(header.has(gone)).toBe(false);
  expect(header.number('SLBEAM')).toBeCloseTo(180, 3); // the path runs along the major axis
  expect(['SLTYPE', 'SLRA', 'SLDEC', 'SLPA', 'SLLEN', 'SLINTERP', 'SLNVERT', 'SRCID'].map((k) => header.value(k))).toEqual([
    'LINE', 40, expect.closeTo(-5, 12), expect.closeTo(30, 9), expect.closeTo(1500, 9), 'bilinear', 2, 'ivo://x.y/data?sub/made.fits',
  ]); // prettier-ignore
  expect(header.texts('HISTORY').join(' ')).toMatch(/position-velocity slice of .*CENTER=40 -5 PA=30 LENGTH=1500/s);
  expect(plan.fileName).toMatch(/^made_pv_[0-9a-f]{8}\.fits$/);
  expect(hdus.map(({ name }) => name)).toEqual(['', 'PATH']);
  const asked = await slice(
    cube((i) => i, cards),
    { path: centre(30) },
    { filters: {}, restFrequencyHz: 1.42e9 },
  );
  expect(asked.header.number('RESTFRQ')).toBe(1.42e9);
});

test.each([
  [
    'linear',
    [
      ['CTYPE3A', 'VRAD'],
      ['CRPIX3A', 5.5],
      ['CRVAL3A', 1e4],
      ['CDELT3A', -2e3],
      ['CUNIT3A', 'm/s'],
      ['ALTRPIX', 4],
    ],
  ],
  [
    'of another kind of steps',
    [
      ['CTYPE3', 'VOPT-F2W'],
      ['CUNIT3', 'm/s'],
      ['CRVAL3', 9.12e6],
      ['CDELT3', -2.2e6],
      ['RESTFRQ', 1.420405752e9],
    ],
  ],
  [
    'logarithmic',
    [
      ['CTYPE3', 'WAVE-LOG'],
      ['CUNIT3', 'm'],
      ['CRVAL3', 5e-7],
      ['CDELT3', 1e-8],
    ],
  ],
] as const)('means of channels on a %s axis: each at the coordinate of its middle', async (_, cards) => {
  const nz = 11;
  const made = makeFits([{ axes: [width, height, nz], cards: [...skyCards(width, height), ...freqCards.filter(([name]) => !cards.some(([own]) => own === name)), ...cards], values: (i) => Math.floor(i / (width * height)) }]); // prettier-ignore
  const { cube: read, bytes, pixels, header } = await slice(made, { path: centre(0), binChannels: 3 }, { filters: { channels: [2, 11] } });
  const samples = header.integer('NAXIS1')!;
  expect([header.integer('NAXIS2'), header.integer('SLBIN')]).toEqual([3, 3]);
  expect([0, 1, 2].map((k) => pixels(0)[k * samples])).toEqual([2, 5, 8]);
  const { native } = (await openImages(memorySource(bytes, { name: 'slice' }))).images[0].wcs.spectral!;
  const [wanted, found] = [Float64Array.of(2, 5, 8), Float64Array.of(0, 1, 2)];
  read.image.wcs.spectral!.native.pixelToWorld(wanted, 3, wanted);
  native.pixelToWorld(found, 3, found);
  found.forEach((value, k) => expect(value / wanted[k]).toBeCloseTo(1, 12));
  if (!header.has('ALTRPIX')) return;
  const middle = (pixel: number): number => (pixel - 1 - 0.5) / 3 + 0.5;
  expect([header.number('ALTRPIX'), header.number('CRPIX2A'), header.number('CDELT2A')]).toEqual([middle(4), middle(5.5), -6e3]);
});

test('a mean of channels needs half of them', async () => {
  const nz = 4;
  // Of columns: 1 of 4 channels is valid, 2 of 4, all.
  const value = (i: number): number => {
    const [k, at] = [Math.floor(i / (width * height)), i % width];
    return (at === 10 && k > 0) || (at === 11 && k > 1) ? NaN : k;
  };
  const made = makeFits([{ axes: [width, height, nz], cards: [...skyCards(width, height), ...freqCards], values: value }]);
  const { pixels, path } = await slice(made, { path: centre(270, 2400), binChannels: 4, interpolation: 'nearest' });
  const x = path(3);
  const of = (column: number): number => pixels(0)[x.findIndex((at) => Math.round(at) === column + 1)];
  expect([of(10), of(11), of(12)]).toEqual([NaN, 0.5, 1.5]);
});

test('as pvextractor: whole steps, lengths of pixels, and its reference pixel', async () => {
  const request = { path: centre(90, 1530), compat: 'pvextractor', geometry: 'pixel' } as const;
  const { header, path } = await slice(cube(() => 1), request); // prettier-ignore
  expect(['NAXIS1', 'CRPIX1', 'CRVAL1', 'SLGEOM'].map((keyword) => header.value(keyword))).toEqual([25, 1, 0, 'pixel']);
  expect(header.number('CDELT1')).toBeCloseTo(60, 3);
  const x = path(3);
  for (let i = 1; i < x.length; i++) expect(x[i] - x[i - 1]).toBeCloseTo(-1, 9);
});

test('a table of wavelengths goes along, and reads as before', async () => {
  const bytes = gunzipSync(readFileSync(new URL('../../../test/wcs-tables.fits.gz', import.meta.url)));
  const source = memorySource(bytes, { name: 'tables.fits' });
  const {
    cube: read,
    hdus,
    bytes: product,
  } = await slice(source, { path: await across(source) }, { filters: { hdu: 'CUBE', channels: [3, 7] } });
  expect(hdus.map(({ name }) => name)).toEqual(['', 'PATH', 'WCS-TABLE']);
  const opened = await openImages(memorySource(product, { name: 'slice' }));
  const { spectral } = opened.images[0].wcs;
  const [wanted, found] = [Float64Array.of(2, 3, 4, 5, 6), Float64Array.of(0, 1, 2, 3, 4)];
  read.image.wcs.spectral!.native.pixelToWorld(wanted, 5, wanted);
  spectral!.native.pixelToWorld(found, 5, found);
  expect(found).toEqual(wanted);
  expect([spectral!.axis, spectral!.ctype]).toEqual([1, 'WAVE-TAB']);
});

/** From corner to corner of the cube. */
async function across(source: ByteSource): Promise<PvPath> {
  const { sky, nx, ny } = await openCube(await openImages(source), { filters: { hdu: 'CUBE' } });
  const ends = Float64Array.of(0, 0, nx - 1, ny - 1);
  sky.pixelToIcrs(ends, 2, ends);
  return { kind: 'polyline', lonLatDeg: [...ends] };
}

test('an image for each polarization, and the beams of the channels that are left', async () => {
  const axes = [width, height, 4, 2];
  const made = makeFits(
    [
      {
        axes,
        cards: [...skyCards(width, height), ...freqCards, ...stokesCards, ['CASAMBM', true]],
        values: (i) => Math.floor(i / (width * height * 4)),
      },
    ],
    beamsTable(4),
  );
  const { hdus, pixels, plan } = await slice(made, { path: centre(0) }, { filters: { channels: [2, 4] } });
  expect(hdus.map(({ name }) => name)).toEqual(['', 'SLICE_Q', 'PATH', 'BEAMS']);
  expect([new Set(pixels(0)), new Set(pixels(1))]).toEqual([new Set([0]), new Set([1])]);
  expect(hdus.map(({ header }) => header.value('STOKES'))).toEqual(['I', 'Q', undefined, undefined]);
  expect([hdus[3].header.integer('NAXIS2'), hdus[3].header.integer('NCHAN')]).toEqual([3, 3]);
  expect(plan.shape.slice(0, 3).map(({ name, axes: of }) => [name, ...of])).toEqual([['PRIMARY', 25, 3], ['SLICE_Q', 25, 3], ['PATH', 25]]); // prettier-ignore
});

test('a slice that nobody waits for ends, and what it computes does not depend on how it is asked', async () => {
  const opened = await openCube(await openImages(cube(() => 1)), { filters: {} });
  const plan = planPv(opened, { path: centre(0) }, { creator: 'a', sourceId: 'b' });
  const gone = AbortSignal.abort();
  await expect(withSink(plan.length!, (out) => plan.make(out, gone))).rejects.toThrow();
  expect(planPv(opened, { path: centre(0), limits: {} }, { creator: 'a', sourceId: 'b' }).etag).toBe(plan.etag);
  expect(planPv(opened, { path: centre(1) }, { creator: 'a', sourceId: 'b' }).etag).not.toBe(plan.etag);
});

test('RESTFREQ and DOPPLER leave the axis as it is, and HISTORY says so', async () => {
  const spectral = [
    ['CTYPE3', 'VRAD'],
    ['CUNIT3', 'm/s'],
    ['CRPIX3', 1],
    ['CRVAL3', -30_000],
    ['CDELT3', 1000],
    ['RESTFRQ', 1.420405752e9],
  ] as const;
  const source = makeFits([{ axes: [width, height, 3], cards: [...skyCards(width, height), ...spectral], values: () => 1 }]);
  const options = { filters: {}, restFrequencyHz: 1.4e9, doppler: 'optical' } as const;
  const { header } = await slice(source, { path: centre(0) }, options);
  const plain = await slice(source, { path: centre(0) });
  for (const keyword of ['CTYPE2', 'CRVAL2', 'CDELT2', 'RESTFRQ']) expect(header.value(keyword)).toBe(plain.header.value(keyword));
  expect(header.texts('HISTORY').join(' ')).toContain(
    "the axis stays the file's own, VRAD: DOPPLER and RESTFREQ are of the velocities above",
  );
  expect(header.texts('HISTORY').join(' ')).toContain('its velocities are for 1420405752 Hz, as RESTFRQ says');
  expect(plain.header.texts('HISTORY').join(' ')).not.toContain("the file's own,");
});
