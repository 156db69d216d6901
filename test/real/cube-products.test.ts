import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { BinTable, decodePixels, FitsFile, scalingOf, type Hdu } from '#fits';
import { memorySource } from '#storage';
import { startServer, type RunningServer } from '../support/serve.js';
import { ask, idOf } from './ask.js';
import { cubeGoldens, type CubeGolden, type Query, type Values } from './cube-golden.js';
import { describeReal, realData } from './real-data.js';

/** The rounding of float32, and of what is written in nine digits. */
const FLOAT32 = 1.3e-7;
/** By histograms. */
const NOISE = 1.1e-3;

const MAPS = '-1 0 1 2 3 4 5 6 7 8 9 10 11 variance skewness kurtosis order3 order4 boxwidth gausswidth peak peakx w20 w50'.split(' ');

let server: RunningServer;

async function answer(operation: string, name: string, query: Query | readonly string[][]) {
  const pairs = Array.isArray(query) ? query : Object.entries(query as Query);
  const got = await ask(`${server.url}/cube/${operation}/sync`, [['ID', idOf(`${name}.fits`)], ...pairs]);
  expect([got.status, got.status === 200 ? '' : got.text]).toEqual([200, '']);
  return got;
}

async function product(operation: string, name: string, query: Query | readonly string[][]): Promise<FitsFile> {
  return FitsFile.open(memorySource((await answer(operation, name, query)).bytes));
}

const pixelsOf = (file: FitsFile, name: string) =>
  pixelsIn(
    file,
    file.hdus.find((hdu) => hdu.name === name)!,
  );

async function pixelsIn(file: FitsFile, { header, image, dataOffset, dataLength }: Hdu): Promise<Float64Array> {
  return decodePixels(await file.source.read({ offset: dataOffset, length: dataLength }), image!.bitpix, scalingOf(header)) as Float64Array;
}

/** Differences that are larger than `tolerance` of the wanted value allow, with where they are. */
function wrong(what: string, found: ArrayLike<number>, wanted: Values, tolerance: (value: number, i: number) => number): string[] {
  const at = (i: number) => `${what}[${i}] is ${found[i]}, expected ${wanted[i]}`;
  return wanted.flatMap((value, i) => {
    const isRight = value === null ? Number.isNaN(found[i]) : Math.abs(found[i] - value) <= tolerance(value, i);
    return isRight ? [] : [at(i)];
  });
}

const largest = (values: Values): number => values.reduce<number>((most, value) => Math.max(most, Math.abs(value ?? 0)), 0);

describeReal('products of real cubes', () => {
  beforeAll(async () => {
    server = await startServer({ data: realData as string });
  });
  afterAll(() => server?.close());

  describe.each(Object.entries(cubeGoldens))('%s', (name, golden) => {
    test('is the file that the goldens are of', () => {
      const bytes = readFileSync(join(realData as string, `${name}.fits`));
      expect(createHash('sha256').update(bytes).digest('hex')).toBe(golden.sha256);
    });

    test.each(golden.moments.map((each) => [each.label, each] as const))('moments: %s', (_, each) => momentsAgree(name, golden, each));

    test.each(golden.slices.map((each) => [each.query.WIDTH ?? 'none', each] as const))('a slice, width %s', (_, each) =>
      sliceAgrees(name, golden, each),
    );

    test.each(golden.panels.map((each) => [each.query.COMBINE, each] as const))('channel maps: %s', (_, each) =>
      panelsAgree(name, golden, each),
    );

    test.each(golden.spectra.map((each) => [JSON.stringify(each.query), each] as const))('a spectrum: %s', (_, each) =>
      spectraAgree(name, golden, each),
    );

    if (golden.profiles.length > 0)
      test.each(golden.profiles.map((each) => [each.query.SIDE, each] as const))('a profile: %s', (_, each) => profileAgrees(name, each));
  });
});

async function momentsAgree(name: string, golden: CubeGolden, { query, pixels, maps, noise, kept }: CubeGolden['moments'][number]) {
  const pairs = [...Object.entries(query), ...MAPS.map((map) => ['MOMENT', map]), ['GUARD', '0'], ['ERRORS', '1']];
  const file = await product('moment', name, pairs);
  const [width, height] = golden.axes;
  const of = async (map: string): Promise<number[]> => {
    const values = await pixelsOf(file, map);
    return Array.from({ length: golden.planes }, (_, plane) => pixels.map((pixel) => values[plane * width * height + pixel])).flat();
  };
  // The error of a maximum is the noise itself.
  const sigma = await of('MOM8_ERR');
  const hasOneNoise = !golden.hasCompanion && !('NOISESCOPE' in query && query.NOISESCOPE === 'channel');
  const faults: string[] = [];
  for (const [map, values] of Object.entries(maps)) {
    const isError = map.endsWith('_ERR');
    if (isError && !hasOneNoise) continue;
    const wanted = isError ? values.map((value, i) => value === null || Number.isNaN(sigma[i]) ? null : value * sigma[i]) : values; // prettier-ignore
    const small = (i: number) => smallest(map, i, golden, maps) * (isError ? sigma[i] : 1);
    faults.push(...wrong(map, await of(map), wanted, (value, i) => FLOAT32 * Math.abs(value) + small(i)));
  }
  expect(faults).toEqual([]);
  // Thresholds of noise that is measured by histograms may lie on the other side of a few samples.
  const counted = (await pixelsOf(file, 'NCHAN')).reduce((sum, count) => sum + count, 0);
  expect(Math.abs(counted / kept - 1)).toBeLessThanOrEqual(
    query.NSIGMA && query.NOISESCOPE !== 'pixel' && !golden.hasCompanion ? 2 * NOISE : 0,
  );
  if (!noise) return;
  const measured = noise.flatMap((value) => pixels.map(() => value));
  expect(sigma.filter((value, i) => Math.abs(value - measured[i]) > NOISE * measured[i])).toEqual([]);
}

/** Below that a difference says nothing, as a sum of so many large numbers may cancel; of float64 sums over some hundred channels. */
function smallest(map: string, i: number, { width, span, peak }: CubeGolden, maps: Readonly<Record<string, Values>>): number {
  const [m0, deviation] = [Math.abs(maps.MOM0[i] ?? 0), Math.abs(maps.MOM2[i] ?? 0)];
  const [shift, ofError] = [(peak * span) / m0, (width * span) / m0];
  const of: Readonly<Record<string, number>> = {
    MOM1: 1e-15 * shift * span,
    MOM1_ERR: 1e-6 * ofError,
    VARIANCE_ERR: 1e-6 * ofError * span,
    MOM2_ERR: (1e-6 * ofError * span) / (2 * deviation),
  };
  return of[map] ?? 0;
}

async function sliceAgrees(name: string, golden: CubeGolden, wanted: CubeGolden['slices'][number]) {
  const file = await product('pv', name, wanted.query);
  const [samples, channels] = file.hdus[0].image!.axes;
  expect([samples, channels]).toEqual([wanted.samples, golden.channels]);
  expect(file.hdus[0].header.number('CDELT1')).toBeCloseTo(wanted.step, 9);
  // Each plane is an image.
  const images = await Promise.all(file.hdus.filter((hdu) => hdu.kind !== 'bintable').map((hdu) => pixelsIn(file, hdu)));
  expect(images.length).toBe(golden.planes);
  const found = images.flatMap((values) => wanted.channels.flatMap((k) => Array.from(values.subarray(k * samples, (k + 1) * samples))));
  const scale = largest(wanted.values);
  expect(wrong('value', found, wanted.values, () => 1e-6 * scale)).toEqual([]);
  const table = BinTable.of(
    file.source,
    file.hdus.find((hdu) => hdu.name === 'PATH')!,
  );
  for (const [column, degrees] of [
    ['RA', wanted.lonDeg],
    ['DEC', wanted.latDeg],
  ] as const)
    // prettier-ignore
    expect(wrong(column, await table.numbers(table.column(column)!, { first: 0, count: samples }), degrees, () => 1e-9)).toEqual([]);
}

async function panelsAgree(name: string, golden: CubeGolden, wanted: CubeGolden['panels'][number]) {
  const file = await product('channels', name, wanted.query);
  const { header, image } = file.hdus[0];
  const plane = golden.axes[0] * golden.axes[1];
  expect(image!.axes.slice(0, 3)).toEqual([...golden.axes, wanted.maps]);
  expect(header.number('CRVAL3')! / wanted.first).toBeCloseTo(1, 9);
  expect((header.number('CD3_3') ?? header.number('CDELT3')!) / wanted.step).toBeCloseTo(1, 9);
  const values = await pixelsOf(file, file.hdus[0].name);
  const found = Array.from({ length: golden.planes * wanted.maps }, (_, map) => wanted.pixels.map((pixel) => values[map * plane + pixel]));
  const scale = largest(wanted.values);
  expect(wrong('value', found.flat(), wanted.values, (value) => FLOAT32 * Math.abs(value) + 1e-9 * scale)).toEqual([]);
}

async function tablesOf(operation: string, name: string, query: Query): Promise<Readonly<Record<string, Float64Array>>[]> {
  const file = await product(operation, name, { ...query, RESPONSEFORMAT: 'fits' });
  const tables = file.hdus.filter((hdu) => hdu.kind === 'bintable').map((hdu) => BinTable.of(file.source, hdu));
  return Promise.all(
    tables.map(async (table) => {
      const columns = table.columns.filter(({ code }) => 'BIJKED'.includes(code));
      const read = columns.map(async (column) => [column.name, await table.numbers(column, { first: 0, count: table.rows })] as const);
      return Object.fromEntries(await Promise.all(read));
    }),
  );
}

async function spectraAgree(name: string, golden: CubeGolden, { query, rows, values }: CubeGolden['spectra'][number]) {
  const tables = await tablesOf('spectrum', name, query);
  expect(tables.length).toBe(golden.planes);
  const scale = largest(values);
  // Jy need the solid angle of pixels, which is not quite the same all over.
  const tolerance = query.METHOD === 'sum_beam' ? 2e-4 : 2e-6;
  const most = 'BACKGROUND' in query ? golden.peak : scale;
  const found = tables.flatMap(({ FLUX }) => rows.map((row) => FLUX[row]));
  expect(wrong('FLUX', found, values, (value) => tolerance * (Math.abs(value) + most))).toEqual([]);
  const step = Math.max(1, Math.floor(golden.channels / 8));
  const [column, unit] = COLUMNS[golden.unit];
  const coordinates = golden.coordinates.map((value) => value * unit);
  const got = golden.coordinates.map((_, i) => tables[0][column][i * step]);
  expect(wrong(column, got, coordinates, (value) => 1e-9 * Math.abs(value) + 1e-9)).toEqual([]);
}

/** The column that has the coordinate, and what a unit of it is in the column's. */
const COLUMNS: Readonly<Record<string, readonly [string, number]>> = {
  'km/s': ['VELOCITY', 1e3],
  Hz: ['FREQUENCY', 1],
  um: ['WAVELENGTH', 1e-6],
  Angstrom: ['WAVELENGTH', 1e-10],
};

async function profileAgrees(name: string, { query, ...wanted }: CubeGolden['profiles'][number]) {
  const [found] = await tablesOf('profile', name, query);
  const peak = largest(wanted.MAX);
  const scales = { NPIX: 1, MEAN: peak, MEDIAN: peak, MAX: peak, VARIANCE: peak ** 2 };
  for (const [column, scale] of Object.entries(scales) as [keyof typeof scales, number][])
    expect(wrong(column, found[column], wanted[column], () => 1e-6 * scale)).toEqual([]);
}
