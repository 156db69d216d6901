import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { TransientError } from '#faults';
import { describeResultStore } from '../../test/describe-result-store.js';
import { DirectoryObjects } from './directory-objects.js';
import { ResultStore } from './result-store.js';

let directory = '';
beforeAll(() => void (directory = mkdtempSync(join(tmpdir(), 'sodalite-results-'))));
afterAll(() => rmSync(directory, { recursive: true }));

describeResultStore('results in a directory', () => new DirectoryObjects(directory));

test('a disk that is full is said to be, without its path', async () => {
  const objects = new DirectoryObjects('/dev/full');
  await expect(objects.put('j/a', new Uint8Array(1))).rejects.toThrow(TransientError);
  await expect(objects.put('j/a', new Uint8Array(1))).rejects.toThrow(/^the disk for results cannot be used at the moment \(\w+\)$/);
});

test('what a writer left that died is no object, and goes with its job', async () => {
  const objects = new DirectoryObjects(directory);
  await objects.put('dead/p-1', new Uint8Array(3));
  writeFileSync(join(directory, 'dead', 'p-2.1-2-3.part'), 'x');
  expect(await objects.list('dead')).toEqual([{ key: 'dead/p-1', bytes: 3 }]);
  await objects.remove('dead');
  expect(readdirSync(directory)).not.toContain('dead');
});

test('a list of 10⁵ results takes no more memory than one of 10³', async () => {
  const store = new ResultStore(new DirectoryObjects(directory));
  const writer = await store.writer('many', 1);
  for (let i = 0; i < 1e5; i++) await writer.add(i, { id: `c-${i + 1}`, contentType: 'application/fits', bytes: new Uint8Array(100) });
  await writer.flush();
  const heap = () => process.memoryUsage().heapUsed;
  let [seen, most] = [0, 0];
  const before = heap();
  const start = performance.now();
  for await (const entry of store.list('many')) {
    seen += 1;
    if (entry.index % 5000 === 0) most = Math.max(most, heap() - before);
  }
  expect([seen, most < 200e6]).toEqual([1e5, true]);
  expect((await store.find('many', 'c-77777'))?.index).toBe(77776);
  if (process.env.SODALITE_MEASURE) console.log(`10⁵ results listed in ${performance.now() - start} ms, ${most / 1e6} MB`);
});
