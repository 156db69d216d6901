import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { ForbiddenError, NotFoundError } from '#faults';
import type { UwsParameter } from '#ivoa';
import { Janitor } from '../src/engine/janitor.js';
import { Jobs } from '../src/engine/jobs.js';
import { JobWorker } from '../src/engine/job-worker.js';
import { JOB_SETTINGS, type JobSettings } from '../src/engine/job-settings.js';
import type { Job } from '../src/record/job.js';
import type { JobQueue } from '../src/queue/job-queue.js';
import type { ResultStore } from '../src/results/result-store.js';
import type { JobStore } from '../src/store/job-store.js';
import { ToyRunner } from './toy-runner.js';

export interface Stack {
  readonly store: JobStore;
  readonly queue: JobQueue;
  readonly results: ResultStore;
  close(): Promise<void>;
}

/** What jobs do, whatever they are kept in. */
export function describeEngine(name: string, open: () => Promise<Stack>): void {
  describe(name, () => {
    let stack: Stack;
    let jobs: Jobs;
    let toy: ToyRunner;
    let workers: JobWorker[];
    const asker = { service: 'toy' };
    const settings: Partial<JobSettings> = { longestRetrySeconds: 0.05, longestWaitSeconds: 600 };
    beforeEach(async () => {
      Logger.overrideLogger(false);
      stack = await open();
      toy = new ToyRunner();
      jobs = new Jobs(stack.store, stack.queue, stack.results, settings, [toy]);
      workers = [];
    });
    afterEach(async () => {
      await Promise.all(workers.map((worker) => worker.drain()));
      await stack.close();
    });

    const work = (places = { interactive: 1, heavy: 1 }) => {
      const worker = new JobWorker({ ...stack, runner: toy, settings: { ...JOB_SETTINGS, ...settings } }, { places });
      workers.push(worker);
      return worker;
    };
    const parameters = (query: string): UwsParameter[] => [...new URLSearchParams(query)].map(([id, value]) => ({ id, value }));
    const create = (query: string, changed: object = {}) => jobs.create(asker, { parameters: parameters(query), ...changed });
    const start = async (query: string, changed: object = {}) => jobs.command(asker, (await create(query, changed)).id, 'RUN');
    const until = async (id: string, ...phases: Job['phase'][]): Promise<Job> => {
      for (
        let job = await jobs.get(asker, id);
        ;
        job = await jobs.wait(asker, id, { seconds: Infinity, phase: job.phase }, new AbortController().signal)
      )
        if (phases.includes(job.phase)) return job;
    };
    const resultIds = async (id: string) => {
      const ids: string[] = [];
      for await (const entry of stack.results.list(id)) ids.push(entry.id);
      return ids;
    };

    test('a job is planned, made and told of', async () => {
      work();
      const { id } = await start('N=5&EMPTY=1&FAIL=3&FAIL=4', { runId: 'night' });
      const job = await until(id, 'COMPLETED');
      expect(job).toMatchObject({ runId: 'night', attempt: 1, slot: 'interactive', estimate: { total: 5, heavy: false } });
      expect(job.progress).toMatchObject({ total: 5, made: 2, empty: 1, failed: 2 });
      expect([job.created <= job.started!, job.started! <= job.ended!, job.error]).toEqual([true, true, undefined]);
      expect(await resultIds(id)).toEqual(['toy-1', 'toy-2', 'toy-3', 'toy-4', 'toy-5']);
      expect(await stack.queue.depth('toy', 'interactive')).toBe(0);
    });

    test('nothing happens before it is started; then its parameters stay as they are', async () => {
      work();
      const { id } = await create('N=1&CIRCLE=1&CIRCLE=2');
      await jobs.setParameters(asker, id, { parameters: parameters('CIRCLE=3&X=4'), runId: 'r' });
      const job = await jobs.get(asker, id);
      expect((await jobs.parameters(job)).map(({ id: name, value }) => `${name}=${value}`)).toEqual(['N=1', 'CIRCLE=3', 'X=4']);
      expect([job.phase, job.runId, toy.made.length]).toEqual(['PENDING', 'r', 0]);
      await jobs.command(asker, id, 'RUN');
      await until(id, 'COMPLETED');
      await expect(jobs.setParameters(asker, id, { parameters: [] })).rejects.toThrow(ForbiddenError);
      await expect(jobs.command(asker, id, 'RUN')).rejects.toThrow('PHASE=RUN has no meaning for a job that is COMPLETED');
      await expect(jobs.command(asker, id, 'ABORT')).rejects.toThrow(ForbiddenError);
    });

    test('more parameters than a record holds', async () => {
      work();
      const { id, parameters: inRecord } = await create(`N=1${'&CIRCLE=123.456+12.345+0.01'.repeat(5000)}`);
      expect(inRecord).toBeUndefined();
      expect(await jobs.parameters(await jobs.get(asker, id))).toHaveLength(5001);
      await jobs.command(asker, id, 'RUN');
      expect((await until(id, 'COMPLETED')).progress!.made).toBe(1);
    });

    test.each([
      ['REFUSE=x', { type: 'fatal', message: 'UsageError: REFUSE is refused, got x' }, 1],
      ['CRASH=1', { type: 'fatal', message: 'Error: internal error' }, 1],
      ['TRANSIENT=1', { type: 'transient', message: 'ServiceUnavailable: the toy is busy' }, 3],
    ])('%s ends the job with the reason', async (query, error, attempts) => {
      work();
      const { id } = await start(query);
      const job = await until(id, 'ERROR');
      expect(job.error).toMatchObject(error);
      expect([job.attempt, job.ended! >= job.created]).toEqual([attempts, true]);
      while ((await stack.queue.depth('toy', 'interactive')) > 0) await pause(20);
    });

    test('ABORT stops the work and keeps what is finished', async () => {
      work();
      const { id } = await start('N=1000&MS=20');
      await until(id, 'EXECUTING');
      while (toy.made.length < 3) await pause(10);
      const job = await jobs.command(asker, id, 'ABORT');
      expect([job.phase, job.ended !== undefined]).toEqual(['ABORTED', true]);
      while (toy.ended.length === 0) await pause(10);
      while ((await stack.queue.depth('toy', 'interactive')) > 0) await pause(10);
      const made = toy.made.length;
      expect(await resultIds(id)).toHaveLength(made);
      expect((await jobs.get(asker, id)).progress!.made).toBe(made);
      expect((await jobs.get(asker, id)).phase).toBe('ABORTED');
    });

    test('a job that waits or was never started can be aborted', async () => {
      const [pending, queued] = [await create('N=1'), await start('N=1')];
      for (const { id } of [pending, queued]) expect((await jobs.command(asker, id, 'ABORT')).phase).toBe('ABORTED');
      work();
      const last = await start('N=1');
      await until(last.id, 'COMPLETED');
      expect(toy.made).toEqual([`${last.id}/0`]);
    });

    test('EXECUTIONDURATION ends it, and what is finished stays', async () => {
      work();
      const { id } = await start('N=1000&MS=50', { executionSeconds: 1 });
      const job = await until(id, 'ABORTED');
      expect(job.error!.message).toContain('stopped after 1 s (EXECUTIONDURATION)');
      expect(job.progress!.made).toBeGreaterThan(0);
      expect(await resultIds(id)).toHaveLength(job.progress!.made);
    });

    test('the time can be changed while it runs', async () => {
      work();
      const { id } = await start('N=1000&MS=50', { executionSeconds: 600 });
      await until(id, 'EXECUTING');
      expect((await jobs.setDuration(asker, id, 1)).executionSeconds).toBe(1);
      await until(id, 'ABORTED');
    });

    test('deleting ends the work and leaves nothing', async () => {
      work();
      const { id } = await start('N=1000&MS=20');
      await until(id, 'EXECUTING');
      while (toy.made.length < 2) await pause(10);
      await jobs.delete(asker, id);
      await expect(jobs.get(asker, id)).rejects.toThrow(NotFoundError);
      while (toy.ended.length === 0) await pause(10);
      while ((await stack.queue.depth('toy', 'interactive')) > 0) await pause(10);
      expect([await resultIds(id), (await jobs.list(asker, { phases: [] })).filter((job) => job.id === id)]).toEqual([[], []]);
    });

    test('large jobs go into a slot of their own, and small ones pass', async () => {
      const { id: large } = await start('N=1000&MS=20&HEAVY=1');
      const { id: next } = await start('N=1000&MS=20&HEAVY=1');
      const { id: small } = await start('N=1');
      work();
      await until(small, 'COMPLETED');
      const [first, second] = [await until(large, 'EXECUTING'), await jobs.get(asker, next)];
      expect([first.slot, second.phase, second.slot, second.quote !== undefined]).toEqual(['heavy', 'QUEUED', 'heavy', true]);
      for (const id of [large, next]) await jobs.command(asker, id, 'ABORT');
    });

    test('a worker that has to leave gives its job back, and another goes on with it', async () => {
      const first = work();
      const { id } = await start('N=40&MS=20');
      await until(id, 'EXECUTING');
      while (toy.made.length < 5) await pause(5);
      await first.drain();
      const given = await jobs.get(asker, id);
      expect([given.phase, given.failures, given.progress!.made >= 5]).toEqual(['QUEUED', 0, true]);
      work();
      const job = await until(id, 'COMPLETED');
      expect([job.attempt, job.progress!.made]).toEqual([2, 40]);
      expect(new Set(toy.made).size).toBe(toy.made.length); // none was made again
    });

    test('a draining worker ends what it can in time, and takes nothing new', async () => {
      const first = work();
      const [{ id }, { id: other }] = [await start('N=10&MS=20'), await start('N=1')];
      await until(id, 'EXECUTING');
      await first.drain(60_000);
      expect([(await jobs.get(asker, id)).phase, (await jobs.get(asker, other)).phase]).toEqual(['COMPLETED', 'QUEUED']);
    });

    test('what was started and is in no queue is found', async () => {
      const { id } = await create('N=1');
      const { job, revision } = (await stack.store.get(id))!;
      await stack.store.replace({ ...job, phase: 'QUEUED', changed: 0 }, revision);
      work();
      const janitor = new Janitor(jobs, stack.store, stack.queue, stack.results, { everyMs: 1e6 });
      await janitor.tidy();
      await until(id, 'COMPLETED');
      await janitor.close();
    });

    test('after DESTRUCTION the results are gone and the job is ARCHIVED, then forgotten', async () => {
      work();
      const { id } = await start('N=1');
      await until(id, 'COMPLETED');
      await jobs.setDestruction(asker, id, new Date(Date.now() - 1));
      expect((await jobs.list(asker, { phases: [] })).map((job) => job.id)).not.toContain(id);
      expect((await jobs.list(asker, { phases: ['ARCHIVED'] })).map((job) => job.id)).toContain(id);
      expect([(await jobs.get(asker, id)).phase, await resultIds(id)]).toEqual(['ARCHIVED', []]);
      await expect(jobs.setDestruction(asker, id, new Date())).rejects.toThrow(ForbiddenError);
      const forgetful = new Jobs(stack.store, stack.queue, stack.results, { archiveSeconds: 0 });
      const janitor = new Janitor(forgetful, stack.store, stack.queue, stack.results, { everyMs: 1e6 });
      await janitor.tidy();
      await expect(jobs.get(asker, id)).rejects.toThrow(NotFoundError);
      await janitor.close();
    });

    test('a job that still runs at its DESTRUCTION ends', async () => {
      work();
      const { id } = await start('N=1000&MS=20');
      await until(id, 'EXECUTING');
      await jobs.setDestruction(asker, id, new Date(Date.now() - 1));
      const janitor = new Janitor(jobs, stack.store, stack.queue, stack.results, { everyMs: 1e6 });
      await janitor.tidy();
      while (toy.ended.length === 0) await pause(10);
      while ((await stack.queue.depth('toy', 'interactive')) > 0) await pause(10);
      expect([(await jobs.get(asker, id)).phase, await resultIds(id)]).toEqual(['ARCHIVED', []]);
      await janitor.close();
    });

    test('only the owner sees and changes', async () => {
      const alice = { ...asker, owner: 'alice' };
      const { id } = await jobs.create(alice, { parameters: [] });
      for (const other of [asker, { ...asker, owner: 'bob' }]) {
        await expect(jobs.get(other, id)).rejects.toThrow(ForbiddenError);
        await expect(jobs.command(other, id, 'RUN')).rejects.toThrow(ForbiddenError);
        await expect(jobs.delete(other, id)).rejects.toThrow(ForbiddenError);
        expect((await jobs.list(other, { phases: [] })).map((job) => job.id)).not.toContain(id);
      }
      await expect(jobs.get({ ...alice, service: 'other' }, id)).rejects.toThrow(NotFoundError);
      expect((await jobs.list(alice, { phases: [] })).map((job) => job.id)).toContain(id);
    });

    test('limits are brought within, and a quote comes by itself', async () => {
      const { maxExecutionSeconds: most, maxLifeSeconds } = JOB_SETTINGS;
      const { id, ...job } = await create('N=10&MS=1000', { executionSeconds: 1e9, destruction: new Date('2999-01-01') });
      expect([job.executionSeconds, job.destruction <= Date.now() + 1000 * maxLifeSeconds]).toEqual([most, true]);
      expect((await jobs.setDuration(asker, id, 0)).executionSeconds).toBe(most);
      const { id: other, created } = await create('N=10&MS=1000');
      while ((await jobs.get(asker, other)).quote === undefined) await pause(5);
      expect((await jobs.get(asker, other)).quote! - created).toBeGreaterThanOrEqual(10_000);
    });

    test('a blocking poll ends with the phase, the time or the client, and not before', async () => {
      const { id } = await create('N=1');
      const { signal } = new AbortController();
      const begun = performance.now();
      expect((await jobs.wait(asker, id, { seconds: 0.2 }, signal)).phase).toBe('PENDING');
      expect(performance.now() - begun).toBeGreaterThan(190);
      expect((await jobs.wait(asker, id, { seconds: Infinity, phase: 'QUEUED' }, signal)).phase).toBe('PENDING');
      const gone = new AbortController();
      const left = jobs.wait(asker, id, { seconds: Infinity }, gone.signal);
      gone.abort();
      expect((await left).phase).toBe('PENDING');
      const waiting = jobs.wait(asker, id, { seconds: Infinity, phase: 'PENDING' }, signal);
      await pause(20);
      await jobs.setDuration(asker, id, 77); // no change of the phase
      await jobs.command(asker, id, 'RUN');
      expect(await waiting).toMatchObject({ phase: 'QUEUED', executionSeconds: 77 });
      await jobs.command(asker, id, 'ABORT');
      expect((await jobs.wait(asker, id, { seconds: Infinity }, signal)).phase).toBe('ABORTED');
    });
  });
}
