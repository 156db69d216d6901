import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { mkdtempSync, realpathSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { UsageError } from '#faults';
import { collectionSchema } from '#ops';
import { cubeFile, imageFile, put } from '../../test/made-files.js';
import { CatalogEngine } from './engine.js';
import type { EngineSettings, Told } from './protocol.js';

let top: string;
let told: Told[];
let open: CatalogEngine[];
beforeEach(() => {
  top = realpathSync(mkdtempSync(join(tmpdir(), 'engine-')));
  told = [];
  open = [];
});
afterEach(async () => {
  for (const engine of open) await engine.close();
  rmSync(top, { recursive: true, force: true });
});

function start(settings: Partial<EngineSettings> = {}): CatalogEngine {
  const all = {
    data: join(top, 'data'),
    state: join(top, 'state'),
    authority: 'test.example',
    maxExpanded: 2 ** 30,
    collections: [],
    rescanSeconds: 3600,
    ...settings,
  };
  const engine = CatalogEngine.open(all, (event) => void told.push(event));
  open.push(engine);
  return engine;
}

async function stop(engine: CatalogEngine): Promise<void> {
  open = open.filter((one) => one !== engine);
  await engine.close();
}

const readCount = () =>
  told.flatMap((one) => ('event' in one && one.event === 'log' ? [(one.details as { read: number }).read] : [])).reduce((a, b) => a + b, 0);
const keys = async (engine: CatalogEngine) => (await engine.sample(100)).map(({ key }) => key).sort();

test('not ready before the first scan is through, then it answers', async () => {
  put(top, 'data/a.fits', cubeFile());
  put(top, 'data/bad.fits', 'nothing');
  const engine = start();
  expect([engine.status().ready, engine.resolve('a.fits')]).toEqual([false, { record: undefined, complete: false }]);
  await engine.rescan();
  expect(engine.status()).toMatchObject({ ready: true, datasets: 1, refusedFiles: 1 });
  expect(engine.resolve('a.fits')).toMatchObject({ record: { source: { path: join(top, 'data/a.fits') } }, complete: true });
  expect(engine.resolve('bad.fits')).toMatchObject({
    record: undefined,
    fault: { kind: 'damaged', reason: expect.stringMatching(/^\S.+/) },
    complete: true,
  });
  for (const key of ['../secret.fits', '/etc/passwd', './a.fits', 'a.fits\0', 'bad.fits', 'A.FITS'])
    expect(engine.resolve(key).record).toBeUndefined();
  for (const key of ['other.fits', '../secret.fits']) expect(engine.resolve(key).fault).toBeUndefined();
});

test('a kept index answers at once, and only what changed is read again', async () => {
  for (let i = 0; i < 5; i++) put(top, `data/${i}.fits`, imageFile(i));
  const first = start();
  await first.rescan();
  expect(readCount()).toBe(5);
  await stop(first);

  told = [];
  put(top, 'data/2.fits', cubeFile());
  rmSync(join(top, 'data/3.fits'));
  const second = start();
  expect(second.status()).toMatchObject({ ready: true, datasets: 5 });
  await second.rescan();
  expect(readCount()).toBe(1);
  expect(await keys(second)).toEqual(['0.fits', '1.fits', '2.fits', '4.fits']);
  expect(second.resolve('2.fits').record?.row.dataproduct_type).toBe('cube');
});

test.each([
  ['garbage', (file: string) => writeFileSync(file, 'this is no database, and long enough to look like one '.repeat(100))],
  ['half of it', (file: string) => writeFileSync(file, Buffer.alloc(5000, 1))],
])('an index file that is %s is made anew', async (_, spoil) => {
  put(top, 'data/a.fits', imageFile());
  const first = start();
  await first.rescan();
  await stop(first);
  spoil(join(top, 'state/catalog/index.sqlite'));
  const second = start();
  expect(second.status().ready).toBe(false);
  await second.rescan();
  expect(await keys(second)).toEqual(['a.fits']);
});

test('another configuration makes another index', async () => {
  put(top, 'data/a.fits', imageFile());
  const first = start();
  await first.rescan();
  await stop(first);
  const second = start({ collections: [collectionSchema.parse({ obs_collection: 'X' })] });
  expect(second.status().ready).toBe(false);
  await second.rescan();
  expect(second.resolve('a.fits').record?.row.obs_collection).toBe('X');
});

test('another bound on what is inside compressed files makes another index: what was refused may not be', async () => {
  put(top, 'data/a.fits.gz', gzipSync(cubeFile()));
  const first = start({ maxExpanded: 5000 });
  await first.rescan();
  expect(first.resolve('a.fits.gz').record?.refusal).toMatch(/SODALITE_MAX_EXPANDED/);
  await stop(first);
  const second = start();
  await second.rescan();
  expect(second.resolve('a.fits.gz').record).toMatchObject({ compression: 'gzip', row: { dataproduct_type: 'cube' } });
});

test('one state directory for one process', async () => {
  const engine = start();
  expect(() => start()).toThrow(UsageError);
  expect(() => start()).toThrow(`is in use by process ${process.pid}`);
  await stop(engine);
  // A process that died without a word leaves its files behind, but no lock.
  writeFileSync(join(top, 'state/catalog/lock.owner'), '1\n');
  await start().rescan();
});

test('a state directory that cannot be made is named', () => {
  put(top, 'file', '');
  expect(() => start({ state: join(top, 'file/state') })).toThrow(/SODALITE_STATE must be a directory that can be written to/);
});

test('data and state in one directory are refused: products would become data', () => {
  put(top, 'data/a.fits', imageFile());
  expect(() => start({ state: join(top, 'data') })).toThrow(/SODALITE_STATE must be another directory/);
});

test('new, changed and removed files are noticed while it runs', async () => {
  put(top, 'data/a.fits', imageFile());
  const engine = start();
  await engine.rescan();
  put(top, 'data/later/b.fits', imageFile());
  await until(async () => (await keys(engine)).length === 2);
  put(top, 'data/later/c.fits', imageFile()); // the new directory is watched as well
  await until(async () => (await keys(engine)).length === 3);
  put(top, 'data/a.fits', cubeFile());
  await until(() => engine.resolve('a.fits').record?.row.dataproduct_type === 'cube');
  renameSync(join(top, 'data/a.fits'), join(top, 'data/z.fits'));
  rmSync(join(top, 'data/later/b.fits'));
  await until(async () => (await keys(engine)).join() === 'later/c.fits,z.fits');
  expect(told.filter((one) => 'event' in one && one.event === 'changed').length).toBeGreaterThanOrEqual(4);
});

test('without any watching the periodic look finds it', async () => {
  const data = join(top, 'not-yet');
  const engine = start({ data, rescanSeconds: 0.2 }); // a root that does not exist cannot be watched
  await engine.rescan();
  expect(engine.status()).toMatchObject({ ready: true, datasets: 0 });
  put(data, 'a.fits', imageFile());
  await until(async () => (await keys(engine)).length === 1);
});

test('the state directory below the data is no data', async () => {
  put(top, 'data/a.fits', imageFile());
  put(top, 'data/var/spool/product.fits', imageFile());
  const engine = start({ state: join(top, 'data/var') });
  await engine.rescan();
  expect(await keys(engine)).toEqual(['a.fits']);
});

async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) await new Promise((resolve) => setTimeout(resolve, 20));
}
