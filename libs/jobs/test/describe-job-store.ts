import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { FatalError, LimitError } from '#faults';
import type { Job } from '../src/record/job.js';
import { changeJob } from '../src/store/change-job.js';
import type { JobStore } from '../src/store/job-store.js';
import { madeJob } from './made-job.js';

/** What every store of jobs does. @param open opens the same store again, however many are open when `shared` */
export function describeJobStore(name: string, { open, shared }: { open(): Promise<JobStore>; shared: boolean }): void {
  describe(name, () => {
    let store: JobStore;
    beforeEach(async () => void (store = await open()));
    afterEach(() => store.close());

    test('keeps what it is given', async () => {
      const job = madeJob({ owner: 'alice', runId: 'ü', parameters: [{ id: 'ID', value: 'x' }] });
      const { revision } = await store.create(job);
      expect(await store.get(job.id)).toEqual({ job, revision });
      await expect(store.create(job)).rejects.toThrow(FatalError);
      for (const id of ['none', '../x', '', 'a b', 'a.b']) expect(await store.get(id)).toBeUndefined();
    });

    test('keeps it when it is opened again', async () => {
      const [job, other] = [madeJob(), madeJob()];
      const { revision } = await store.create(job);
      await store.create(other);
      await store.replace({ ...job, runId: 'r' }, revision);
      await store.delete(other.id);
      await store.close();
      store = await open();
      expect((await store.get(job.id))?.job.runId).toBe('r');
      expect((await store.list({})).map(({ id }) => id)).toContain(job.id);
      expect((await store.list({})).map(({ id }) => id)).not.toContain(other.id);
    });

    test('of two changes of the same record the second is refused', async () => {
      const job = madeJob();
      const { revision } = await store.create(job);
      const changed = await store.replace({ ...job, phase: 'QUEUED' }, revision);
      expect(changed!.job.phase).toBe('QUEUED');
      expect(await store.replace({ ...job, phase: 'ABORTED' }, revision)).toBeUndefined();
      expect((await store.get(job.id))!.job.phase).toBe('QUEUED');
      await store.delete(job.id);
      expect(await store.replace(job, changed!.revision)).toBeUndefined();
      expect(await store.get(job.id)).toBeUndefined();
    });

    test('changes at the same time all count', async () => {
      const job = madeJob();
      await store.create(job);
      const count = (known: Job): Job => ({ ...known, attempt: known.attempt + 1 });
      await Promise.all(Array.from({ length: 20 }, () => changeJob(store, job.id, count, 5000)));
      expect((await store.get(job.id))!.job.attempt).toBe(20);
    });

    test('jobs are counted by their kinds', async () => {
      const service = `counted${Math.random().toString(36).slice(2, 8)}`;
      for (const phase of ['QUEUED', 'QUEUED', 'ERROR'] as const) await store.create(madeJob({ service, phase }));
      const counts = store.counts().filter((count) => count.service === service);
      expect(Object.fromEntries(counts.map(({ phase, count }) => [phase, count]))).toEqual({ QUEUED: 2, ERROR: 1 });
    });

    test('a job is deleted once', async () => {
      const job = madeJob();
      await store.create(job);
      expect([await store.delete(job.id), await store.delete(job.id), await store.get(job.id)]).toEqual([true, false, undefined]);
      expect(await changeJob(store, job.id, (known) => ({ ...known }))).toBeUndefined();
      expect(await store.list({ service: job.service })).not.toContainEqual(expect.objectContaining({ id: job.id }));
    });

    test('a record is less than 64 KiB', async () => {
      const job = madeJob();
      const { revision } = await store.create(job);
      const parameters = [{ id: 'POS', value: 'x'.repeat(66_000) }];
      await expect(store.replace({ ...job, parameters }, revision)).rejects.toThrow(LimitError);
      await expect(store.create(madeJob({ parameters }))).rejects.toThrow('takes less than 65536 bytes');
      expect((await store.get(job.id))!.job).toEqual(job);
    });

    test('lists by all that is asked', async () => {
      const service = `list-${Date.now().toString(36)}`;
      const jobs = ['PENDING', 'ERROR', 'ERROR', 'ARCHIVED'].map((phase, i) =>
        madeJob({ service, phase: phase as Job['phase'], created: 1000 + i, owner: i % 2 ? 'bob' : undefined }),
      );
      for (const job of jobs.toReversed()) await store.create(job);
      const list = async (query: object) => (await store.list({ service, ...query })).map(({ created }) => created - 1000);
      expect(await list({})).toEqual([0, 1, 2, 3]);
      expect(await list({ phases: ['ERROR'] })).toEqual([1, 2]);
      expect(await list({ phases: ['ERROR', 'PENDING'], owner: { is: undefined } })).toEqual([0, 2]);
      expect(await list({ owner: { is: 'bob' }, after: 1001 })).toEqual([3]);
      expect(await list({ last: 2 })).toEqual([3, 2]);
      expect(await list({ last: 9, after: 1001, phases: ['ERROR'] })).toEqual([2]);
      expect(await list({ service: 'none' })).toEqual([]);
    });

    test('tells of changes', async () => {
      const told: (string | undefined)[] = [];
      const job = madeJob();
      const end = store.watch((id, now) => void (id === job.id && told.push(now?.phase)));
      const { revision } = await store.create(job);
      await store.replace({ ...job, phase: 'QUEUED' }, revision);
      await store.delete(job.id);
      end();
      expect(told).toEqual(['PENDING', 'QUEUED', undefined]);
    });

    const between = shared ? test : test.skip;
    between('what one process changes is seen by another', async () => {
      const other = await open();
      try {
        const seen = Promise.withResolvers<Job['phase']>();
        const job = madeJob();
        const { revision } = await store.create(job);
        store.watch((id, now) => void (id === job.id && now?.phase === 'ABORTED' && seen.resolve(now.phase)));
        expect((await other.get(job.id))!.revision).toBe(revision);
        await other.replace({ ...job, phase: 'ABORTED' }, revision);
        expect(await seen.promise).toBe('ABORTED');
        expect((await store.get(job.id))!.job.phase).toBe('ABORTED');
        expect(await store.replace({ ...job, phase: 'COMPLETED' }, revision)).toBeUndefined();
        const gone = Promise.withResolvers<void>();
        other.watch((id, now) => void (id === job.id && now === undefined && gone.resolve()));
        await store.delete(job.id);
        await gone.promise;
      } finally {
        await other.close();
      }
    });
  });
}
