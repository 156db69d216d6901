import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { VERSION } from '#ops';
import { SqliteIndex } from './sqlite-index.js';

let directory: string;
let file: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'sodalite-index-'));
  file = join(directory, 'index.sqlite');
  const store = SqliteIndex.open(file, 'rules');
  store.beginScan();
  store.put({ key: 'a.fits', stamp: '1', reason: 'is a test' });
  store.endScan();
  store.close();
});
afterEach(() => rm(directory, { recursive: true }));

/** Whether the index was kept: a new one has not been through a scan. */
function isKept(fingerprint = 'rules'): boolean {
  const store = SqliteIndex.open(file, fingerprint);
  const { complete } = store;
  expect(store.counts()).toEqual({ datasets: 0, refused: complete ? 1 : 0 });
  store.close();
  return complete;
}

const change = (sql: string) => {
  const database = new DatabaseSync(file);
  database.exec(sql);
  database.close();
};

test('is kept from one start to the next', () => {
  expect(isKept()).toBe(true);
});

test.each<[string, () => unknown]>([
  ['a table is missing', () => change('DROP TABLE records')],
  ['a column has another name', () => change('ALTER TABLE files RENAME COLUMN stamp TO mark')],
  ['another release made it', () => change(`UPDATE meta SET value = replace(value, '${VERSION} ', '0.0.1 ') WHERE name = 'version'`)],
  ['it is no database', () => writeFile(file, 'no database at all, but long enough to look like one '.repeat(100))],
  ['it is empty', () => writeFile(file, '')],
])('is made anew when %s', async (_, damage) => {
  await damage();
  expect(isKept()).toBe(false);
});

test('tells why a dataset cannot be had, and only of what was meant to be one', () => {
  const store = SqliteIndex.open(':memory:', '');
  store.beginScan();
  store.put({ key: 'a.fits', stamp: '1', reason: 'no END', fault: 'damaged' });
  store.put({ key: 'b.fits', stamp: '', reason: 'cannot be read at the moment (EIO)', fault: 'transient' });
  store.put({ key: 'c.fits', stamp: '', reason: 'is a symbolic link that leaves the data directories' });
  expect(['a.fits', 'b.fits', 'c.fits', 'd.fits'].map((key) => store.faultOf(key))).toEqual([
    { kind: 'damaged', reason: 'no END' },
    { kind: 'transient', reason: 'cannot be read at the moment (EIO)' },
    undefined,
    undefined,
  ]);
  store.put({ key: 'a.fits', stamp: '2', reason: 'is not a regular file' });
  expect(store.faultOf('a.fits')).toBeUndefined();
  store.close();
});

test('is made anew under other rules', () => {
  expect(isKept('other rules')).toBe(false);
});
