import { Logger } from '@nestjs/common';
import type { JobSummary } from '../record/job.js';
import { isActive } from '../record/transitions.js';
import type { JobQueue } from '../queue/job-queue.js';
import type { ResultStore } from '../results/result-store.js';
import type { JobStore } from '../store/job-store.js';
import type { Jobs } from './jobs.js';

const EVERY_MS = 30_000;
/** An active job whose record did not change for so long is looked for in the queue. */
const QUIET_MS = 60_000;
/** Results without a record: their job may be about to be created. */
const ORPHAN_MS = 24 * 3_600_000;

/** Ends what is over, and puts right what a crash left between record, queue and results. Any number of processes may have one. */
export class Janitor {
  private readonly logger = new Logger('jobs');
  private readonly timer: NodeJS.Timeout;
  private round: Promise<void>;

  constructor(
    private readonly jobs: Jobs,
    private readonly store: JobStore,
    private readonly queue: JobQueue,
    private readonly results: ResultStore,
    { everyMs = EVERY_MS, quietMs = QUIET_MS } = {},
  ) {
    this.timer = setInterval(() => void (this.round = this.round.then(() => this.tidy(quietMs))), everyMs).unref();
    this.round = this.removeOrphans().catch((error: unknown) =>
      this.logger.warn({ error }, 'results of jobs that are gone could not be removed'),
    );
  }

  async tidy(quietMs = QUIET_MS): Promise<void> {
    try {
      for (const job of await this.store.list({})) await this.look(job, quietMs);
    } catch (error) {
      this.logger.warn({ error }, 'jobs could not be looked after');
    }
  }

  async close(): Promise<void> {
    clearInterval(this.timer);
    await this.round;
  }

  private async look(job: JobSummary, quietMs: number): Promise<void> {
    const now = Date.now();
    if (job.phase === 'ARCHIVED') {
      if (job.changed + 1000 * this.jobs.settings.archiveSeconds <= now) await this.store.delete(job.id);
    } else if (job.destruction <= now) await this.jobs.archive(job.id);
    else if (isActive(job) && job.changed + quietMs <= now && !(await this.queue.has(job.service, job.slot, job.id)))
      await this.queue.add(job.service, job.slot, job.id);
  }

  private async removeOrphans(): Promise<void> {
    for await (const { job, at } of this.results.jobs()) {
      const known = (await this.store.get(job))?.job;
      if (known?.phase === 'ARCHIVED' || (!known && at + ORPHAN_MS < Date.now())) await this.results.delete(job);
    }
  }
}
