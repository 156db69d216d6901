import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, expect, test } from '@jest/globals';
import { BinTable, FitsFile } from '#fits';
import { fileSource, memorySource } from '#storage';
import { closeWorkers } from '#workers';
import { MemorySink } from '../../../test/cube/memory-sink.js';
import { freqCards, makeFits, skyCards } from '../../../test/make-fits.js';
import { openImages } from '../../image.js';
import type { Cube, CubeSite } from '../cube.js';
import { openMask } from '../mask/open-mask.js';
import { openCube } from '../open-cube.js';
import { planApertureSpectrum } from './plan-aperture-spectrum.js';
import type { SpectrumRequest } from './spectrum-request.js';

const here = new URL('../../../test/cube/', import.meta.url);
const golden = JSON.parse(readFileSync(new URL('apertures.json', here), 'utf8'));
const bytes = gunzipSync(readFileSync(new URL('apertures.fits.gz', here)));
const masks = gunzipSync(readFileSync(new URL('apertures-masks.fits.gz', here)));
const directory = mkdtempSync(join(tmpdir(), 'sodalite-apertures-'));
const path = join(directory, 'apertures.fits');
writeFileSync(path, bytes);
const sink = new MemorySink();
afterAll(async () => {
  await closeWorkers();
  sink.remove();
  rmSync(directory, { recursive: true });
});

const origin = { creator: 'Sodalite 9', sourceId: 'ivo://x.y/data?apertures.fits' };
const signal = new AbortController().signal;

async function cubeOf(site: CubeSite = { path }): Promise<Cube> {
  const source = site.path
    ? await fileSource(path, { name: 'apertures.fits' })
    : memorySource(bytes, { name: 'apertures.fits', lastModified: new Date(0) });
  return openCube(await openImages(source), { filters: {} }, site);
}

async function made(cube: Cube, request: SpectrumRequest): Promise<{ file: FitsFile; tables: Record<string, Float64Array>[] }> {
  const plan = planApertureSpectrum(cube, request, origin, 'fits');
  sink.bytes = Buffer.alloc(0);
  await plan.make(sink, signal);
  expect(sink.bytes.length).toBe(plan.length);
  const file = await FitsFile.open(memorySource(sink.bytes, { name: 'made.fits', lastModified: new Date(0) }));
  const tables = [];
  for (const hdu of file.hdus.slice(1)) {
    const table = BinTable.of(file.source, hdu);
    const columns: Record<string, Float64Array> = {};
    for (const column of table.columns) columns[column.name] = await table.numbers(column, { first: 0, count: table.rows });
    tables.push(columns);
  }
  return { file, tables };
}

function expectNear(found: Float64Array, expected: readonly (number | null)[], relative: number, what: unknown): void {
  const scale = Math.max(...expected.map((value) => Math.abs(value ?? 0)));
  const near = expected.map((value, k) => (value === null ? Number.isNaN(found[k]) : Math.abs(found[k] - value) <= relative * scale));
  if (near.includes(false)) expect([what, [...found]]).toEqual([what, expected]);
}

test('fluxes, errors and coverages are those of the definitions', async () => {
  const cube = await cubeOf();
  expect(golden.cases.length).toBeGreaterThan(40);
  for (const { aperture, method, flux, error, valid, coverage, ...options } of golden.cases) {
    const { tables } = await made(cube, { places: [aperture], method, ...options });
    const [{ FLUX, FLUX_ERR, NVALID, COVERAGE }] = tables;
    const what = [aperture.kind, method, options];
    // Slivers of pixels, which sub-pixels miss, move a median.
    const near = options.edge ? 1e-7 : options.background?.statistic === 'median' ? 3e-3 : 2e-4;
    expectNear(FLUX, flux, near, what);
    expectNear(FLUX_ERR, error, near, [...what, 'error']);
    expectNear(COVERAGE, coverage, 2e-4, [...what, 'coverage']);
    // A sliver of a pixel that no sub-pixel hits counts as a pixel here.
    valid.forEach((count: number, k: number) => expect(Math.abs(NVALID[k] - count)).toBeLessThanOrEqual(options.edge ? 0 : 2));
  }
});

test.each([0, 1])('a mask is an aperture: of all channels, or of each its own (%i)', async (hdu) => {
  const opened = await openImages(memorySource(masks, { name: 'masks.fits', lastModified: new Date(0) }));
  const whole = await cubeOf();
  const mask = openMask({ ...opened, images: [opened.images[hdu]] }, whole, { id: 'ivo://x.y/data?mask' });
  for (const each of golden.masks.filter((one: { hdu: number }) => one.hdu === hdu)) {
    const { method, flux, error, valid, coverage, pixels, missing, sigma } = each;
    const { tables, file } = await made({ ...whole, mask }, { places: [{ kind: 'mask', id: mask.id }], method, missing, sigma });
    const [{ FLUX, FLUX_ERR, NVALID, COVERAGE }] = tables;
    expectNear(FLUX, flux, 1e-7, method);
    expectNear(FLUX_ERR, error, 1e-6, [method, 'error']);
    expectNear(COVERAGE, coverage, 1e-12, [method, 'coverage']);
    expect([...NVALID]).toEqual(valid);
    const { header } = file.hdus[1];
    expect(['APTYPE', 'APMASK', 'APPIXELS', 'APRA'].map((keyword) => header.value(keyword))).toEqual(['MASK', mask.id, pixels, undefined]);
    expect(header.number('APOMEGA')! / (pixels * golden.pixel)).toBeCloseTo(1, 6);
  }
});

test('whole numbers that all are values, in a mask', async () => {
  const cards = [...skyCards(12, 10), ...freqCards];
  const source = makeFits([
    { bitpix: 16, axes: [12, 10, 3], cards, values: (i) => i },
    { bitpix: 8, axes: [12, 10], cards: skyCards(12, 10), values: (i) => (i % 12 === 4 ? 1 : 0) },
  ]);
  const opened = await openImages(source);
  const cube = await openCube(opened, { filters: {} });
  const mask = openMask({ ...opened, images: [opened.images[1]] }, cube, { id: 'a' });
  const { tables } = await made({ ...cube, mask }, { places: [{ kind: 'mask', id: 'a' }], method: 'median' });
  expect([...tables[0].FLUX]).toEqual([58, 178, 298]);
  expect([...tables[0].NVALID]).toEqual([10, 10, 10]);
});

test('the noise of a channel is measured in rows all over it, staged or not', async () => {
  const [nx, ny] = [400, 800];
  const value = (i: number): number => 3 * Math.sin(i * 12.9898 + 78.233 * Math.sin(i)) + (i % nx < 20 ? 100 : 0);
  const source = makeFits([{ axes: [nx, ny, 2], cards: [...skyCards(nx, ny), ...freqCards], values: value }]);
  const file = join(directory, 'noise.fits');
  writeFileSync(file, await source.read({ offset: 0, length: source.size }));
  const onDisk = await fileSource(file, { name: 'noise.fits' });
  const request = { places: [{ kind: 'point', lonDeg: 40, latDeg: -5, interpolation: 'nearest' }], method: 'mean' } as const;
  const [direct, staged] = [
    await made(await openCube(await openImages(onDisk), { filters: {} }, { path: file }), request),
    await made(await openCube(await openImages(source), { filters: {} }), request),
  ];
  expect(staged.tables[0].FLUX_ERR).toEqual(direct.tables[0].FLUX_ERR);
  const rows = Array.from({ length: 22 }, (_, row) => row * 38);
  const values = rows.flatMap((row) => Array.from({ length: nx }, (_, x) => Math.fround(value(row * nx + x)))).sort((a, b) => a - b);
  const middle = (values[values.length / 2] + values[values.length / 2 - 1]) / 2;
  const deviations = values.map((each) => Math.abs(each - middle)).sort((a, b) => a - b);
  expect(direct.tables[0].FLUX_ERR[0] / (1.4826 * deviations[values.length / 2])).toBeCloseTo(1, 3);
  const { header } = direct.file.hdus[1];
  expect([header.string('SIGMAOF'), header.integer('SIGMASTP')]).toEqual(['CHANNEL', 38]);
  await onDisk.close();
});

test('columns, header and history tell what it is', async () => {
  const cube = await cubeOf();
  const { aperture } = golden.cases[0];
  const { file, tables } = await made(cube, {
    places: [aperture, { kind: 'point', lonDeg: 150.1 + 2 / 3600, latDeg: 2.2, interpolation: 'nearest' }],
    method: 'mean',
  });
  const [table] = tables;
  expect(Object.keys(table)).toEqual([
    'CHANNEL',
    'FREQUENCY',
    'WAVELENGTH',
    'VELOCITY',
    'FLUX',
    'FLUX_ERR',
    'NVALID',
    'COVERAGE',
    'BEAM_AREA',
  ]);
  expect([...table.CHANNEL]).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
  for (const [column, values] of [['FREQUENCY', golden.frequency], ['VELOCITY', golden.velocity], ['WAVELENGTH', golden.wavelength], ['BEAM_AREA', golden.beam]] as const)
    expectNear(table[column], values, 1e-7, column); // prettier-ignore
  const [primary, header] = file.hdus.map((hdu) => hdu.header);
  expect(primary.string('OBJECT')).toBe('GALAXY');
  expect([primary.has('CTYPE1'), primary.has('BUNIT'), primary.string('SRCID')]).toEqual([false, false, origin.sourceId]);
  expect(primary.texts('HISTORY').join(' ')).toContain('spectra of apertures of ivo://x.y/data?apertures.fits');
  expect(header.string('APTYPE')).toBe('CIRCLE');
  expect([header.number('APRA'), header.number('APDEC'), header.number('APRAD')]).toEqual([
    aperture.lonDeg,
    aperture.latDeg,
    aperture.radiusDeg,
  ]);
  expect(header.number('APOMEGA')! / (Math.PI * ((aperture.radiusDeg * Math.PI) / 180) ** 2)).toBeCloseTo(1, 4);
  expect([header.string('SPECSYS'), header.number('RESTFRQ'), header.string('VELDEF')]).toEqual(['LSRK', 1.420405752e9, 'RADI-LSR']);
  expect(file.hdus[2].header.string('APTYPE')).toBe('POINT');
  expect([...tables[1].NVALID]).toEqual([1, 1, 1, 1, 1, 1, 0, 1, 1]);
});

test('vector 7: a flat cube of 1 Jy/beam has πr²/Ω_b', async () => {
  const cube = await cubeOf();
  // Ones for pixels, without touching the file: the scale is 0.
  const flat = { ...cube, pixels: { ...cube.pixels, bscale: 0, bzero: 1 } };
  const radiusDeg = 31.7 / 3600;
  const { tables } = await made(flat, {
    places: [{ kind: 'circle', lonDeg: 150.1003, latDeg: 2.2004, radiusDeg }],
    method: 'sum_beam',
    missing: 'scale',
  });
  const area = Math.PI * ((radiusDeg * Math.PI) / 180) ** 2;
  golden.beam.forEach((beam: number, k: number) => {
    if (k !== 6) expect(tables[0].FLUX[k] / (area / beam)).toBeCloseTo(1, 4);
  });
});

test('the same bits from a file that is staged, of which only the aperture is read', async () => {
  const request: SpectrumRequest = { places: [golden.cases[2].aperture, golden.cases[4].aperture], method: 'sum_beam', sigma: 1 };
  await made(await cubeOf(), request);
  const direct = sink.bytes;
  const other = await cubeOf({});
  const plan = planApertureSpectrum(other, request, origin, 'fits');
  expect(plan.readBytes).toBeLessThan(bytes.length);
  const { tables } = await made(other, request);
  const again = await FitsFile.open(memorySource(direct, { name: 'direct.fits', lastModified: new Date(0) }));
  for (const [i, table] of tables.entries()) {
    const bin = BinTable.of(again.source, again.hdus[i + 1]);
    for (const column of bin.columns) expect(table[column.name]).toEqual(await bin.numbers(column, { first: 0, count: bin.rows }));
  }
});

test('as a table for VOTable and CSV', async () => {
  const plan = planApertureSpectrum(await cubeOf(), { places: [golden.cases[0].aperture], method: 'mean' }, origin, 'csv');
  expect([plan.contentType, plan.fileName]).toEqual([
    'text/csv; charset=utf-8; header=present',
    expect.stringMatching(/^apertures_spectrum_[0-9a-f]{8}\.csv$/),
  ]);
  const document = await plan.compute(sink, signal);
  expect([document.count, document.columnNames[3]]).toEqual([1, 'VELOCITY']);
  for await (const table of document.tables()) {
    expect(table).toMatchObject({ rows: 9, samples: [1, 9], target: 'GALAXY', specsys: 'LSRK', arm: 'circle' });
    for await (const block of table.blocks()) expectNear(block[4], golden.cases[0].flux, 2e-4, 'csv');
  }
});

test.each<[SpectrumRequest['places'][number], Partial<SpectrumRequest>, Partial<Cube>, string, string]>([
  [{ kind: 'circle', lonDeg: 150.1, latDeg: 2.2, radiusDeg: 0.01 }, { method: 'sum_beam' }, { beams: {} }, 'unsupported', 'METHOD=sum_beam needs the beam of every channel; channel 1 has none'],
  [{ kind: 'circle', lonDeg: 150.1, latDeg: 2.2, radiusDeg: 0.01 }, { method: 'sum_beam' }, { unit: 'counts' }, 'unsupported', "BUNIT is 'counts'"],
  [{ kind: 'circle', lonDeg: 15, latDeg: 2.2, radiusDeg: 0.01 }, {}, {}, 'no-overlap', 'the circle does not cover a pixel'],
  [{ kind: 'circle', lonDeg: 150.4, latDeg: 2.2, radiusDeg: 0.01 }, {}, {}, 'no-overlap', 'the circle does not cover a pixel'],
  [{ kind: 'point', lonDeg: 150.1, latDeg: 2.2, interpolation: 'nearest' }, { method: 'sum_beam' }, {}, 'usage', 'a POINT has no area'],
  [{ kind: 'annulus', lonDeg: 150.1, latDeg: 2.2, innerDeg: 0, outerDeg: 0.01 }, { method: 'sum_beam', apertureCorrection: true }, {}, 'usage', 'APCORR is for METHOD=sum_beam of circles'],
  [{ kind: 'circle', lonDeg: 150.1, latDeg: 2.2, radiusDeg: 0.01 }, { background: { innerDeg: 1, outerDeg: 2, statistic: 'mean' } }, {}, 'usage', 'BACKGROUND from 1 to 2 degrees does not cover a pixel'],
])('refused by name: %j %j %j', async (place, request, change, fault, message) => {
  const cube = { ...(await cubeOf()), ...change };
  expect(() => planApertureSpectrum(cube, { places: [place], method: 'mean', ...request }, origin, 'fits')).toThrow(
    expect.objectContaining({ fault, message: expect.stringContaining(message) }),
  );
}); // prettier-ignore
