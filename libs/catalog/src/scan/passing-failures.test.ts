import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { cubeFile, imageFile, put } from '../../test/made-files.js';
import type { IndexStore as Store } from '../index-store/index-store.js';

/** Opening these paths fails with this code. */
const shut = new Map<string, string>();

jest.unstable_mockModule('node:fs', () => ({
  ...fs,
  open: (path: string, ...rest: [number, (error: Error | null, fd?: number) => void]) => {
    const code = shut.get(path);
    if (code === undefined) fs.open(path, ...rest);
    else rest[1](failure(code));
  },
}));
const { scan } = await import('./scanner.js');
const { IndexStore } = await import('../index-store/index-store.js');

let data: string;
let store: Store;
beforeEach(() => {
  data = fs.realpathSync(fs.mkdtempSync(join(tmpdir(), 'passing-')));
  store = IndexStore.open(':memory:', '');
});
afterEach(() => {
  shut.clear();
  store.close();
  fs.rmSync(data, { recursive: true, force: true });
});

const look = () => scan(store, { roots: [{ path: data, prefix: '' }], authority: 'test.example', collections: [] });
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

function failure(code: string): Error {
  return Object.assign(new Error(`${code}: made up`), { code, errno: -5 });
}
