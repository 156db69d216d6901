import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { mkdtempSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Worker } from 'node:worker_threads';
import { gzipSync } from 'node:zlib';
import { DamagedError, TransientError, UsageError } from '#faults';
import { Params, parseSia2 } from '#ivoa';
import { makeLogger } from '#ops';
import { fileSource } from '#storage';
import { cubeFile, imageFile, put } from '../test/made-files.js';
import { DirectoryCatalog, withAccessUrl } from './index.js';

// The index thread runs the compiled code of dist/: `npm test` builds before it tests.
let top: string;
let open: DirectoryCatalog[] = [];
beforeEach(() => {
  top = realpathSync(mkdtempSync(join(tmpdir(), 'catalog-')));
});
afterEach(async () => {
  for (const catalog of open) await catalog.close();
  open = [];
  rmSync(top, { recursive: true, force: true });
});

async function start(): Promise<DirectoryCatalog> {
  const config = { data: join(top, 'data'), state: join(top, 'state'), authority: 'test.example', maxExpanded: 2 ** 30, collections: [] };
  const catalog = await DirectoryCatalog.open(config, makeLogger({ level: 'silent' }));
  open.push(catalog);
  return catalog;
}

const idOf = (key: string) => `ivo://test.example/data?${key}`;

test('resolves an ID in any spelling to the same dataset, from the cache the second time', async () => {
  const path = put(top, 'data/hi/ngc 1.fits', cubeFile());
  put(top, 'data/b.fits.gz', gzipSync(imageFile()));
  const catalog = await start();
  await catalog.rescan();
  const dataset = await catalog.resolve(idOf('hi/ngc%201.fits'));
  expect(dataset).toMatchObject({ id: idOf('hi/ngc%201.fits'), refusal: undefined, row: { dataproduct_type: 'cube' } });
  expect(await catalog.resolve('IVO://Test.Example/data?hi%2Fngc 1.fits')).toBe(dataset);
  const source = await fileSource(path);
  expect(dataset?.file).toEqual({
    source: { kind: 'file', path },
    compression: undefined,
    name: 'ngc 1.fits',
    bytes: source.size,
    etag: source.etag,
    lastModified: source.lastModified,
    contentType: 'application/fits',
  });
  await source.close();
  expect(await catalog.resolve(idOf('b.fits.gz'))).toMatchObject({
    file: { compression: 'gzip', contentType: 'application/gzip' },
    refusal: undefined,
    domain: { circle: { lonDeg: expect.closeTo(10, 6) } },
  });
  expect(catalog.status()).toMatchObject({ ready: true, datasets: 2, refusedFiles: 0 });
  expect((await catalog.sample(5)).map(({ id }) => id)).toEqual([idOf('hi/ngc%201.fits'), idOf('b.fits.gz')]);
});

test('IDs that try paths are unknown', async () => {
  put(top, 'data/a.fits', imageFile());
  const secret = put(top, 'secret.fits', imageFile());
  symlinkSync(secret, join(top, 'data/link.fits'));
  const catalog = await start();
  await catalog.rescan();
  const tries = ['../secret.fits', '..%2Fsecret.fits', '%2e%2e/secret.fits', '%252e%252e/secret.fits', secret, encodeURIComponent(secret)];
  for (const key of [
    ...tries,
    'link.fits',
    'a.fits%00',
    'a.fits%00.txt',
    './a.fits',
    '/a.fits',
    'a.fits/',
    '%',
    '',
    'A.fits',
    'data/a.fits',
  ])
    expect(await catalog.resolve(idOf(key))).toBeUndefined();
  for (const id of ['a.fits', secret, 'ivo://other/data?a.fits', 'file:///etc/passwd', 'ivo://test.example/data?'])
    expect(await catalog.resolve(id)).toBeUndefined();
  expect(await catalog.resolve(idOf('a.fits'))).toBeDefined();
});

test('who asks for a damaged file is told what is wrong with it and where, without its path', async () => {
  const cut = imageFile().subarray(0, 2880 + 100);
  put(top, 'data/deep/cut.fits', cut);
  put(top, 'data/deep/no.fits', 'SIMPLE  = perhaps');
  const catalog = await start();
  await catalog.rescan();
  const asked = catalog.resolve(idOf('deep/cut.fits'));
  await expect(asked).rejects.toThrow(DamagedError);
  await expect(asked).rejects.toThrow(/^cut\.fits \(HDU 0, byte \d+\): \S/);
  await expect(catalog.resolve(idOf('deep/no.fits'))).rejects.toThrow(/^no\.fits.*: \S/);
  put(top, 'data/deep/cut.fits', imageFile());
  await catalog.rescan();
  expect(await catalog.resolve(idOf('deep/cut.fits'))).toBeDefined();
});

test('a link that is turned to somewhere else does not lead there', async () => {
  const path = put(top, 'data/a.fits', imageFile());
  const secret = put(top, 'secret.fits', imageFile());
  const link = join(top, 'data/link.fits');
  symlinkSync(path, link);
  const catalog = await start();
  await catalog.rescan();
  rmSync(link);
  symlinkSync(secret, link);
  // Whether or not the change has been seen by now, the path is that of the scan.
  const file = (await catalog.resolve(idOf('link.fits')))?.file;
  expect([undefined, { kind: 'file', path }]).toContainEqual(file?.source);
  await catalog.rescan();
  expect(await catalog.resolve(idOf('link.fits'))).toBeUndefined();
});

test('what changes is told, and the cache lets go of it', async () => {
  put(top, 'data/a.fits', imageFile());
  const catalog = await start();
  await catalog.rescan();
  const before = await catalog.resolve(idOf('a.fits'));
  const changed = new Promise<void>((resolve) => catalog.onChanged(resolve));
  put(top, 'data/a.fits', cubeFile());
  await changed;
  const after = await catalog.resolve(idOf('a.fits'));
  expect([before?.row.dataproduct_type, after?.row.dataproduct_type]).toEqual(['image', 'cube']);
});

test('searches come over in batches and in order', async () => {
  for (let i = 0; i < 600; i++) put(top, `data/${String(i).padStart(4, '0')}.fits`, imageFile(i / 10, 0));
  const catalog = await start();
  await catalog.rescan();
  const search = (text: string) => catalog.search(parseSia2(Params.from(new URLSearchParams(text))));
  const all = await search('');
  expect([all.rows.length, all.overflow]).toEqual([600, false]);
  expect(all.rows.map(({ obs_id }) => obs_id)).toEqual(all.rows.map(({ obs_id }) => obs_id).sort());
  expect(await search('MAXREC=501')).toMatchObject({ overflow: true, rows: { length: 501 } });
  const [row] = (await search('POS=CIRCLE 0 0 0.001')).rows;
  expect(row.access_url).toBeNull();
  expect(withAccessUrl(row, 'https://vo.example/x').access_url).toBe(
    'https://vo.example/x/datalink/links?ID=ivo%3A%2F%2Ftest.example%2Fdata%3F0000.fits',
  );
});

test('an index thread that dies is replaced', async () => {
  put(top, 'data/a.fits', imageFile());
  const catalog = await start();
  await catalog.rescan();
  const { worker } = (catalog as unknown as { thread: { worker: Worker } }).thread;
  const asked = catalog.search(parseSia2(Params.from([])));
  await Promise.all([expect(asked).rejects.toThrow(TransientError), worker.terminate()]);
  expect(catalog.status().ready).toBe(false);
  await expect(catalog.resolve(idOf('a.fits'))).rejects.toThrow(TransientError);
  while (!catalog.status().ready) await new Promise((resolve) => setTimeout(resolve, 20));
  expect(await catalog.resolve(idOf('a.fits'))).toBeDefined();
});

test('a second process is refused with a sentence, and the lock ends with its holder', async () => {
  const first = await start();
  await expect(start()).rejects.toThrow(UsageError);
  await expect(start()).rejects.toThrow(/SODALITE_STATE .* in use by process/);
  await first.close();
  await first.close();
  expect(first.status()).toMatchObject({ ready: false, phase: 'stopped' });
  await (await start()).rescan();
});
