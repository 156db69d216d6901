import { setTimeout as pause } from 'node:timers/promises';
import { TransientError } from '#faults';
import type { Job } from '../record/job.js';
import type { JobStore } from './job-store.js';

const FIRST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 2000;

/**
 * Reads, changes and writes until nobody came between. A store that cannot be reached is tried again for `patienceMs`; a write whose answer was lost
 * may have happened, so that `change` has to bear being asked again.
 * @param change gives the same job back when there is nothing to change
 * @returns the job as it is then; undefined when it is gone
 * @throws what `change` throws; TransientError when the store was away for too long
 */
export async function changeJob(store: JobStore, id: string, change: (job: Job) => Job, patienceMs = 0): Promise<Job | undefined> {
  const end = Date.now() + patienceMs;
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS)) {
    try {
      const done = await attempt(store, id, change);
      if (done !== 'again') return done;
    } catch (error) {
      if (!(error instanceof TransientError) || Date.now() + pauseMs > end) throw error;
      await pause(pauseMs);
    }
  }
}

async function attempt(store: JobStore, id: string, change: (job: Job) => Job): Promise<Job | undefined | 'again'> {
  const stored = await store.get(id);
  if (!stored) return undefined;
  const changed = change(stored.job);
  if (changed === stored.job) return changed;
  return (await store.replace(changed, stored.revision))?.job ?? 'again';
}
