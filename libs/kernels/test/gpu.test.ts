import { existsSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { gpuBackend, referenceBackend, type CollapseSpec, type GpuBackend, type GpuOptions } from '../src/index.js';
import { describeBackend } from './describe-backend.js';
import { collapseOf, gatherOf, type Spectra } from './spectra.js';

/** Where npm test finds a driver, software or not, the tests below run, and fail when it does not work. */
const here = existsSync(process.env.VK_ICD_FILENAMES ?? '');
if (!here) process.stdout.write('gpu: not tested, VK_ICD_FILENAMES names no driver (SwiftShader comes with chromium)\n');
const open = async (options: GpuOptions = {}): Promise<GpuBackend> => {
  const opened = await gpuBackend({ software: true, slabBytes: 2 ** 16, ...options });
  if ('unavailable' in opened) throw new Error(opened.unavailable);
  return opened;
};

(here ? describe : describe.skip)('WebGPU', () => {
  let before = 0;
  let backend: Promise<GpuBackend> | undefined;
  const make = () => (backend ??= open());

  describeBackend('gpu', make, {
    // whole numbers and scaled values are rounded to float32 first: 2⁻²⁴ of each
    tolerance: 2 ** -23,
    ran: async (what) => {
      const { runs } = await make();
      expect([what, runs > before]).toEqual([what, true]);
      before = runs;
    },
  });

  test('says what it ran on', async () => {
    const { device, runs } = await make();
    process.stdout.write(`gpu: ${runs} kernels ran on ${device}, none elsewhere\n`);
    expect(runs).toBeGreaterThan(0);
  });

  test.each([
    ['noise about 0', 5000, () => 1, 0],
    ['a line on a high level', 300, (k: number) => 1 + 1e-3 * Math.exp(-(((k - 200) / 10) ** 2)), 1e-4],
    ['values of 10⁻²⁵', 300, () => 1e-25, 0],
    ['values of 10²⁰', 300, () => 1e20, 0],
    ['some values far above the others', 300, (k: number) => (k % 100 === 7 ? 1e12 : 1), 1e-3],
  ] as const)('sums have twice the digits of float32: %s', async (_, channels, level, signal) => {
    const spectra = random(70, channels, (k, noise) => level(k) * (signal === 0 ? noise : 1 + signal * noise));
    const spec: Partial<CollapseSpec> = { want: [-1, 0, 1, 2, 5, 6, 8, 9, 10, 11] };
    const [given, expected] = await Promise.all([make(), referenceBackend].map(async (each) => collapseOf(await each, spectra, spec)));
    for (const [id, power] of [[0, 0] as const, [-1, 0] as const, [6, 0] as const]) {
      const size = spectra.map((spectrum) => spectrum.reduce((sum, value) => sum + Math.abs(value), power) * (id === 0 ? 2 : 1 / channels));
      expected.maps.get(id)!.forEach((value, i) => {
        const far = Math.abs(given.maps.get(id)![i] - value) / Math.max(size[i], Math.abs(value));
        expect([id, i, far < 2 ** -33]).toEqual([id, i, true]);
      });
    }
    // first moments of noise divide by what nearly cancels, so their bound grows by Σ|I|/|ΣI|
    expected.maps.get(1)!.forEach((value, i) => {
      const total = Math.abs(expected.maps.get(0)![i]);
      const size = 2 * spectra[i].reduce((sum, each) => sum + Math.abs(each), 0);
      const bound = 2 ** -32 * channels * (size / total) * Math.max(1, Math.abs(value) / channels);
      expect([1, i, Math.abs(given.maps.get(1)![i] - value) < bound]).toEqual([1, i, true]);
    });
    for (const id of [8, 9, 10, 11] as const) expect(given.maps.get(id)).toEqual(expected.maps.get(id));
    expect(given.maps.get('nchan')).toEqual(expected.maps.get('nchan'));
  });

  test('a cube that was brought there once is not brought again, for moments nor slices', async () => {
    const gpu = await open({ residentBytes: 2 ** 20 });
    const spectra = random(1000, 40, (_, noise) => noise);
    const none = gpu.uploaded;
    const first = await collapseOf(gpu, spectra, { cube: 'a', want: [0, 1, 2] });
    const once = gpu.uploaded;
    expect(once - none).toBe(1000 * 40 * 4);
    const second = await collapseOf(gpu, spectra, { cube: 'a', want: [0, 1, 2] });
    const chosen = await collapseOf(gpu, spectra, { cube: 'a', want: [0, 8], keep: { include: [0, 1] } });
    const slice = await gatherOf(gpu, spectra, 'a');
    expect([gpu.uploaded, gpu.cubes.hits, gpu.cubes.count]).toEqual([once, 3, 1]);
    expect(second).toEqual(first);
    expect(chosen.maps.get('nchan')).toEqual(
      (await collapseOf(referenceBackend, spectra, { want: [0], keep: { include: [0, 1] } })).maps.get('nchan'),
    );
    expect(slice.length).toBe(40);
    await collapseOf(gpu, spectra, { cube: 'b', want: [0] });
    expect(gpu.uploaded - once).toBe(once - none);
    gpu.clear();
    expect(gpu.cubes.bytes).toBe(0);
  });

  test('cubes make room for others, the one used longest ago first', async () => {
    const gpu = await open({ residentBytes: 2.5 * 40 * 1024 * 4 });
    const spectra = random(1000, 40, (_, noise) => noise);
    for (const cube of ['a', 'b', 'a', 'c', 'a']) await collapseOf(gpu, spectra, { cube, want: [0] });
    expect([gpu.cubes.hits, gpu.cubes.count]).toEqual([2, 2]);
    await collapseOf(
      gpu,
      random(1000, 400, (_, noise) => noise),
      { cube: 'too large', want: [0] },
    );
    expect([gpu.cubes.hits, gpu.cubes.count]).toEqual([2, 2]);
  });

  test('refuses what it has no digits or memory for', async () => {
    const gpu = await make();
    expect(gpu.refusal('collapse', { bitpix: -64, bscale: 1, bzero: 0 })).toMatch(/BITPIX -64/);
    expect(gpu.refusal('columns', { bitpix: -32, bscale: 1, bzero: 0 })).toMatch(/columns/);
    await expect(collapseOf(gpu, [[3e38, 3e38, 1]], { want: [0] })).rejects.toThrow(/too large/);
    await expect(collapseOf(gpu, [[1, 2]], { want: ['kurtosis'] })).rejects.toThrow(/kurtosis/);
  });

  test('is not there when software was not asked for', async () => {
    expect(await gpuBackend()).toEqual({ unavailable: expect.stringMatching(/software/) });
  });
});

/** Spectra of float32, the same ones each time. */
function random(count: number, channels: number, value: (k: number, noise: number) => number): Spectra {
  let state = 1;
  const noise = () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 31 - 1;
  return Array.from({ length: count }, () => Array.from({ length: channels }, (_, k) => Math.fround(value(k, noise()))));
}
