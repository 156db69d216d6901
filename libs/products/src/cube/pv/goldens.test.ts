import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { decodePixels, FitsFile } from '#fits';
import { fileSource, memorySource } from '#storage';
import { closeWorkers } from '#workers';
import type { PvRequest } from './pv-request.js';
import { slice } from './test/run-pv.js';

interface Case {
  readonly cube: string;
  readonly request: PvRequest;
  readonly step: number;
  readonly across: number;
  readonly planes: number;
}

const at = (name: string): URL => new URL(`./test/${name}`, import.meta.url);
const cases = JSON.parse(readFileSync(at('pv.json'), 'utf8')) as Case[];
const bytes = gunzipSync(readFileSync(at('pv.fits.gz')));
const directory = mkdtempSync(join(tmpdir(), 'sodalite-pv-'));
const path = join(directory, 'pv.fits');
beforeAll(() => writeFileSync(path, bytes));
afterAll(async () => {
  await closeWorkers();
  rmSync(directory, { recursive: true });
});

async function expected(name: string): Promise<Float64Array> {
  const { hdus } = await FitsFile.open(memorySource(bytes, { name: 'goldens' }));
  const { dataOffset, dataLength } = hdus.find((hdu) => hdu.name === name)!;
  return decodePixels(bytes.subarray(dataOffset, dataOffset + dataLength), -64, { bscale: 1, bzero: 0 }) as Float64Array;
}

/** Largest difference; NaN must meet NaN. */
function difference(found: ArrayLike<number>, wanted: ArrayLike<number>): number {
  expect(found.length).toBe(wanted.length);
  let most = 0;
  for (let i = 0; i < wanted.length; i++) {
    if (Number.isNaN(found[i]) !== Number.isNaN(wanted[i])) throw new Error(`number ${i} is ${found[i]}, expected ${wanted[i]}`);
    if (!Number.isNaN(wanted[i])) most = Math.max(most, Math.abs(found[i] - wanted[i]));
  }
  return most;
}

test.each(cases.map((each, n) => [n, each.cube, JSON.stringify(each.request), each] as const))('%i: %s %s', async (n, name, _, each) => {
  const source = await fileSource(path, { name: 'pv.fits' });
  const { pixels, path: column, header, hdus } = await slice(source, each.request, { filters: { hdu: name } }, { path });
  expect(header.number('SLSTEP')).toBeCloseTo(each.step, 9);
  expect(header.integer('SLACROSS')).toBe(each.across);
  const rows = await expected(`PATH${n}`);
  const samples = rows.length / 7;
  const wanted = (c: number): number[] => Array.from({ length: samples }, (__, row) => rows[row * 7 + c]);
  const isEllipse = each.request.path.kind === 'outline';
  for (const [c, tolerance] of [1e-7, 1e-9, 1e-9, 1e-6, 1e-6, 1e-7, 0].entries())
    expect(difference(column(c), wanted(c))).toBeLessThanOrEqual(isEllipse ? Math.max(tolerance, 1e-6) : tolerance);
  const tolerance = each.request.interpolation === 'area' ? 2e-4 : 3e-6;
  for (let p = 0; p < each.planes; p++) {
    const values = await expected(`SLICE${n}_${p}`);
    const channels = values.length / samples;
    const found = pixels(p);
    const turned = each.request.reverse ? found.map((__, i) => found[(i % samples) * channels + Math.floor(i / samples)]) : found;
    expect(difference(turned, values)).toBeLessThan(tolerance);
    expect(hdus[p].header.number('DATAMAX')).toBe(found.reduce((most, value) => (value > most ? value : most), -Infinity));
    expect(hdus[p].header.integer('SLBLANK')).toBe(found.filter((value) => Number.isNaN(value)).length);
  }
  await source.close();
});
