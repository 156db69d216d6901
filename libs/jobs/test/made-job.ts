import { newJobId, type Job } from '../src/record/job.js';

/** A job of the service `toy` that nobody has started. */
export function madeJob(changed: Partial<Job> = {}): Job {
  const created = changed.created ?? Date.now();
  return {
    id: newJobId(created),
    service: 'toy',
    phase: 'PENDING',
    created,
    changed: created,
    executionSeconds: 60,
    destruction: created + 3_600_000,
    parameters: [],
    uploads: [],
    slot: 'interactive',
    attempt: 0,
    failures: 0,
    ...changed,
  };
}
