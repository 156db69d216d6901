import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { describeJobQueue } from '../../test/describe-job-queue.js';
import { madeJob } from '../../test/made-job.js';
import { DirectoryJobStore } from '../store/directory-job-store.js';
import { LocalJobQueue } from './local-job-queue.js';

describeJobQueue('the queue of one process', async () => new LocalJobQueue());

test('after a restart those wait who had not ended, the oldest first', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'sodalite-queue-'));
  const store = await DirectoryJobStore.open(directory);
  for (const [id, phase, slot] of [
    ['c', 'QUEUED', 'interactive'],
    ['a', 'PENDING', 'interactive'],
    ['h', 'EXECUTING', 'heavy'],
    ['b', 'EXECUTING', 'interactive'],
    ['d', 'COMPLETED', 'interactive'],
  ] as const)
    await store.create(madeJob({ id, phase, slot, created: 1000 + id.charCodeAt(0) }));
  const queue = await LocalJobQueue.open(store);
  const { signal } = new AbortController();
  const taken = [
    await queue.take('toy', 'interactive', signal),
    await queue.take('toy', 'interactive', signal),
    await queue.take('toy', 'heavy', signal),
  ];
  expect(taken.map((lease) => lease?.job)).toEqual(['b', 'c', 'h']);
  expect(await queue.depth('toy', 'interactive')).toBe(2);
  await store.close();
  rmSync(directory, { recursive: true });
});
