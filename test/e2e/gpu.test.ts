import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { FitsFile } from '#fits';
import { memorySource } from '#storage';
import { GRID, gridCube, lineValue } from '../support/line-cube.js';
import { metricOf } from '../support/metrics.js';
import { startServer, type RunningServer } from '../support/serve.js';
import { bytesRead } from '../conformance/support/process-state.js';
import { writeSparseCube } from '../conformance/support/sparse-cube.js';

/** Vulkan reads these when a process starts; npm test sets them where chromium brings a driver. */
const { VK_ICD_FILENAMES = '', LD_LIBRARY_PATH = '' } = process.env;
const here = existsSync(VK_ICD_FILENAMES);
if (!here) process.stdout.write('gpu: the service is not tested with one, VK_ICD_FILENAMES names no driver\n');

const ID = 'ivo://sodalite.local/data?line.fits';
const CENTER = `${GRID.lonDeg} ${GRID.latDeg}`;

let root: string;
let gpu: RunningServer;
let wasm: RunningServer;
let largeBytes: number;
beforeAll(async () => {
  if (!here) return;
  root = await mkdtemp(join(tmpdir(), 'sodalite-gpu-'));
  const data = join(root, 'data');
  await mkdir(data);
  await writeFile(join(data, 'line.fits'), gridCube(lineValue));
  await writeFile(
    join(data, 'bright.fits'),
    gridCube(() => 3e37),
  );
  largeBytes = await writeSparseCube(join(data, 'large.fits'), [256, 256, 64]);
  gpu = await startServer({ data, env: { SODALITE_KERNELS: 'gpu', VK_ICD_FILENAMES, LD_LIBRARY_PATH } });
  wasm = await startServer({ data, env: { SODALITE_KERNELS: 'wasm' } });
});
afterAll(async () => {
  await gpu?.close();
  await wasm?.close();
  if (root) await rm(root, { recursive: true, force: true });
});

async function product({ url }: RunningServer, operation: string, query: [string, string][], id = ID) {
  const response = await fetch(`${url}/cube/${operation}/sync?${new URLSearchParams([['ID', id], ...query])}`);
  const bytes = Buffer.from(await response.arrayBuffer());
  expect([response.status, response.status === 200 ? '' : bytes.toString()]).toEqual([200, '']);
  const { hdus } = await FitsFile.open(memorySource(bytes));
  const maps = hdus.filter(({ image }) => image?.bitpix === -32 && image.axes.length > 0);
  const pixels = maps.map(({ image, dataOffset, name }) => {
    const count = image!.axes.reduce((product, length) => product * length, 1);
    return { name, values: Array.from({ length: count }, (_, i) => bytes.readFloatBE(dataOffset + 4 * i)) };
  });
  return {
    kernel: response.headers.get('sodalite-kernel')!,
    history: hdus[0].header.texts('HISTORY').join(' '),
    zerosAreMany: maps[0].header.value('ZEROWARN'),
    pixels,
  };
}

const moments = (...ids: number[]): [string, string][] => ids.map((id) => ['MOMENT', String(id)]);

type Pixels = Awaited<ReturnType<typeof product>>['pixels'];

/** Every number so near to the other, as part of the largest of its map, and nothing where there is nothing. */
function expectSame(found: Pixels, expected: Pixels, tolerance = 2 ** -23): void {
  expect(found.map(({ name }) => name)).toEqual(expected.map(({ name }) => name));
  for (const [m, { name, values }] of found.entries()) {
    const wanted = expected[m].values;
    const most = wanted.reduce((largest, value) => Math.max(largest, Math.abs(value) || 0), 0);
    const far = values.map((value, i) => (Object.is(value, wanted[i]) ? 0 : Math.abs(value - wanted[i])));
    expect([name, values.length]).toEqual([name, wanted.length]);
    expect(far.every((distance) => distance <= most * tolerance)).toBe(true); // of NaN on one side alone the distance is NaN
  }
}

(here ? describe : describe.skip)('a service with SODALITE_KERNELS=gpu', () => {
  test('makes moments on the GPU, and says so; what was brought there once is not brought again', async () => {
    const before = await metricOf(gpu.url, 'sodalite_gpu_uploaded_bytes_total');
    const first = await product(gpu, 'moment', moments(0, 1, 2));
    expect(first.kernel).toBe('gpu; reason="gpu as configured"');
    expect(first.history).toMatch(/kernels: gpu/);
    expectSame(first.pixels, (await product(wasm, 'moment', moments(0, 1, 2))).pixels);
    const uploaded = await metricOf(gpu.url, 'sodalite_gpu_uploaded_bytes_total');
    expect(uploaded - before).toBe(4 * GRID.width * GRID.height * GRID.channels);

    const second = await product(gpu, 'moment', moments(-1, 5, 6, 8, 9, 10, 11));
    expectSame(second.pixels, (await product(wasm, 'moment', moments(-1, 5, 6, 8, 9, 10, 11))).pixels);
    expect(await metricOf(gpu.url, 'sodalite_gpu_uploaded_bytes_total')).toBe(uploaded);
    expect(await metricOf(gpu.url, 'sodalite_gpu_hits_total')).toBe(1);
    expect(await metricOf(gpu.url, 'sodalite_gpu_resident_bytes')).toBeGreaterThanOrEqual(uploaded - before);
    expect(await metricOf(gpu.url, 'sodalite_products_total', 'kernel="gpu"')).toBe(2);
  });

  test('a cube that is there is not read again either', async () => {
    const large = ID.replace('line', 'large');
    const first = await product(gpu, 'moment', moments(0), large);
    const read = await bytesRead(gpu.pid);
    const second = await product(gpu, 'moment', moments(8, 10), large);
    expect((await bytesRead(gpu.pid)) - read).toBeLessThan(largeBytes / 4);
    expect([first.kernel, second.kernel]).toEqual([expect.stringMatching(/^gpu/), expect.stringMatching(/^gpu/)]);
    // channels of zeros are told of, whether they were read or not
    expect([first.zerosAreMany, second.zerosAreMany]).toEqual([true, true]);
    expectSame(second.pixels, (await product(wasm, 'moment', moments(8, 10), large)).pixels, 0);
  });

  test('and bilinear slices', async () => {
    const query: [string, string][] = [['CENTER', CENTER], ['PA', '30'], ['LENGTH', '30'], ['WIDTH', '4']]; // prettier-ignore
    const uploaded = await metricOf(gpu.url, 'sodalite_gpu_uploaded_bytes_total');
    const slice = await product(gpu, 'pv', query);
    expect(slice.kernel).toMatch(/^gpu;/);
    // the moments have brought the cube there
    expect(await metricOf(gpu.url, 'sodalite_gpu_uploaded_bytes_total')).toBe(uploaded);
    // of the largest of the pixels, and the rounding of what is written
    expectSame(slice.pixels, (await product(wasm, 'pv', query)).pixels, 2 ** -22 + 2 ** -24);
    const beyond: [string, string][] = [['CENTER', CENTER], ['PA', '30'], ['LENGTH', '90']]; // prettier-ignore
    expectSame((await product(gpu, 'pv', beyond)).pixels, (await product(wasm, 'pv', beyond)).pixels, 2 ** -22 + 2 ** -24);
    expect(await metricOf(gpu.url, 'sodalite_gpu_uploaded_bytes_total')).toBeGreaterThan(uploaded);
    const nearest = await product(gpu, 'pv', [...query, ['INTERPOLATION', 'nearest']]);
    expect(nearest.kernel).toBe('wasm; reason="wasm: slices of INTERPOLATION=nearest are not made on a GPU"');
  });

  test('what it does not do is done by WebAssembly, with the reason', async () => {
    const { kernel } = await product(gpu, 'moment', moments(3));
    expect(kernel).toMatch(/^wasm; reason="wasm: columns is not done on the GPU/);
    const kurtosis = await product(gpu, 'moment', [['MOMENT', 'kurtosis']]);
    expect(kurtosis.kernel).toMatch(/^wasm; reason="wasm: moments kurtosis are not done on the GPU/);
    const channels = await product(gpu, 'channels', [['STEP', '25']]);
    expect(channels.kernel).toMatch(/^wasm;/);
  });

  test('what it finds that it cannot do while it works is done by WebAssembly after all, and is right', async () => {
    const bright = ID.replace('line', 'bright');
    const found = await product(gpu, 'moment', moments(-1, 8), bright);
    expect(found.kernel).toBe('wasm; reason="wasm: the GPU failed: samples beyond 1e30 are too large to be added on the GPU"');
    expectSame(found.pixels, (await product(wasm, 'moment', moments(-1, 8), bright)).pixels, 0);
    expect(await metricOf(gpu.url, 'sodalite_gpu_failures_total')).toBe(1);
    const again = await product(gpu, 'moment', moments(0));
    expect(again.kernel).toMatch(/^gpu;/);
  });
});
