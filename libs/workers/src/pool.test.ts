import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { closeWorkers, runInWorker, setWorkerThreads, workerThreads } from './pool.js';

const directory = mkdtempSync(join(tmpdir(), 'sodalite-worker-'));
const file = join(directory, 'worker.mjs');
writeFileSync(
  file,
  `import { threadId } from 'node:worker_threads';
   export default ({ bytes, fail }) => {
     if (fail) throw new Error('no such tile');
     return { sum: bytes.reduce((a, b) => a + b, 0), threadId };
   };`,
);
afterAll(async () => {
  await closeWorkers();
  rmSync(directory, { recursive: true });
});

interface Task {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly fail?: boolean;
}
const task = { file } as { file: string; types?: (task: Task) => { sum: number; threadId: number } };

test('a task runs in another thread; what is transferred is no longer ours', async () => {
  const bytes = Uint8Array.of(1, 2, 3);
  const { sum, threadId } = await runInWorker(task, { bytes }, [bytes.buffer]);
  expect(sum).toBe(6);
  expect(threadId).toBeGreaterThan(0);
  expect(bytes.length).toBe(0);
});

test('what a worker throws comes back, and the pool goes on', async () => {
  const bytes = new Uint8Array(4);
  await expect(runInWorker(task, { bytes, fail: true })).rejects.toThrow('no such tile');
  const sums = await Promise.all(Array.from({ length: 50 }, (_, i) => runInWorker(task, { bytes: Uint8Array.of(i, 1) })));
  expect(sums.map(({ sum }) => sum)).toEqual(Array.from({ length: 50 }, (_, i) => i + 1));
});

test('after it was closed, the next task begins a new pool', async () => {
  await closeWorkers();
  expect((await runInWorker(task, { bytes: Uint8Array.of(7) })).sum).toBe(7);
});

test('no more tasks run at a time than it was told', async () => {
  const before = workerThreads;
  await closeWorkers();
  setWorkerThreads(1);
  try {
    expect(workerThreads).toBe(1);
    const answers = await Promise.all(Array.from({ length: 20 }, () => runInWorker(task, { bytes: Uint8Array.of(1) })));
    expect(new Set(answers.map(({ threadId }) => threadId)).size).toBe(1);
  } finally {
    setWorkerThreads(before);
    await closeWorkers();
  }
});
