import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { cubeFile, expansion, imageFile, put } from '../../test/made-files.js';
import type { SqliteIndex as Store } from '../index-store/sqlite-index.js';

/** Opening these paths fails with this code. */
const shut = new Map<string, string>();
/** Looking at these paths, and at what lies below them, fails with this code. */
const out = new Map<string, string>();

jest.unstable_mockModule('node:fs', () => ({
  ...fs,
  open: (path: string, ...rest: [number, (error: Error | null, fd?: number) => void]) => {
    const code = shut.get(path);
    if (code === undefined) fs.open(path, ...rest);
    else rest[1](failure(code));
  },
  readdirSync: unlessOut(fs.readdirSync),
  statSync: unlessOut(fs.statSync),
  lstatSync: unlessOut(fs.lstatSync),
  realpathSync: unlessOut(fs.realpathSync),
}));
const { scan } = await import('./scanner.js');
const { SqliteIndex } = await import('../index-store/sqlite-index.js');

let data: string;
let store: Store;
beforeEach(() => {
  data = fs.realpathSync(fs.mkdtempSync(join(tmpdir(), 'passing-')));
  store = SqliteIndex.open(':memory:', '');
});
afterEach(() => {
  shut.clear();
  out.clear();
  store.close();
  fs.rmSync(data, { recursive: true, force: true });
});

const look = () => scan(store, { roots: [{ path: data, prefix: '' }], authority: 'test.example', expanded: expansion, collections: [] });
const reasons = () => [...store.entries()].map((entry) => ('reason' in entry ? `${entry.key} ${entry.reason}` : entry.key));

test.each([
  ['EMFILE', 'cannot be read at the moment (EMFILE)', 'transient'],
  ['EIO', 'cannot be read at the moment (EIO)', 'transient'],
  ['ESTALE', 'cannot be read at the moment (ESTALE)', 'transient'],
  ['EACCES', 'may not be read', undefined],
])('a file that could not be opened (%s) is tried again, although it has not changed', async (code, reason, kind) => {
  shut.set(put(data, 'a.fits', cubeFile()), code);
  expect(await look()).toMatchObject({ read: 1 });
  expect([reasons(), store.faultOf('a.fits')?.kind]).toEqual([[`a.fits ${reason}`], kind]);
  expect(await look()).toMatchObject({ read: 0 }); // the same failure again is no news
  shut.clear();
  expect(await look()).toMatchObject({ read: 1 });
  expect([reasons(), store.faultOf('a.fits')]).toEqual([['a.fits'], undefined]);
  expect(await look()).toMatchObject({ read: 0 });
});

test('a damaged file is not read again as long as it stands', async () => {
  const path = put(data, 'a.fits', 'SIMPLE  = no');
  put(data, 'b.fits.gz', gzipSync(imageFile()).subarray(0, 60));
  expect(await look()).toMatchObject({ read: 2 });
  expect([store.faultOf('a.fits')?.kind, store.faultOf('b.fits.gz')?.kind]).toEqual(['damaged', 'damaged']);
  shut.set(path, 'EIO');
  expect(await look()).toMatchObject({ read: 0 });
});

test.each(['EIO', 'ESTALE', 'EACCES', 'EMFILE'])('a directory that cannot be read for a while (%s) keeps its datasets', async (code) => {
  for (const name of ['sub/a.fits', 'sub/deep/b.fits', 'sub-c.fits', 'sub0.fits', 'z.fits']) put(data, name, imageFile());
  await look();
  const names = reasons();
  out.set(join(data, 'sub'), code);
  fs.rmSync(join(data, 'z.fits'));
  expect(await look()).toMatchObject({ finished: true, removed: 1 });
  const trouble = `sub the directory cannot be read (${code})`;
  expect(reasons()).toEqual([trouble, ...names.filter((name) => name !== 'z.fits')].sort());
  expect(store.get('sub/deep/b.fits')).toBeDefined();
  expect(await look()).toMatchObject({ read: 0, removed: 0 });
  out.clear();
  fs.rmSync(join(data, 'sub/a.fits'));
  expect(await look()).toMatchObject({ read: 0, removed: 2 }); // with the trouble
  expect(reasons()).toEqual(['sub-c.fits', 'sub/deep/b.fits', 'sub0.fits']);
  fs.rmSync(join(data, 'sub'), { recursive: true });
  expect(await look()).toMatchObject({ removed: 1 });
});

test('the data directory itself cannot be read for a while', async () => {
  for (const name of ['sub/a.fits', 'b.fits']) put(data, name, imageFile());
  await look();
  out.set(data, 'EIO');
  expect(await look()).toMatchObject({ removed: 0 });
  expect(reasons()).toEqual(['. the directory cannot be read (EIO)', 'b.fits', 'sub/a.fits']);
  out.clear();
  expect(await look()).toMatchObject({ read: 0, removed: 1 });
});

test('a data directory that has gone, as when its file system is unmounted, keeps its datasets', async () => {
  put(data, 'sub/a.fits', imageFile());
  await look();
  out.set(data, 'ENOENT');
  expect(await look()).toMatchObject({ removed: 0 });
  expect(reasons()).toEqual(['. the directory cannot be read (ENOENT)', 'sub/a.fits']);
  expect(store.get('sub/a.fits')).toBeDefined();
  out.clear();
  expect(await look()).toMatchObject({ read: 0, removed: 1 });
});

test('links and files that cannot be looked at for a while stay; what was never known is no unknown ID', async () => {
  const there = put(data, 'there/a.fits', imageFile());
  const file = put(data, 'b.fits', imageFile());
  fs.symlinkSync(join(data, 'there'), join(data, 'link'));
  fs.symlinkSync(there, join(data, 'link.fits'));
  await look();
  const names = reasons();
  out.set(join(data, 'link'), 'EIO').set(join(data, 'link.fits'), 'EIO').set(file, 'ESTALE');
  out.set(put(data, 'new.fits', imageFile()), 'EIO');
  expect(await look()).toMatchObject({ removed: 0 });
  const trouble = ['link is a symbolic link that cannot be followed (EIO)', 'new.fits cannot be examined (EIO)'];
  expect(reasons()).toEqual([...names, ...trouble].sort());
  expect(store.faultOf('new.fits')?.kind).toBe('transient');
  out.clear();
  fs.rmSync(there);
  await look();
  expect(reasons()).toEqual(['b.fits', 'link.fits is a symbolic link that leads nowhere (ENOENT)', 'new.fits']);
});

function unlessOut<F extends (...args: never[]) => unknown>(call: F): F {
  return ((...args: never[]) => {
    for (const [top, code] of out) if (args[0] === top || String(args[0]).startsWith(`${top}/`)) throw failure(code);
    return call(...args);
  }) as F;
}

function failure(code: string): Error {
  return Object.assign(new Error(`${code}: made up`), { code, errno: -5 });
}
