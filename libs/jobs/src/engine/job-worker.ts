import { setTimeout as pause } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import { SLOTS, type Slot } from '../record/job.js';
import { attemptJob, type AttemptParts } from './job-attempt.js';

export interface WorkerOptions {
  /** jobs that this process works at, at the same time */
  readonly places?: Readonly<Record<Slot, number>>;
}

const PLACES: Readonly<Record<Slot, number>> = { interactive: 2, heavy: 1 };
const AGAIN_MS = 1000;

/** Takes the jobs of one service from the queue and works at them, in each slot so many at a time. */
export class JobWorker {
  private readonly logger = new Logger('jobs');
  private readonly taking = new AbortController();
  private readonly leaving = new AbortController();
  private readonly loops: Promise<void>[];

  constructor(
    private readonly parts: AttemptParts,
    { places = PLACES }: WorkerOptions = {},
  ) {
    this.loops = SLOTS.flatMap((slot) => Array.from({ length: places[slot] }, () => this.loop(slot)));
  }

  /** Takes no more jobs. Those under way may end within the time; then they are given back, with what is finished of them. */
  async drain(graceMs = 0): Promise<void> {
    this.taking.abort();
    const timer = setTimeout(() => this.leaving.abort(), graceMs);
    await Promise.all(this.loops);
    clearTimeout(timer);
  }

  private async loop(slot: Slot): Promise<void> {
    const { queue, runner } = this.parts;
    while (!this.taking.signal.aborted) {
      try {
        const lease = await queue.take(runner.service, slot, this.taking.signal);
        if (!lease) continue;
        try {
          await attemptJob(this.parts, lease, this.leaving.signal);
        } catch (error) {
          this.logger.warn({ error, job: lease.job }, 'a job is left to another attempt');
          await lease.retry(AGAIN_MS);
        }
      } catch (error) {
        this.logger.warn({ error, service: runner.service }, 'no jobs can be taken at the moment');
        await pause(AGAIN_MS);
      }
    }
  }
}
