import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { mkdtempSync, realpathSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { UsageError } from '#faults';
import { Params, parseSia2 } from '#ivoa';
import { collectionSchema } from '#ops';
import { cubeFile, imageFile, imageHdu, put } from '../../test/made-files.js';
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

const query = (text: string) => parseSia2(Params.from(new URLSearchParams(text)));
async function found(engine: CatalogEngine, text: string): Promise<string> {
  const batches = engine.search(query(text));
  const names: string[] = [];
  for (;;) {
    const { value, done } = await batches.next();
    if (done) return `${names.join(' ')}${value ? ' …' : ''}`;
    names.push(...value.map(({ record }) => record.row.obs_id));
  }
}

test('search: every parameter, exact at the edges', async () => {
  put(top, 'data/cube.fits', cubeFile(10, 20));
  put(top, 'data/east.fits', imageFile(0, 0, { OBJECT: 'Origin', CALIBLEV: 3 }));
  put(top, 'data/pole.fits', imageFile(0, 90));
  const allSky = { CTYPE1: 'RA---AIT', CTYPE2: 'DEC--AIT', CRVAL1: 0, CRVAL2: 0, CRPIX1: 180.5, CRPIX2: 90.5, CDELT1: -1, CDELT2: 1 };
  put(top, 'data/sky.fits', imageHdu([360, 180], allSky));
  put(top, 'data/spectrum.fits', imageHdu([100], { CTYPE1: 'WAVE', CRVAL1: 5e-7, CDELT1: 1e-10 }));
  put(top, 'data/nowhere.fits', imageHdu([5, 5]));
  const engine = start();
  await engine.rescan();
  const light = 299792458;
  const cases: [string, string][] = [
    ['', 'cube east nowhere pole sky'],
    ['POS=CIRCLE 10 20 0.01', 'cube sky'],
    ['POS=CIRCLE 10 20.1 0.05', 'sky'],
    ['POS=CIRCLE 10 20.1 0.061', 'cube sky'],
    ['POS=CIRCLE 359.99 0 0.001', 'east sky'],
    ['POS=RANGE 359.9 0.1 -0.1 0.1', 'east sky'],
    ['POS=RANGE 0 360 89.99 90', 'pole sky'],
    ['POS=RANGE -Inf +Inf -Inf +Inf', 'cube east pole sky'],
    ['POS=POLYGON 9 19 11 19 11 21 9 21', 'cube sky'],
    ['POS=CIRCLE 10 20 0.01&POS=CIRCLE 0 0 0.01', 'cube east sky'],
    [`BAND=${light / 1.42e9}`, 'cube'],
    [`BAND=${light / 1.4245e9}`, 'cube'],
    [`BAND=-Inf ${light / 1.43e9}`, ''],
    ['BAND=-Inf +Inf', 'cube'],
    ['POL=V', 'cube'],
    ['POL=U', ''],
    ['POL=U&POL=I', 'cube'],
    ['TIME=58849.1 60000', 'cube'],
    ['TIME=58849.2 60000', ''],
    ['FOV=0.1 0.2', 'cube east pole'],
    ['FOV=300 +Inf', 'sky'],
    ['SPATRES=18', 'cube'],
    ['SPECRP=1000 2000', 'cube'],
    ['EXPTIME=8640', 'cube'],
    ['TIMERES=0 +Inf', ''],
    ['TARGET=Origin', 'east'],
    ['TARGET=origin', ''],
    ['FACILITY=WSRT&INSTRUMENT=DZB', 'cube'],
    ['COLLECTION=data&CALIB=3', 'east'],
    ['DPTYPE=spectrum', 'spectrum'],
    ['DPTYPE=image&DPTYPE=cube&POS=CIRCLE 0 0 1', 'east sky'],
    ['ID=ivo://test.example/data?cube.fits', 'cube'],
    ['ID=IVO://TEST.example/data?CUBE%2Efits', 'cube'],
    ['ID=ivo://test.example/data?spectrum.fits&ID=ivo://x/y', 'spectrum'],
    ['ID=ivo://test.example/data?../cube.fits', ''],
    ['FORMAT=application/x-votable%2Bxml;content=datalink&POL=I', 'cube'],
    ['FORMAT=image/jpeg', ''],
    ['RELEASEDATE=2020-01-01 2030-01-01', ''],
    ['MAXREC=2', 'cube east …'],
    ['MAXREC=5', 'cube east nowhere pole sky'],
    ['MAXREC=0', ''],
    ["TARGET=' OR 1=1 --", ''],
  ];
  for (const [text, expected] of cases) expect(`${text} → ${await found(engine, text)}`).toBe(`${text} → ${expected}`);
});

test('search: thousands of values of one parameter', async () => {
  put(top, 'data/cube.fits', cubeFile(10, 20, { CALIBLEV: 2 }));
  put(top, 'data/east.fits', imageFile(0, 0, { OBJECT: 'Origin', CALIBLEV: 3 }));
  const engine = start();
  await engine.rescan();
  const many = (parameter: string, value: (i: number) => string | number, count = 1500) =>
    Array.from({ length: count }, (_, i) => `${parameter}=${value(i)}`).join('&');
  const light = 299792458;
  const cases: [string, string, string][] = [
    [many('ID', (i) => `ivo://test.example/data?${i}.fits`), 'ID=ivo://test.example/data?EAST.fits', 'east'],
    [many('TARGET', (i) => `T${i}`), 'TARGET=Origin', 'east'],
    [many('CALIB', () => 4), 'CALIB=2', 'cube'],
    [many('POS', (i) => `CIRCLE ${100 + (i % 200)} 5 0.1`), 'POS=CIRCLE 10 20 0.01', 'cube'],
    [many('POS', (i) => `RANGE 200 201 ${i / 100} 60`, 900), 'POS=POLYGON 9 19 11 19 11 21 9 21', 'cube'],
    [many('BAND', (i) => i + 1, 900), `BAND=${light / 1.42e9}`, 'cube'],
    [many('BAND', (i) => i + 1), `BAND=${light / 1.42e9}`, 'cube'],
    [many('POL', () => 'U'), 'POL=V', 'cube'],
    [many('FOV', (i) => `${300 + i} ${301 + i}`), 'FOV=0.1 0.2', 'cube east'],
  ];
  for (const [others, right, expected] of cases) {
    expect([right, await found(engine, others)]).toEqual([right, '']);
    expect([right, await found(engine, `${others}&${right}`)]).toEqual([right, expected]);
  }
  // All that SQLite is asked for at once
  const every = ['POS=CIRCLE 1 2 3', 'BAND=1', 'TIME=1', 'FOV=1 2', 'SPATRES=1', 'SPECRP=1', 'EXPTIME=1', 'TIMERES=1', 'POL=U'];
  expect(await found(engine, every.flatMap((one) => Array<string>(1000).fill(one)).join('&'))).toBe('');
});

async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) await new Promise((resolve) => setTimeout(resolve, 20));
}
