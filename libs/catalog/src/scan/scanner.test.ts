import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { mkdtempSync, realpathSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { collectionSchema } from '#ops';
import { cubeFile, expansion, imageFile, put } from '../../test/made-files.js';
import { SqliteIndex } from '../index-store/sqlite-index.js';
import { readEntry, scan } from './scanner.js';

let data: string;
let store: SqliteIndex;
beforeEach(() => {
  data = realpathSync(mkdtempSync(join(tmpdir(), 'scan-')));
  store = SqliteIndex.open(':memory:', '');
});
afterEach(() => {
  store.close();
  rmSync(data, { recursive: true, force: true });
});

const options = () => ({ roots: [{ path: data, prefix: '' }], authority: 'test.example', expanded: expansion, collections: [] });

test('a scan that is broken off removes nothing and is not complete', async () => {
  for (const name of ['a', 'b', 'c']) put(data, `${name}.fits`, imageFile());
  await scan(store, options());
  expect(store.complete).toBe(true);
  rmSync(join(data, 'a.fits'));
  expect(await scan(store, { ...options(), signal: AbortSignal.abort() })).toMatchObject({ finished: false, removed: 0 });
  expect(store.counts().datasets).toBe(3);
  expect(await scan(store, options())).toMatchObject({ finished: true, removed: 1, read: 0, scanned: 2 });
});

test('a file that turns bad and good again', async () => {
  put(data, 'a.fits', imageFile());
  await scan(store, options());
  put(data, 'a.fits', 'no more');
  await scan(store, options());
  expect([store.get('a.fits'), store.counts()]).toEqual([undefined, { datasets: 0, refused: 1 }]);
  put(data, 'a.fits', cubeFile());
  await scan(store, options());
  expect(store.get('a.fits')?.row.dataproduct_type).toBe('cube');
  expect(store.counts()).toEqual({ datasets: 1, refused: 0 });
});

test('behind a link the real path is kept, and the collection is that of the link', async () => {
  const real = put(data, 'store/a.fits', cubeFile());
  symlinkSync(join(data, 'store'), join(data, 'shown'));
  symlinkSync(real, join(data, 'b.fits'));
  const collection = collectionSchema.parse({ root: 'shown', obs_collection: 'SHOWN' });
  const look = () => scan(store, { ...options(), collections: [{ collection, root: join(data, 'shown') }] });
  await look();
  const records = () => ['b.fits', 'shown/a.fits', 'store/a.fits'].map((key) => store.get(key));
  expect(records().map((record) => record?.row.obs_collection)).toEqual([basename(data), 'SHOWN', 'store']);
  expect(records().map((record) => record?.source)).toEqual(Array(3).fill({ kind: 'file', path: real }));
  expect(await look()).toMatchObject({ read: 0 });
  // The same file by inode, size and time, but no longer where it was.
  renameSync(join(data, 'store'), join(data, 'moved'));
  for (const link of ['shown', 'b.fits']) rmSync(join(data, link));
  symlinkSync(join(data, 'moved'), join(data, 'shown'));
  symlinkSync(join(data, 'moved/a.fits'), join(data, 'b.fits'));
  expect(await look()).toMatchObject({ read: 3, removed: 1 });
  const moved = { kind: 'file', path: join(data, 'moved/a.fits') };
  expect(records().map((record) => record?.source)).toEqual([moved, moved, undefined]);
});

test('damaged headers: a dataset with sound numbers, or a reason that was foreseen', async () => {
  let state = 1;
  const random = (below: number): number => (state = (state * 48271) % 2147483647) % below; // Park and Miller
  const values = ['0', '1E308', '-1E308', '1E-320', 'NaN', '90.0', "'X'", '-1', '2147483648', '1E30', 'T', ''];
  const cube = cubeFile();
  const cards = Buffer.from(cube).toString('latin1').indexOf('END     ') / 80;
  let datasets = 0;
  for (let i = 0; i < 250; i++) {
    const bytes = Buffer.from(cube);
    for (let k = 0; k <= random(4); k++) bytes.write(values[random(values.length)].padStart(20), random(cards) * 80 + 10, 'latin1');
    const path = put(data, 'x.fits', bytes);
    const found = { key: 'x.fits', source: { kind: 'file', path }, place: path, collectionName: 'data', stamp: '' } as const;
    const entry = await readEntry(found, options());
    if ('reason' in entry) {
      expect(entry.reason).not.toMatch(/cannot be used/);
      continue;
    }
    datasets++;
    const { row, circle } = entry.record;
    const numbers = [...Object.values(row), ...Object.values(circle ?? {}), ...(row.s_region ?? [])].filter(
      (value) => typeof value === 'number',
    );
    expect(numbers.every(Number.isFinite)).toBe(true);
    expect([row.em_min! <= row.em_max!, row.t_min! <= row.t_max!]).toEqual([true, true]); // null <= null
  }
  expect(datasets).toBeGreaterThan(75);
});
