import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { InProcessBus } from '#bus';
import { OpenFiles, resolveDataset, type Dataset } from '#catalog';
import { NotFoundError, UnsupportedError } from '#faults';
import { FitsFile } from '#fits';
import { Params, parseCube, type CubeOperation } from '#ivoa';
import { Metrics } from '#ops';
import { fileSource, SourceOpener, Spool } from '#storage';
import { Admission } from '#web';
import { CubeService } from './cube.service.js';
import { GpuKernels } from './gpu-kernels.js';
import { CubeSettings } from './settings.js';
import { trialOf } from './trial.js';

const folder = fileURLToPath(new URL('../../../libs/products/test/cube/masks/', import.meta.url));
const LIMITS = { maxProduct: 2 ** 30, maxVertices: 9, maxRings: 9, maxCombinations: 9 };

let root: string;
let spool: Spool;
let files: OpenFiles;
let service: CubeService;

/** A service over the cube of the goldens, and the masks that belong to it. */
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'sodalite-masks-'));
  await mkdir(join(root, 'expanded'));
  spool = await Spool.open({ directory: join(root, 'products'), maxBytes: 2 ** 30 });
  const bus = new InProcessBus();
  bus.answer(resolveDataset, ({ id }) => datasetOf(id));
  const logger = { info: () => {}, warn: () => {} };
  const opener = new SourceOpener({ http: [], s3: [] }, { cacheBytes: 2 ** 20 });
  files = new OpenFiles(bus, { opener, expanded: { directory: join(root, 'expanded'), maxBytes: 2 ** 30 }, logger });
  const metrics = new Metrics();
  const open = async () => ({ unavailable: 'there is none' });
  const gpu = new GpuKernels({ wish: 'wasm', residentBytes: 0, logger, metrics, open });
  const admission = new Admission({ waitMs: 1, what: 'computed products' });
  service = new CubeService(bus, files, new CubeSettings(spool, 1000, 'wasm', gpu, admission, LIMITS, metrics));
});
afterAll(async () => {
  await spool.close();
  await files.close();
  await rm(root, { recursive: true, force: true });
});

async function datasetOf(id: string): Promise<Dataset> {
  if (id === 'nothing') throw new NotFoundError('there is no dataset nothing');
  const path = join(folder, id === 'spectrum' ? 'cube.fits' : id);
  const source = await fileSource(path);
  await source.close();
  const { etag, lastModified, size: bytes } = source;
  const file = { source: { kind: 'file', path }, name: id, bytes, etag, lastModified, contentType: 'application/fits' };
  const refusal = id === 'spectrum' ? 'it is a table' : undefined;
  return { id, file, domain: {}, row: { dataproduct_type: 'cube' }, refusal } as unknown as Dataset;
}

const signal = new AbortController().signal;
const requestOf = (query: string) => parseCube<CubeOperation>('moment', Params.from(new URLSearchParams(`ID=cube.fits&${query}`)));

/** NCHAN of a product, and the card of the primary header. */
async function made(query: string): Promise<{ readonly nchan: number[]; readonly masktype: unknown; readonly etag: string }> {
  let found: Awaited<ReturnType<typeof made>> | undefined;
  await service.plan(requestOf(`ERRORS=1&${query}`), signal, async ({ answer }) => {
    const { body, leave } = await answer.make!(signal);
    const [{ source }] = body.parts as unknown as { source: Parameters<typeof FitsFile.open>[0] }[];
    const { hdus } = await FitsFile.open(source);
    const { dataOffset, image } = hdus.find(({ name }) => name === 'NCHAN')!;
    const bytes = Buffer.from(await source.read({ offset: dataOffset, length: 2 * image!.axes.reduce((a, b) => a * b, 1) }));
    const nchan = Array.from({ length: bytes.length / 2 }, (_, i) => bytes.readInt16BE(2 * i));
    found = { nchan, masktype: hdus[0].header.value('MASKTYPE'), etag: answer.etag };
    await leave();
  });
  return found!;
}

test.each<[string, string, string]>([
  ['two levels', 'TWOLEVEL=1', 'TWOLEVEL'],
  ['two levels, others', 'TWOLEVEL=1&HI=5&NHI=3&LO=1.5&NLO=1', 'TWOLEVEL'],
  ['small regions', 'TWOLEVEL=1&MINBEAMS=2', 'TWOLEVEL'],
  ['grown', 'TWOLEVEL=1&GROWXY=2.3&GROWV=1', 'TWOLEVEL'],
  ['smoothed by boxes', 'SMOOTHXY=box 3&SMOOTHV=box 5&SMOOTHSIGMA=4&MINBEAMS=1&GROWXY=1.5', 'SMOOTH'],
  ['two levels of the smoothed cube', 'TWOLEVEL=smoothed&SMOOTHXY=gauss 12&SMOOTHV=hanning&MINBEAMS=1', 'TWOLEVEL'],
  ['median of channels', 'NSIGMA=2&CENTRE=median&NOISESCOPE=channel', 'NSIGMA'],
  ['user mask, coarse', 'MASK=coarse.fits', 'MASK'],
  ['user mask, an image', 'MASK=image.fits&NSIGMA=1', 'MASK NSIGMA'],
  ['M12NSIGMA', 'TWOLEVEL=1&GROWXY=2&M12NSIGMA=3&MOMENT=1', 'TWOLEVEL'],
])('%s: %s', async (name, query, masktype) => {
  const cases = JSON.parse(gunzipSync(await readFile(`${folder}masks.json.gz`)).toString()) as { name: string; nchan: number[] }[];
  const found = await made(query);
  expect(found.nchan).toEqual(cases.find((each) => each.name === name)!.nchan);
  expect(found.masktype).toBe(masktype);
});

test('another mask is another product', async () => {
  const etags = await Promise.all(['MASK=coarse.fits', 'MASK=turned.fits', ''].map(async (query) => (await made(query)).etag));
  expect(new Set(etags).size).toBe(3);
});

test('a trial run names the passes, over the cube and over the bits of its mask', async () => {
  let trial: object | undefined;
  await service.plan(requestOf('MASK=image.fits&TWOLEVEL=1&GROWXY=1&DRYRUN=1'), signal, async (planned) => void (trial = trialOf(planned)));
  expect(trial).toMatchObject({
    passes: 3,
    passNames: ['noise', 'MASK (bits)', 'two levels of the cube', 'regions of the mask (bits)', 'growth of the mask (bits)', 'sums'],
  });
});

test.each<[string, string, new (...args: never[]) => Error]>([
  ['MASK=nothing', 'MASK: there is no dataset nothing', NotFoundError],
  ['MASK=spectrum', 'MASK: spectrum cannot be read: it is a table', UnsupportedError],
])('%s is refused', async (query, message, kind) => {
  const asked = service.plan(requestOf(query), signal, async () => {});
  await expect(asked).rejects.toThrow(message);
  await expect(asked).rejects.toBeInstanceOf(kind);
});
