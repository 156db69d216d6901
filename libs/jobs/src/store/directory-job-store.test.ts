import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { UsageError } from '#faults';
import { describeJobStore } from '../../test/describe-job-store.js';
import { madeJob } from '../../test/made-job.js';
import { DirectoryJobStore } from './directory-job-store.js';

let directory = '';
beforeAll(() => void (directory = mkdtempSync(join(tmpdir(), 'sodalite-jobs-'))));
afterAll(() => rmSync(directory, { recursive: true }));

describeJobStore('jobs in a directory', { open: () => DirectoryJobStore.open(join(directory, 'a')), shared: false });

test('one process has a directory', async () => {
  const store = await DirectoryJobStore.open(join(directory, 'b'));
  await expect(DirectoryJobStore.open(join(directory, 'b'))).rejects.toThrow(UsageError);
  await store.close();
  await (await DirectoryJobStore.open(join(directory, 'b'))).close();
});

test('what is no record is put aside, and what was not finished is removed', async () => {
  const path = join(directory, 'c');
  const store = await DirectoryJobStore.open(path);
  const { job } = await store.create(madeJob());
  await store.close();
  writeFileSync(join(path, 'jtorn.json'), '{"job":{"id":"jto');
  writeFileSync(join(path, `${job.id}.json.7.part`), '{');
  const again = await DirectoryJobStore.open(path);
  expect(again.damaged).toEqual(['jtorn.json']);
  expect((await again.list({})).map(({ id }) => id)).toEqual([job.id]);
  expect(
    readdirSync(path)
      .filter((name) => !name.startsWith('lock'))
      .sort(),
  ).toEqual([`${job.id}.json`, 'jtorn.json.damaged']);
  await again.close();
});

test('records are read again when memory does not hold them', async () => {
  const store = await DirectoryJobStore.open(join(directory, 'd'));
  const first = madeJob({ runId: 'first' });
  await store.create(first);
  for (let i = 0; i < 1100; i++) await store.create(madeJob());
  expect((await store.get(first.id))?.job).toEqual(first);
  await store.close();
});
