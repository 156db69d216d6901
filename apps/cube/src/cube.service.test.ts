import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { InProcessBus } from '#bus';
import { OpenFiles, productProgress, resolveDataset, type Dataset } from '#catalog';
import { CancelledError, FatalError, LimitError } from '#faults';
import { FitsFile } from '#fits';
import { Params, parseCube, type CubeOperation, type CubeRequest } from '#ivoa';
import { referenceBackend, type GpuBackend } from '#kernels';
import { Metrics } from '#ops';
import { fileSource, SourceOpener, Spool } from '#storage';
import { Admission, type MadeAnswer } from '#web';
import { writeSparseCube } from '../../../test/conformance/support/sparse-cube.js';
import { gridCube, lineValue } from '../../../test/support/line-cube.js';
import { CubeService } from './cube.service.js';
import { GpuKernels } from './gpu-kernels.js';
import { CubeSettings } from './settings.js';
import { trialOf } from './trial.js';

let root: string;
let spool: Spool;
let files: OpenFiles;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'sodalite-service-'));
  await mkdir(join(root, 'expanded'));
  spool = await Spool.open({ directory: join(root, 'products'), maxBytes: 2 ** 30 });
});
afterEach(async () => {
  await spool.close();
  await files.close();
  await rm(root, { recursive: true, force: true });
});

const logger = { info: () => {}, warn: () => {} };
const LIMITS = { maxProduct: 2 ** 30, maxVertices: 9, maxRings: 9, maxCombinations: 9 };

interface Given {
  readonly gpu?: GpuBackend;
  readonly places?: number;
  readonly syncSeconds?: number;
}

/** The service over one file of the root. */
async function serviceOf(name: string, { gpu, places, syncSeconds = 1000 }: Given = {}) {
  const path = join(root, name);
  const source = await fileSource(path);
  await source.close();
  const { etag, lastModified, size: bytes } = source;
  const file = { source: { kind: 'file', path }, name, bytes, etag, lastModified, contentType: 'application/fits' };
  const dataset = { id: name, file, domain: {}, row: { dataproduct_type: 'cube' } } as unknown as Dataset;
  const bus = new InProcessBus();
  bus.answer(resolveDataset, () => dataset);
  const metrics = new Metrics();
  const opener = new SourceOpener({ http: [], s3: [] }, { cacheBytes: 2 ** 20 });
  files = new OpenFiles(bus, { opener, expanded: { directory: join(root, 'expanded'), maxBytes: 2 ** 30 }, logger });
  const kernels = gpu ? 'gpu' : 'wasm';
  const given = { wish: kernels, residentBytes: 2 ** 20, logger, metrics } as const;
  const admission = new Admission({ places, waitMs: 1, what: 'computed products' });
  const open = async () => gpu ?? { unavailable: 'there is none' };
  const settings = new CubeSettings(spool, syncSeconds, kernels, new GpuKernels({ ...given, open }), admission, LIMITS, metrics);
  return { bus, metrics, admission, service: new CubeService(bus, files, settings) };
}

const momentOf = (id: string, ...moments: string[]): CubeRequest => {
  const query: [string, string][] = [['ID', id], ...moments.map((moment): [string, string] => ['MOMENT', moment])];
  return parseCube<CubeOperation>('moment', Params.from(new URLSearchParams(query)));
};

/** What the client gets: the header that tells of the kernels, and the product. */
async function made({ make, ...answer }: MadeAnswer, signal = new AbortController().signal) {
  const { body, leave, instead = answer } = await make!(signal);
  const [{ source }] = body.parts as unknown as { source: Parameters<typeof FitsFile.open>[0] }[];
  const { hdus } = await FitsFile.open(source);
  await leave();
  return { etag: instead.etag, kernel: instead.headers!['sodalite-kernel'], history: hdus[0].header.texts('HISTORY').join(' ') };
}

/** Kernels that call themselves those of a GPU, and end in an error after some channels. */
function failing(after: number, error: Error): GpuBackend {
  const gpu = {
    ...referenceBackend,
    name: 'gpu',
    device: 'made up',
    cubes: { bytes: 0, count: 0, hits: 0, has: () => false },
    clear() {},
    collapse(spec: Parameters<GpuBackend['collapse']>[0]) {
      const collapse = referenceBackend.collapse(spec);
      const add = collapse.add.bind(collapse);
      collapse.add = async (channel, ...rest) => {
        if (channel >= after) throw error;
        await add(channel, ...rest);
      };
      return collapse;
    },
  };
  return gpu as unknown as GpuBackend;
}

test('what a GPU does not finish WebAssembly makes, and the answer says so', async () => {
  await writeFile(join(root, 'line.fits'), gridCube(lineValue));
  const { service, metrics } = await serviceOf('line.fits', { gpu: failing(20, new FatalError('the GPU was lost while it worked')) });
  let announced = '';
  let answer: Awaited<ReturnType<typeof made>> | undefined;
  await service.plan(momentOf('line.fits', '0', '1'), new AbortController().signal, async (planned) => {
    announced = planned.answer.etag;
    expect(planned.answer.headers!['sodalite-kernel']).toMatch(/^gpu;/);
    answer = await made(planned.answer);
  });
  expect(answer!.kernel).toBe('wasm; reason="wasm: the GPU failed: the GPU was lost while it worked"');
  expect(answer!.history).toMatch(/kernels: wasm/);
  expect(answer!.etag).not.toBe(announced);
  const text = await metrics.text();
  expect(text).toContain('sodalite_gpu_failures_total 1');
  expect(text).toContain('sodalite_products_total{operation="moment",kernel="wasm"} 1');
  expect(await readdir(join(root, 'products'))).toHaveLength(1);
});

test('what is wrong with the file is no failure of the GPU', async () => {
  await writeFile(join(root, 'line.fits'), gridCube(lineValue));
  const { service, metrics } = await serviceOf('line.fits', { gpu: failing(0, new CancelledError('enough')) });
  const asked = service.plan(momentOf('line.fits'), new AbortController().signal, async ({ answer }) => void (await made(answer)));
  await expect(asked).rejects.toMatchObject({ fault: 'cancelled' });
  expect(await metrics.text()).toContain('sodalite_gpu_failures_total 0');
});

test('how far a product is is told on the bus, and it ends with all of it', async () => {
  await writeSparseCube(join(root, 'cube.fits'), [512, 512, 64]);
  const { service, bus } = await serviceOf('cube.fits');
  const told: { service: string; id: string; etag: string; part: number }[] = [];
  bus.listen(productProgress, (event) => void told.push(event));
  let etag = '';
  await service.plan(momentOf('cube.fits', '0'), new AbortController().signal, async ({ answer }) => {
    ({ etag } = answer);
    await made(answer);
  });
  expect(told.length).toBeGreaterThan(1);
  expect(told.at(-1)).toEqual({ service: 'cube.moment', id: 'cube.fits', etag, part: 1 });
  expect(told.map(({ part }) => part)).toEqual(told.map(({ part }) => part).toSorted((a, b) => a - b));
});

test('a client that leaves stops the work, and nothing of it is left', async () => {
  await writeSparseCube(join(root, 'cube.fits'), [1024, 1024, 512]);
  const { service, bus, metrics, admission } = await serviceOf('cube.fits');
  const client = new AbortController();
  const parts: number[] = [];
  bus.listen(productProgress, ({ part }) => {
    parts.push(part);
    client.abort(new CancelledError('the client has gone'));
  });
  const asked = service.plan(
    momentOf('cube.fits', '0', '3'),
    client.signal,
    async ({ answer }) => void (await made(answer, client.signal)),
  );
  await expect(asked).rejects.toMatchObject({ fault: 'cancelled' });
  while (admission.active > 0) await new Promise((next) => setTimeout(next, 1));
  await spool.close();
  expect(parts.at(-1)).toBeLessThan(0.5);
  expect(await metrics.text()).not.toContain('sodalite_products_total{');
  expect(await readdir(join(root, 'products'))).toEqual([]);
});

test('who finds no place in time is told to come again', async () => {
  await writeFile(join(root, 'line.fits'), gridCube(lineValue));
  const { service, admission } = await serviceOf('line.fits', { places: 1 });
  const place = await admission.enter();
  const ask = () => service.plan(momentOf('line.fits'), new AbortController().signal, async ({ answer }) => void (await made(answer)));
  await expect(ask()).rejects.toMatchObject({
    fault: 'transient',
    retryAfterSeconds: 10,
    message: expect.stringContaining('computed products'),
  });
  place.leave();
  await ask();
});

test('what takes too long is refused beforehand, too, unless it is kept', async () => {
  await writeFile(join(root, 'line.fits'), gridCube(lineValue));
  const signal = new AbortController().signal;
  const checked = async (service: CubeService): Promise<readonly [trial: unknown, check?: unknown]> => {
    let found: readonly [unknown, unknown] | undefined;
    await service.plan(momentOf('line.fits'), signal, async (planned) => {
      let refusal: unknown;
      try {
        planned.answer.check!();
      } catch (error) {
        refusal = error;
      }
      found = [(trialOf(planned) as { refused?: string }).refused, refusal];
    });
    return found!;
  };
  const { service: hasty } = await serviceOf('line.fits', { syncSeconds: 0 });
  const [refused, error] = await checked(hasty);
  expect(error).toBeInstanceOf(LimitError);
  expect(refused).toBe((error as Error).message);
  expect(refused).toMatch(/SODALITE_SYNC_SECONDS/);
  await files.close();
  const { service: patient } = await serviceOf('line.fits');
  await patient.plan(momentOf('line.fits'), signal, async ({ answer }) => void (await made(answer)));
  expect(await checked(hasty)).toEqual([undefined, undefined]);
});
