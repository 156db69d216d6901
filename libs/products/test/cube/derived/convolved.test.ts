import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, expect, test } from '@jest/globals';
import { closeWorkers } from '#workers';
import { planChannels, planMoment, type CubeOptions } from '../../../src/index.js';
import { commonResolution } from '../../../src/cube/derived/common-resolution.js';
import { makeProduct, ORIGIN, type Made, type Making } from '../make-product.js';

const golden = JSON.parse(readFileSync(new URL('beams.json', import.meta.url), 'utf8'));
const directory = mkdtempSync(join(tmpdir(), 'sodalite-beams-'));
const [plain, noisy] = ['beams', 'beams-noisy'].map((name) => {
  const path = join(directory, `${name}.fits`);
  writeFileSync(path, gunzipSync(readFileSync(new URL(`${name}.fits.gz`, import.meta.url))));
  return path;
});
afterAll(async () => {
  await closeWorkers();
  rmSync(directory, { recursive: true });
});

const [NX, NY, NZ] = [72, 64, 6];

/** Every channel as a map of its own: what the readers make of it. */
const channels = (path: string, options: CubeOptions = { filters: {} }, making: Making = {}): Promise<Made> =>
  makeProduct(path, (cube) => planChannels(cube, { panels: NZ, combine: 'mean', layout: 'cube' }, ORIGIN), { options, ...making });

const planeOf = (values: ArrayLike<number>, k: number): number[] => Array.from({ length: NX * NY }, (_, i) => values[k * NX * NY + i]);

test('sources have the common beam in every channel, with their own peaks', async () => {
  const { values, hdu, plan, file } = await channels(plain);
  const { header } = hdu('');
  const [major, minor, pa] = golden.target;
  expect(header.number('BMAJ')! * 3600).toBeCloseTo(major, 3);
  expect(header.number('BMIN')! * 3600).toBeCloseTo(minor, 3);
  expect(header.number('BPA')).toBeCloseTo(pa, 1);
  expect(header.texts('HISTORY').join('')).toContain('all channels convolved to the beam 13.46');
  expect(plan.notes).toHaveLength(1);
  expect(file.hdus).toHaveLength(1);
  const all = await values('');
  let [worst, widest] = [0, 0];
  for (let k = 0; k < NZ; k++) {
    const plane = planeOf(all, k);
    for (const [sx, sy, peak] of golden.sources) {
      worst = Math.max(worst, Math.abs(plane[sy * NX + sx] / peak - 1));
      for (let y = sy - 5; y <= sy + 5; y++)
        for (let x = sx - 5; x <= sx + 5; x++)
          widest = Math.max(widest, Math.abs(plane[y * NX + x] / peak - beamAt(golden.target, x - sx, y - sy)));
    }
  }
  expect(worst).toBeLessThan(2e-3);
  expect(widest).toBeLessThan(3e-3);
});

function beamAt([a, b, pa]: readonly number[], dx: number, dy: number): number {
  const [sin, cos] = [Math.sin((pa * Math.PI) / 180), Math.cos((pa * Math.PI) / 180)];
  const [east, north] = [-dx * golden.step, dy * golden.step];
  const [along, across] = [east * sin + north * cos, east * cos - north * sin];
  return Math.exp(-4 * Math.LN2 * ((along / a) ** 2 + (across / b) ** 2));
}

test('wide kernels are those of astropy, blanks and edges included', async () => {
  const all = await (await channels(noisy)).values('');
  expect(Object.keys(golden.planes).length).toBeGreaterThan(1);
  for (const [k, rows] of Object.entries<(number | null)[][]>(golden.planes)) {
    const plane = planeOf(all, Number(k));
    rows.forEach((row, y) =>
      row.forEach((value, x) => {
        const found = plane[3 * y * NX + 3 * x];
        if (value === null) expect(found).toBeNaN();
        else expect(Math.abs(found - value)).toBeLessThan(3e-4);
      }),
    );
  }
});

test('spectral-cube makes the same of the channels that it can convolve', async () => {
  const all = await (await channels(plain)).values('');
  for (const k of [0, 1, 2]) {
    const plane = planeOf(all, k);
    golden.spectral[k].forEach((row: number[], y: number) =>
      row.forEach((value, x) => expect(Math.abs(plane[(16 + 4 * y) * NX + 16 + 4 * x] - value)).toBeLessThan(2e-3)),
    );
  }
});

test('however the work is divided, wherever the file is and whatever is cut out, the pixels are the same', async () => {
  const whole = await (await channels(noisy)).values('');
  const staged = await (await channels(noisy, { filters: {} }, { staged: true, site: { lanes: 1 } })).values('');
  expect(Buffer.from(Float32Array.from(staged).buffer).equals(Buffer.from(Float32Array.from(whole).buffer))).toBe(true);
  const shape = { kind: 'circle', lonDeg: 150, latDeg: 2, radiusDeg: 0.005 } as const;
  const cut = await channels(noisy, { filters: { shape: { parameter: 'CIRCLE', shape } } });
  const { x, y } = cut.cube.box;
  const part = await cut.values('');
  expect(x.count).toBeLessThan(NX);
  for (let i = 0; i < part.length; i++) {
    const [column, row, map] = [i % x.count, Math.floor(i / x.count) % y.count, Math.floor(i / x.count / y.count)];
    expect(part[i]).toBe(whole[(map * NY + y.first + row) * NX + x.first + column]);
  }
});

test('what is outside of a shape is seen with the beam, and blanked then', async () => {
  const shape = { kind: 'circle', lonDeg: 150, latDeg: 2, radiusDeg: 0.005 } as const;
  const whole = await (await channels(plain)).values('');
  const cut = await channels(plain, { filters: { shape: { parameter: 'CIRCLE', shape }, maskOut: 'hard' } });
  const { x, y } = cut.cube.box;
  const part = await cut.values('');
  let blank = 0;
  for (let i = 0; i < x.count * y.count; i++) {
    if (Number.isNaN(part[i])) blank++;
    else expect(part[i]).toBe(whole[(y.first + Math.floor(i / x.count)) * NX + x.first + (i % x.count)]);
  }
  expect(blank / (x.count * y.count) - (1 - Math.PI / 4)).toBeCloseTo(0, 0);
  expect(blank).toBeGreaterThan(0);
});

test('blanks are filled when that is asked for, as far as enough is known', async () => {
  const kept = await (await channels(noisy)).values('');
  const filled = await (await channels(noisy, { filters: {}, fillBlanks: true })).values('');
  const count = (values: ArrayLike<number>): number => Array.from(values).filter(Number.isNaN).length;
  expect(count(filled)).toBeLessThan(count(kept));
  Array.from(kept).forEach((value, i) => {
    if (!Number.isNaN(value)) expect(filled[i]).toBe(value);
  });
});

test('never: a table of the beams and a warning; a wider tolerance: neither', async () => {
  const never = await channels(plain, { filters: {}, convolve: 'never' });
  expect(never.file.hdus.map(({ name }) => name)).toEqual(['', 'CHANBEAM']);
  const { header } = never.hdu('');
  expect(header.logical('BEAMWARN')).toBe(true);
  expect(header.texts('HISTORY').join(' ')).toMatch(
    /WARNING: beams of the channels differ by 81.5 % in area, and are mixed: +CONVOLVE=never/,
  );
  const alike = await channels(plain, { filters: {}, beamTolerance: 2 });
  expect(alike.file.hdus).toHaveLength(1);
  expect(alike.hdu('').header.has('BEAMWARN')).toBe(false);
});

test('moments: at the common beam, or with the table behind the maps', async () => {
  const moment = (options: CubeOptions): Promise<Made> =>
    makeProduct(plain, (cube) => planMoment(cube, { moments: [0, 8] }, ORIGIN), { options });
  const made = await moment({ filters: {} });
  expect(made.hdu('MOM0').header.number('BMAJ')! * 3600).toBeCloseTo(golden.target[0], 3);
  const peaks = await made.values('MOM8');
  for (const [sx, sy, peak] of golden.sources) expect(Math.abs(peaks[sy * NX + sx] / peak - 1)).toBeLessThan(2e-3);
  const never = await moment({ filters: {}, convolve: 'never' });
  expect(never.file.hdus.map(({ name }) => name)).toEqual(['', 'MOM0', 'MOM8', 'CHANBEAM']);
  expect(never.bytes).toHaveLength(never.plan.length!);
  expect(never.plan.etag).not.toBe(made.plan.etag);
});

test('noise that belongs to the channels as they were is not used, and a note says so', async () => {
  const { cube } = await channels(plain, { filters: {}, convolve: 'never' });
  const variance = { image: cube.image, pixels: cube.pixels, power: 1 } as const;
  const { variance: none, notes } = commonResolution({ ...cube, variance, options: { filters: {} } }, true);
  expect([none, notes?.at(-1)]).toEqual([
    undefined,
    expect.stringContaining('the noise in HDU 0 of the source is that of the channels as they were'),
  ]);
});
