import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { fileSource } from '#storage';
import { Wcs } from '#wcs';
import { closeWorkers } from '#workers';
import type { PvRequest } from './pv-request.js';
import { difference, Goldens } from './test/goldens.js';
import { slice } from './test/run-pv.js';

interface Case {
  readonly file: string;
  readonly request: PvRequest;
  readonly channels: readonly number[];
  readonly step: number;
}

const folder = process.env.SODALITE_REAL_DATA;
const goldens = new Goldens<Case>('real-pv');
afterAll(closeWorkers);
if (folder === undefined) console.log('SODALITE_REAL_DATA is unset: slices of real cubes are not tested');
const onReal = folder === undefined ? test.skip : test;

onReal.each(goldens.cases.map((each, n) => [each.file, n, each] as const))('a slice of %s', async (name, n, each) => {
  const path = join(folder!, name);
  const source = await fileSource(path, { name });
  const { cube, pixels, path: column, header } = await slice(source, each.request, { filters: {} }, { path });
  expect(header.number('SLSTEP')).toBeCloseTo(each.step, 9);
  for (const [c, { wanted, tolerance }] of (await goldens.path(`PATH${n}`, false)).entries())
    expect(difference(column(c), wanted)).toBeLessThanOrEqual(tolerance);
  const wanted = await goldens.array(`SLICE${n}`);
  const samples = wanted.length / each.channels.length;
  const found = Float64Array.from(each.channels.flatMap((k) => [...pixels(0).subarray(k * samples, (k + 1) * samples)]));
  const scale = wanted.reduce((most, value) => (Math.abs(value) > most ? Math.abs(value) : most), 0);
  expect(difference(found, wanted)).toBeLessThan(scale * (each.request.interpolation === 'area' ? 1e-3 : 1e-6));
  // The channels are where they were.
  const again = Wcs.parse(header, { axes: [samples, cube.nz] }).spectral!;
  const [before, after] = [Float64Array.from({ length: cube.nz }, (_, k) => k), Float64Array.from({ length: cube.nz }, (_, k) => k)];
  cube.image.wcs.spectral!.native.pixelToWorld(before, cube.nz, before);
  again.native.pixelToWorld(after, cube.nz, after);
  expect([again.axis, again.ctype, [...after]]).toEqual([1, cube.image.wcs.spectral!.ctype, [...before]]);
  await source.close();
});
