import { randomUUID } from 'node:crypto';
import { Logger } from '@nestjs/common';
import { CancelledError, DomainError, FatalError, TransientError } from '#faults';
import { spanned, takeUp, whatIsDone, type TakenUp, type Tracer } from '#ops';
import type { Estimate, Job, Progress } from '../record/job.js';
import { failedJob, isActive, mayPass, moved } from '../record/transitions.js';
import type { JobQueue, Lease } from '../queue/job-queue.js';
import type { ResultStore } from '../results/result-store.js';
import type { ResultWriter } from '../results/result-writer.js';
import { changeJob } from '../store/change-job.js';
import type { JobStore } from '../store/job-store.js';
import type { JobRunner } from './job-runner.js';
import type { JobSettings } from './job-settings.js';
import { runnableJob } from './runnable-job.js';

export interface AttemptParts {
  readonly store: JobStore;
  readonly queue: JobQueue;
  readonly results: ResultStore;
  readonly runner: JobRunner;
  readonly settings: JobSettings;
  /** where the spans of jobs begin */
  readonly tracer?: Tracer;
}

/** Why work is ended from outside: the client asked, the time is over, the job is gone, another has it, or the process ends. */
type Stop = 'aborted' | 'overtime' | 'deleted' | 'lost' | 'drained';

/** How long a store that cannot be reached is waited for, before the job is left to others. */
const PATIENCE_MS = 60_000;
const PROGRESS_MS = 1000;
/** The record is looked at now and then, though news should come by themselves. */
const LOOK_MS = 10_000;
const LONGEST_TIMER_MS = 2 ** 31 - 1;

const logger = new Logger('jobs');

/** Works at one job until it ends, somebody ends it, or it has to be left to another attempt. */
export async function attemptJob(parts: AttemptParts, lease: Lease, drain: AbortSignal): Promise<void> {
  const holder = randomUUID();
  const job = await changeJob(parts.store, lease.job, (known) => takenUp(known, lease, holder, parts), PATIENCE_MS);
  if (job?.holder === holder)
    return await takeUp(spanOf(job, parts), { ...job.origin, jobId: job.id }, () => new JobAttempt(parts, lease, job, holder).work(drain));
  // A crash may have come between the record and the queue.
  if (job && isActive(job) && job.slot !== lease.slot) await parts.queue.add(job.service, job.slot, job.id);
  await lease.done();
}

function spanOf({ id, service, attempt }: Job, { tracer }: AttemptParts): TakenUp {
  return { tracer, name: `job ${service}`, kind: 'consumer', attributes: { 'sodalite.job_id': id, 'sodalite.attempt': attempt } };
}

function takenUp(job: Job, lease: Lease, holder: string, { runner, settings }: AttemptParts): Job {
  if (!isActive(job) || job.slot !== lease.slot || job.service !== runner.service || job.holder === holder) return job;
  if (job.failures < settings.maxFailures)
    return { ...job, holder, attempt: job.attempt + 1, failures: job.failures + 1, changed: Date.now() };
  if (job.error) return moved(job, 'ERROR');
  return failedJob(job, new FatalError(`the job ended ${job.failures} workers and is not tried again`));
}

class JobAttempt {
  private readonly end = new AbortController();
  private stop: Stop | undefined;
  private overtime: NodeJS.Timeout | undefined;
  private writer: ResultWriter | undefined;
  private part: number | undefined;

  constructor(
    private readonly parts: AttemptParts,
    private readonly lease: Lease,
    private job: Job,
    private readonly holder: string,
  ) {}

  async work(drain: AbortSignal): Promise<void> {
    const { store, results } = this.parts;
    const unwatch = store.watch((id, job) => void (id === this.job.id && this.see(job)));
    const look = setInterval(
      () =>
        void store.get(this.job.id).then(
          (stored) => this.see(stored?.job),
          () => undefined,
        ),
      LOOK_MS,
    ).unref();
    const tell = setInterval(() => void this.tellProgress(), PROGRESS_MS).unref();
    const drained = (): void => this.halt('drained');
    drain.addEventListener('abort', drained, { once: true });
    if (drain.aborted) drained();
    try {
      this.see((await store.get(this.job.id))?.job);
      this.end.signal.throwIfAborted();
      const job = await runnableJob(results, this.job);
      const estimate = this.job.estimate ?? (await spanned('plan', () => this.parts.runner.plan(job, this.end.signal)));
      if (estimate.heavy && this.lease.slot === 'interactive') return await this.moveToHeavy(estimate);
      this.writer = await results.writer(job.id, this.job.attempt);
      if (!(await this.begin(estimate))) return await this.endStopped();
      const { writer } = this;
      await spanned('make', () => this.parts.runner.run(job, writer, this.end.signal, (part) => void (this.part = part)));
      this.end.signal.throwIfAborted();
      await this.writer.flush();
      await this.change((known) => moved(known, 'COMPLETED', { progress: this.progress() }));
      await this.lease.done();
    } catch (error) {
      if (this.stop) await this.endStopped();
      else await this.endFailed(error);
    } finally {
      this.writer?.discard();
      clearTimeout(this.overtime);
      clearInterval(look);
      clearInterval(tell);
      drain.removeEventListener('abort', drained);
      unwatch();
    }
  }

  /** News of the record. */
  private see(job: Job | undefined): void {
    if (!job) return this.halt('deleted');
    if (!isActive(job)) return this.halt('aborted');
    // Until the first news, the record may be told as it was before this attempt.
    if (job.attempt > this.job.attempt || (job.attempt === this.job.attempt && job.holder !== this.holder)) return this.halt('lost');
    if (job.attempt < this.job.attempt) return;
    const isOther = job.executionSeconds !== this.job.executionSeconds || job.started !== this.job.started;
    this.job = job;
    if (isOther) this.watchTime();
  }

  private halt(stop: Stop): void {
    if (this.stop) return;
    this.stop = stop;
    this.end.abort(new CancelledError(`the job was ended (${stop})`));
  }

  private watchTime(): void {
    clearTimeout(this.overtime);
    const { started, executionSeconds } = this.job;
    if (started === undefined || executionSeconds === 0) return;
    const left = Math.max(0, started + executionSeconds * 1000 - Date.now());
    this.overtime = setTimeout(() => this.halt('overtime'), Math.min(left, LONGEST_TIMER_MS)).unref();
  }

  /** whether it is still ours */
  private async begin(estimate: Estimate): Promise<boolean> {
    const quote = quoteOf(estimate);
    const job = await this.change((known) =>
      moved(known, 'EXECUTING', {
        estimate,
        quote,
        error: undefined,
        started: known.started ?? Date.now(),
        progress: this.progress(estimate),
      }),
    );
    if (job) this.job = job;
    this.watchTime();
    return this.stop === undefined && job?.phase === 'EXECUTING';
  }

  private async moveToHeavy(estimate: Estimate): Promise<void> {
    await this.change((known) =>
      moved(known, 'QUEUED', { estimate, quote: quoteOf(estimate), slot: 'heavy', failures: known.failures - 1 }),
    );
    await this.parts.queue.add(this.job.service, 'heavy', this.job.id);
    await this.lease.done();
  }

  private async endFailed(error: unknown): Promise<void> {
    const { maxFailures, longestRetrySeconds } = this.parts.settings;
    whatIsDone()?.span?.failed(error);
    if (!(error instanceof DomainError)) logger.error({ error, job: this.job.id }, 'a defect ended a job');
    await this.writer?.flush().catch(() => undefined);
    const again = mayPass(error) && this.job.failures < maxFailures;
    const progress = this.progress();
    await this.change((known) => {
      const failed = failedJob({ ...known, progress }, error);
      // The reason stays in the record: should the attempts run out, it is told.
      return again ? moved({ ...failed, ended: undefined }, 'QUEUED') : failed;
    });
    if (again) await this.lease.retry(1000 * Math.min(error.retryAfterSeconds ?? longestRetrySeconds, longestRetrySeconds));
    else await this.lease.done();
  }

  private async endStopped(): Promise<void> {
    const { store, results, settings } = this.parts;
    if (this.stop === 'lost') return this.lease.abandon();
    await this.writer?.flush().catch(() => undefined);
    const progress = this.progress();
    if (this.stop === 'drained') {
      await this.change((known) => moved(known, 'QUEUED', { progress, failures: Math.max(0, known.failures - 1) }));
      return await this.lease.retry(0);
    }
    if (this.stop === 'overtime') {
      const message = `stopped after ${this.job.executionSeconds} s (EXECUTIONDURATION); up to ${settings.maxExecutionSeconds} s can be asked for`;
      await this.change((known) => moved(known, 'ABORTED', { progress, error: { type: 'transient', message } }));
      return await this.lease.done();
    }
    const job = await changeJob(store, this.job.id, (known) => ({ ...known, progress }), PATIENCE_MS);
    if (!job || job.phase === 'ARCHIVED') await results.delete(this.job.id);
    await this.lease.done();
  }

  /** Changes the record while it is of this attempt. A write whose answer was lost is not done twice. */
  private async change(change: (job: Job) => Job): Promise<Job | undefined> {
    return changeJob(
      this.parts.store,
      this.job.id,
      (known) => (known.holder === this.holder && isActive(known) ? change(known) : known),
      PATIENCE_MS,
    );
  }

  private progress(estimate = this.job.estimate): Progress {
    const counts = this.writer?.counts ?? { made: 0, empty: 0, failed: 0, bytes: 0 };
    return { total: estimate?.total ?? 0, ...counts, part: this.part };
  }

  private async tellProgress(): Promise<void> {
    const { progress: told, phase } = this.job;
    const now = this.progress();
    if (this.stop || phase !== 'EXECUTING' || !told || JSON.stringify(told) === JSON.stringify(now)) return;
    try {
      await changeJob(this.parts.store, this.job.id, (known) =>
        known.holder === this.holder && known.phase === 'EXECUTING' ? { ...known, progress: now } : known,
      );
    } catch (error) {
      if (!(error instanceof TransientError)) throw error;
    }
  }
}

const quoteOf = ({ seconds }: Estimate): number | undefined => (seconds === undefined ? undefined : Date.now() + 1000 * seconds);
