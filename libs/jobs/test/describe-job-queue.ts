import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { JobQueue } from '../src/queue/job-queue.js';

/** What every queue does; `services` are there when it is opened. */
export function describeJobQueue(name: string, open: (services: string[]) => Promise<JobQueue>): void {
  describe(name, () => {
    let queue: JobQueue;
    let service = '';
    let serial = 0;
    const open1 = new AbortController().signal;
    const take = async (slot: 'interactive' | 'heavy' = 'interactive') => (await queue.take(service, slot, open1))!;
    beforeEach(async () => {
      service = `q-${process.pid}-${serial++}`;
      queue = await open([service, `${service}-b`]);
    });
    afterEach(() => queue.close());

    test('gives each job once, the oldest first', async () => {
      for (const job of ['a', 'b', 'c']) await queue.add(service, 'interactive', job);
      const leases = [await take(), await take(), await take()];
      expect(leases.map(({ job, slot }) => [job, slot])).toEqual(['a', 'b', 'c'].map((job) => [job, 'interactive']));
      await Promise.all(leases.map((lease) => lease.done()));
      expect(await queue.depth(service, 'interactive')).toBe(0);
    });

    test('who waits gets what comes', async () => {
      const waiting = [take(), take()];
      await pause(20);
      await queue.add(service, 'interactive', 'a');
      await queue.add(service, 'interactive', 'b');
      const leases = await Promise.all(waiting);
      expect(leases.map(({ job }) => job).sort()).toEqual(['a', 'b']);
      for (const lease of leases) await lease.done();
    });

    test('small work does not wait behind large, nor one service behind another', async () => {
      await queue.add(service, 'heavy', 'large');
      await queue.add(`${service}-b`, 'interactive', 'other');
      await queue.add(service, 'interactive', 'small');
      expect((await take()).job).toBe('small');
      expect((await take('heavy')).job).toBe('large');
    });

    test('a job is there once, until it is done', async () => {
      await queue.add(service, 'interactive', 'a');
      await queue.add(service, 'interactive', 'a');
      const lease = await take();
      await queue.add(service, 'interactive', 'a');
      expect([await queue.has(service, 'interactive', 'a'), await queue.depth(service, 'interactive')]).toEqual([true, 1]);
      await lease.done();
      expect([await queue.has(service, 'interactive', 'a'), await queue.depth(service, 'interactive')]).toEqual([false, 0]);
      await queue.add(service, 'interactive', 'a');
      expect((await take()).job).toBe('a');
    });

    test('what is given back comes again, after a while when it was asked so', async () => {
      await queue.add(service, 'interactive', 'a');
      await (await take()).retry(0);
      const start = Date.now();
      await (await take()).retry(200);
      const again = await take();
      expect([again.job, Date.now() - start >= 190]).toEqual(['a', true]);
      await again.done();
      expect(await queue.has(service, 'interactive', 'a')).toBe(false);
    });

    test('who waits no more gets nothing, and takes nothing from others', async () => {
      const gone = new AbortController();
      const waiting = queue.take(service, 'interactive', gone.signal);
      await pause(20);
      gone.abort();
      expect(await waiting).toBeUndefined();
      expect(await queue.take(service, 'interactive', gone.signal)).toBeUndefined();
      await queue.add(service, 'interactive', 'a');
      expect((await take()).job).toBe('a');
    });
  });
}
