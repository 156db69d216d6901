import { expect, test } from '@jest/globals';
import { FatalError, UnsupportedError } from '#faults';
import type { GpuBackend, KernelWish } from '#kernels';
import { Metrics } from '#ops';
import { GpuFailedError, type ComputedPlan, type Cube } from '#products';
import { GpuKernels } from './gpu-kernels.js';
import { memoryOf } from './memory.js';

const cubeOf = (side: number, more: object = {}): Cube =>
  ({
    nx: side,
    ny: side,
    nz: side,
    planes: [{}],
    pixels: { bitpix: -32, bscale: 1, bzero: 0 },
    axes: { x: 0, y: 1, z: 2 },
    site: { lanes: 2 },
    ...more,
  }) as unknown as Cube;
const [SMALL, LARGE] = [cubeOf(100), cubeOf(500)];
const BACKEND = {
  name: 'gpu',
  device: 'made up',
  uploaded: 7,
  runs: 3,
  cubes: { bytes: 5, count: 1, hits: 2 },
  clear() {},
} as unknown as GpuBackend;

function kernelsOf(wish: KernelWish, opened: GpuBackend | { readonly unavailable: string }) {
  const said: string[] = [];
  const asked: object[] = [];
  const metrics = new Metrics();
  const logger = {
    info: (_: object, text: string) => said.push(`info: ${text}`),
    warn: (_: object, text: string) => said.push(`warn: ${text}`),
  };
  const open = async (options: object = {}) => (asked.push(options), opened);
  const gpu = new GpuKernels({ wish, residentBytes: 99, logger: logger as never, metrics, open });
  return { gpu, said, asked, metrics };
}

test('with auto it is opened for the first cube that is worth it, and small ones are left alone until then', async () => {
  const { gpu, said, asked, metrics } = kernelsOf('auto', BACKEND);
  expect(await gpu.siteFor('moment', SMALL)).toEqual({ noGpu: '4000000 bytes are too few to bring to a GPU' });
  expect(asked).toEqual([]);
  expect(await gpu.siteFor('moment', LARGE)).toEqual({ gpu: BACKEND, residents: BACKEND.cubes });
  expect(await gpu.siteFor('moment', SMALL)).toMatchObject({ gpu: BACKEND }); // it may be there already
  expect(asked).toEqual([{ software: false, slabBytes: 2 ** 23, residentBytes: 99 }]);
  expect(said).toEqual(['info: products are computed on a GPU as well, made up']);
  const text = await metrics.text();
  for (const line of ['resident_bytes 5', 'resident_cubes 1', 'hits_total 2', 'uploaded_bytes_total 7', 'runs_total 3'])
    expect(text).toContain(`sodalite_gpu_${line}`);
});

test('why there is none is said once, in the log and with each product', async () => {
  const { gpu, said, asked } = kernelsOf('gpu', { unavailable: 'the package gpu.js cannot be loaded' });
  await new Promise((next) => setImmediate(next));
  expect(said).toEqual(['warn: products are computed by WebAssembly alone: the package gpu.js cannot be loaded']); // before the first of them
  for (const operation of ['moment', 'pv', 'moment'] as const)
    expect(await gpu.siteFor(operation, SMALL)).toEqual({ noGpu: 'the package gpu.js cannot be loaded' });
  expect(asked).toEqual([expect.objectContaining({ software: true })]);
  expect(said).toEqual(['warn: products are computed by WebAssembly alone: the package gpu.js cannot be loaded']);
});

test('it is not looked for where it has nothing to do', async () => {
  const { gpu, asked } = kernelsOf('auto', BACKEND);
  expect(await gpu.siteFor('spectrum', LARGE)).toEqual({ noGpu: 'spectrum is not made on a GPU' });
  const wasm = kernelsOf('wasm', BACKEND);
  expect(await wasm.gpu.siteFor('moment', LARGE)).toEqual({});
  expect([asked, wasm.asked]).toEqual([[], []]);
});

test('one that fails again and again is given up; what it has no digits for does not count', async () => {
  const { gpu, said, metrics } = kernelsOf('gpu', BACKEND);
  await gpu.siteFor('moment', SMALL);
  const fail = (cause: Error): void => gpu.failed(new GpuFailedError(`the GPU failed: ${cause.message}`, { cause }));
  for (let i = 0; i < 5; i++) fail(new UnsupportedError('too large'));
  for (let i = 0; i < 2; i++) fail(new FatalError('it was lost'));
  expect(await gpu.siteFor('moment', SMALL)).toMatchObject({ gpu: BACKEND });
  fail(new FatalError('it was lost'));
  const noGpu = 'the GPU was given up after 3 failures; at last the GPU failed: it was lost';
  expect(await gpu.siteFor('moment', SMALL)).toEqual({ noGpu });
  expect(said.at(-1)).toBe(`warn: products are computed by WebAssembly alone: ${noGpu}`);
  expect(await metrics.text()).toContain('sodalite_gpu_failures_total 8');
});

test('the memory of a product is that of its jobs, or on a GPU of its planes and sums', () => {
  const plan = { kernel: 'wasm', shape: [{ name: 'MOM0', axes: [] }] } as unknown as ComputedPlan;
  expect(memoryOf('moment', LARGE, plan)).toBe(2 * 8.5 * 2 ** 20);
  expect(memoryOf('pv', LARGE, plan)).toBe(2 * 24 * 2 ** 20);
  expect(memoryOf('pv', cubeOf(500, { axes: { x: 1, y: 2, z: 0 } }), plan)).toBe(2 * 88 * 2 ** 20);
  expect(memoryOf('moment', LARGE, { ...plan, kernel: 'gpu' })).toBe(2 ** 24 + 500 * 500 * 256);
});

test('masks hold memory on any backend: in each job, and where one works alone', () => {
  const plan = { kernel: 'wasm', shape: [], jobBytes: 1000, soleBytes: 300 } as unknown as ComputedPlan;
  expect(memoryOf('moment', LARGE, plan)).toBe(2 * (8 * 2 ** 20 + 1000) + 300);
  expect(memoryOf('moment', LARGE, { ...plan, kernel: 'gpu', soleBytes: 2 ** 28 })).toBe(2 ** 28 + 2000);
});
