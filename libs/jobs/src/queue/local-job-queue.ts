import type { Slot } from '../record/job.js';
import type { JobStore } from '../store/job-store.js';
import { JobQueue, type Lease } from './job-queue.js';

/** One service's line before one slot. */
interface Line {
  /** waiting or leased */
  readonly members: Set<string>;
  readonly waiting: string[];
  readonly takers: ((job: string) => void)[];
}

/** The queue of one process. It is not kept: the records of jobs tell who has to wait when it starts. */
export class LocalJobQueue extends JobQueue {
  private readonly lines = new Map<string, Line>();
  private readonly timers = new Set<NodeJS.Timeout>();

  /** With the jobs of the store that have been started and not ended. */
  static async open(store: JobStore): Promise<LocalJobQueue> {
    const queue = new LocalJobQueue();
    for (const { service, slot, id } of await store.list({ phases: ['QUEUED', 'EXECUTING'] })) await queue.add(service, slot, id);
    return queue;
  }

  override async add(service: string, slot: Slot, job: string): Promise<void> {
    const line = this.line(service, slot);
    if (line.members.has(job)) return;
    line.members.add(job);
    offer(line, job);
  }

  override async has(service: string, slot: Slot, job: string): Promise<boolean> {
    return this.line(service, slot).members.has(job);
  }

  override async take(service: string, slot: Slot, signal: AbortSignal): Promise<Lease | undefined> {
    if (signal.aborted) return undefined;
    const line = this.line(service, slot);
    const job = line.waiting.shift() ?? (await turn(line, signal));
    return job === undefined ? undefined : this.lease(line, slot, job);
  }

  override async depth(service: string, slot: Slot): Promise<number> {
    return this.line(service, slot).members.size;
  }

  override async close(): Promise<void> {
    for (const timer of this.timers) clearTimeout(timer);
  }

  private line(service: string, slot: Slot): Line {
    const key = `${service} ${slot}`;
    const line = this.lines.get(key) ?? { members: new Set(), waiting: [], takers: [] };
    this.lines.set(key, line);
    return line;
  }

  private lease(line: Line, slot: Slot, job: string): Lease {
    let isEnded = false;
    const once = (end: () => void): void => {
      if (!isEnded) end();
      isEnded = true;
    };
    return {
      job,
      slot,
      done: async () => once(() => line.members.delete(job)),
      retry: async (afterMs) => once(() => this.later(afterMs, () => offer(line, job))),
      abandon: () => once(() => line.members.delete(job)),
    };
  }

  private later(afterMs: number, work: () => void): void {
    if (afterMs <= 0) return work();
    const timer = setTimeout(() => {
      this.timers.delete(timer);
      work();
    }, afterMs);
    this.timers.add(timer.unref());
  }
}

function offer(line: Line, job: string): void {
  const taker = line.takers.shift();
  if (taker) taker(job);
  else line.waiting.push(job);
}

function turn(line: Line, signal: AbortSignal): Promise<string | undefined> {
  return new Promise((resolve) => {
    const leave = (): void => {
      line.takers.splice(line.takers.indexOf(taker), 1);
      resolve(undefined);
    };
    const taker = (job: string): void => {
      signal.removeEventListener('abort', leave);
      resolve(job);
    };
    signal.addEventListener('abort', leave, { once: true });
    line.takers.push(taker);
  });
}
