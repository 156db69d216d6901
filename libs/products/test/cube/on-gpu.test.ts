import { afterAll, expect, jest, test } from '@jest/globals';
import { CancelledError, FatalError, TransientError } from '#faults';
import { referenceBackend, type Backend, type Collapse, type CollapseSpec } from '#kernels';
import { planMoment, type Cube, type MomentRequest } from '../../src/index.js';
import { makeProduct, ORIGIN } from './make-product.js';
import { removeCubes, SKY, spectral, writeCube } from './tiny-cube.js';

afterAll(removeCubes);

const path = writeCube({
  axes: [4, 3, 5],
  cards: { ...SKY, ...spectral('VRAD', 1000, 100, 'm/s'), BUNIT: 'K' },
  values: Array.from({ length: 60 }, (_, i) => Math.sin(i)),
});

/** Kernels that are called those of a GPU, and note what is asked of them. */
class FakeGpu {
  readonly specs: CollapseSpec[] = [];
  readonly closed: Collapse[] = [];
  readonly open = new Set<Collapse>();
  most = 0;
  beforeAdd = async (): Promise<void> => {};
  refusal: Backend['refusal'] = () => undefined;

  readonly backend: Backend = {
    ...referenceBackend,
    name: 'gpu',
    refusal: (...asked) => this.refusal(...asked),
    collapse: (spec) => {
      this.specs.push(spec);
      const collapse = referenceBackend.collapse(spec);
      const [add, finish] = [collapse.add.bind(collapse), collapse.finish.bind(collapse)];
      this.open.add(collapse);
      this.most = Math.max(this.most, this.open.size);
      collapse.add = async (...given) => {
        await this.beforeAdd();
        await add(...given);
      };
      collapse.finish = async () => finish();
      collapse.close = () => {
        this.open.delete(collapse);
        this.closed.push(collapse);
      };
      return collapse;
    },
  };
}

const make = (gpu: FakeGpu, request: Partial<MomentRequest> = {}, more: object = {}) =>
  makeProduct(path, (cube: Cube) => planMoment(cube, { moments: [0, 1], ...request }, ORIGIN), {
    site: { kernels: 'gpu', gpu: gpu.backend },
    ...more,
  });

test('the maps are those of the other kernels, and HISTORY says by what they were made', async () => {
  const gpu = new FakeGpu();
  const { plan, values, file } = await make(gpu);
  const other = await makeProduct(path, (cube) => planMoment(cube, { moments: [0, 1] }, ORIGIN), { site: { kernels: 'wasm' } });
  for (const name of ['MOM0', 'MOM1']) expect(await values(name)).toEqual(await other.values(name));
  expect([plan.kernel, plan.kernelReason]).toEqual(['gpu', 'gpu as configured']);
  expect(file.hdus[0].header.texts('HISTORY').join(' ')).toContain('kernels: gpu');
  expect(plan.etag).not.toBe(other.plan.etag);
});

test('a cube has one name whatever is asked of it, and another one when its pixels are others', async () => {
  const gpu = new FakeGpu();
  const nameOf = async (request: Partial<MomentRequest>, filters: object = {}, staged = false): Promise<string> => {
    await make(gpu, request, { options: { filters }, staged });
    return gpu.specs.at(-1)!.cube!;
  };
  const name = await nameOf({});
  expect(await nameOf({ moments: [8, 9], include: [0, 1] })).toBe(name);
  const others = [
    await nameOf({}, { channels: [2, 4] }),
    await nameOf({}, { channels: [1, 3] }),
    await nameOf({}, { shape: { parameter: 'CIRCLE', shape: { kind: 'circle', lonDeg: 30, latDeg: -20, radiusDeg: 0.0011 } } }),
    await nameOf({}, { shape: { parameter: 'CIRCLE', shape: { kind: 'circle', lonDeg: 30, latDeg: -20, radiusDeg: 0.0011 } }, maskOut: 'hard' }),
    await nameOf({}, { shape: { parameter: 'CIRCLE', shape: { kind: 'circle', lonDeg: 30, latDeg: -20, radiusDeg: 0.0012 } }, maskOut: 'hard' }),
  ]; // prettier-ignore
  expect(new Set([name, ...others]).size).toBe(6);
});

test('one that stays there is worth less', async () => {
  const gpu = new FakeGpu();
  await make(gpu);
  const kept = gpu.specs[0].cube!;
  const site = { kernels: 'auto' as const, gpu: gpu.backend };
  const planWith = (has: (start: string) => boolean) =>
    makeProduct(path, (cube) => planMoment(cube, { moments: [0] }, ORIGIN), { site: { ...site, residents: { has } } });
  let asked = '';
  const { plan } = await planWith((start) => ((asked = start), true));
  expect(kept.startsWith(asked) && asked.length > 10).toBe(true);
  // 480 bytes are too few even so
  expect(plan.kernelReason).toBe('wasm: 480 bytes are too few to bring to a GPU');
});

test('what a request needs beyond the type of its pixels is asked about', async () => {
  const gpu = new FakeGpu();
  gpu.refusal = (_operation, _pixels, spec) =>
    spec && 'want' in spec && (spec.want as readonly unknown[]).includes(2) ? 'no second moments' : undefined;
  expect((await make(gpu, { moments: [2] })).plan.kernelReason).toBe('wasm: no second moments');
  expect((await make(gpu, { moments: [1] })).plan.kernel).toBe('gpu');
});

test('products take turns, and everything is given back', async () => {
  const gpu = new FakeGpu();
  await Promise.all([make(gpu), make(gpu, { moments: [8] }), make(gpu, { moments: [5] })]);
  expect([gpu.most, gpu.specs.length, gpu.closed.length, gpu.open.size]).toEqual([1, 3, 3, 0]);
});

test('one that is no longer wanted ends with the next planes, and one that waits at once', async () => {
  const gpu = new FakeGpu();
  const [client, other] = [new AbortController(), new AbortController()];
  const reached = Promise.withResolvers<void>();
  const gate = Promise.withResolvers<void>();
  gpu.beforeAdd = () => (reached.resolve(), gate.promise);
  const first = make(gpu, {}, { signal: client.signal });
  await reached.promise;
  const second = make(gpu, { moments: [8] }, { signal: other.signal });
  other.abort(new CancelledError('the client has gone'));
  await expect(second).rejects.toMatchObject({ fault: 'cancelled' });
  client.abort(new CancelledError('the client has gone'));
  gate.resolve();
  await expect(first).rejects.toMatchObject({ fault: 'cancelled' });
  expect(gpu.open.size).toBe(0);
  gpu.beforeAdd = async () => {};
  await make(gpu);
});

test.each([
  ['the GPU', new FatalError('the GPU was lost'), 'fatal', 'the GPU failed: the GPU was lost'],
  ['its driver', new Error('out of memory'), 'fatal', 'the GPU failed: out of memory'],
  ['the file', new TransientError('tiny.fits has changed'), 'transient', 'tiny.fits has changed'],
])('%s fails in the middle', async (_, error, fault, message) => {
  const gpu = new FakeGpu();
  gpu.beforeAdd = async () => {
    throw error;
  };
  await expect(make(gpu)).rejects.toMatchObject({ fault, message });
  expect([gpu.open.size, gpu.closed.length]).toEqual([0, 1]);
});

test('one that does not answer any more is given up', async () => {
  const gpu = new FakeGpu();
  const reached = Promise.withResolvers<void>();
  gpu.beforeAdd = () => (reached.resolve(), new Promise(() => {}));
  jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask'] });
  try {
    const asked = expect(make(gpu)).rejects.toMatchObject({ fault: 'fatal', message: 'the GPU failed: it did not answer within 120 s' });
    await reached.promise;
    await jest.advanceTimersByTimeAsync(120_000);
    await asked;
  } finally {
    jest.useRealTimers();
  }
  gpu.beforeAdd = async () => {};
  expect((await make(gpu)).plan.kernel).toBe('gpu');
});
