import { UWS_PHASES, type BlockingPoll } from '#ivoa';
import type { Job } from '../record/job.js';
import type { JobStore } from '../store/job-store.js';

/**
 * Waits until the job has another phase, is gone, or the time is over; the store tells, nothing is asked meanwhile. Does not wait at all in the phases in
 * which UWS forbids it, or when the client knows of another phase.
 */
export async function waitForChange(
  store: JobStore,
  job: Job,
  { seconds, phase }: BlockingPoll,
  longestSeconds: number,
  signal: AbortSignal,
): Promise<void> {
  if (!UWS_PHASES[job.phase].waits || (phase !== undefined && phase !== job.phase) || seconds === 0 || signal.aborted) return;
  const changed = Promise.withResolvers<void>();
  const end = (): void => changed.resolve();
  const timer = setTimeout(end, 1000 * Math.min(seconds, longestSeconds));
  const unwatch = store.watch((id, now) => void (id === job.id && now?.phase !== job.phase && end()));
  signal.addEventListener('abort', end, { once: true });
  try {
    // It may have changed before the watching began.
    if ((await store.get(job.id))?.job.phase !== job.phase) return;
    await changed.promise;
  } finally {
    clearTimeout(timer);
    unwatch();
    signal.removeEventListener('abort', end);
  }
}
