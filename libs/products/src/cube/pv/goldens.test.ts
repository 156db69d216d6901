import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { fileSource } from '#storage';
import { closeWorkers } from '#workers';
import type { PvRequest } from './pv-request.js';
import { difference, Goldens } from './test/goldens.js';
import { slice } from './test/run-pv.js';

interface Case {
  readonly cube: string;
  readonly request: PvRequest;
  readonly step: number;
  readonly across: number;
  readonly planes: number;
}

const goldens = new Goldens<Case>('pv');
const directory = mkdtempSync(join(tmpdir(), 'sodalite-pv-'));
const path = join(directory, 'pv.fits');
beforeAll(() => writeFileSync(path, goldens.bytes));
afterAll(async () => {
  await closeWorkers();
  rmSync(directory, { recursive: true });
});

test.each(goldens.cases.map((each, n) => [n, each.cube, JSON.stringify(each.request), each] as const))(
  '%i: %s %s',
  async (n, name, _, each) => {
    const source = await fileSource(path, { name: 'pv.fits' });
    const { pixels, path: column, header, hdus } = await slice(source, each.request, { filters: { hdu: name } }, { path });
    expect(header.number('SLSTEP')).toBeCloseTo(each.step, 9);
    expect(header.integer('SLACROSS')).toBe(each.across);
    // Outlines are measured numerically on both sides.
    const rows = await goldens.path(`PATH${n}`, each.request.path.kind === 'outline');
    for (const [c, { wanted, tolerance }] of rows.entries()) expect(difference(column(c), wanted)).toBeLessThanOrEqual(tolerance);
    const samples = rows[0].wanted.length;
    for (let p = 0; p < each.planes; p++) {
      const values = await goldens.array(`SLICE${n}_${p}`);
      const channels = values.length / samples;
      const found = pixels(p);
      const turned = each.request.reverse ? found.map((__, i) => found[(i % samples) * channels + Math.floor(i / samples)]) : found;
      // The areas of the goldens are those of 400 lines in each pixel.
      expect(difference(turned, values)).toBeLessThan(each.request.interpolation === 'area' ? 2e-4 : 3e-6);
      expect(hdus[p].header.number('DATAMAX')).toBe(found.reduce((most, value) => (value > most ? value : most), -Infinity));
      expect(hdus[p].header.integer('SLBLANK')).toBe(found.filter((value) => Number.isNaN(value)).length);
    }
    await source.close();
  },
);

const foreign = JSON.parse(readFileSync(new URL('test/pvextractor.json', import.meta.url), 'utf8')) as readonly ({
  readonly lonLatDeg: readonly number[];
  /** null: not to be compared */
  readonly values: readonly (readonly (number | null)[])[];
} & Omit<PvRequest, 'path'>)[];

test.each(foreign)('COMPAT=pvextractor with GEOM=pixel is what pvextractor makes, in steps of $spacingArcsec', async (each) => {
  const { lonLatDeg, values, ...rest } = each;
  const source = await fileSource(path, { name: 'pv.fits' });
  const request: PvRequest = { path: { kind: 'polyline', lonLatDeg }, compat: 'pvextractor', geometry: 'pixel', ...rest };
  const { pixels, header } = await slice(source, request, { filters: { hdu: 'GALACTIC' } }, { path });
  expect([header.integer('NAXIS1'), header.integer('NAXIS2'), header.number('CRPIX1')]).toEqual([values[0].length, values.length, 1]);
  const wanted = values.flat();
  const found = pixels(0).map((value, i) => (wanted[i] === null ? NaN : value));
  expect(
    difference(
      found,
      wanted.map((value) => value ?? NaN),
    ),
  ).toBeLessThan(2e-5);
  await source.close();
});
