import { DomainError, LimitError, TransientError } from '#faults';
import { sodaMessage, UWS_PHASES, type UwsPhase } from '#ivoa';
import type { Job } from './job.js';

/** Started, and not ended: it is in the queue, or a worker has it. */
export const isActive = ({ phase }: Pick<Job, 'phase'>): boolean => phase === 'QUEUED' || phase === 'EXECUTING';

export const hasEnded = ({ phase }: Pick<Job, 'phase'>): boolean => UWS_PHASES[phase].ended;

export function moved(job: Job, phase: UwsPhase, changed: Partial<Job> = {}): Job {
  const now = Date.now();
  const ended = UWS_PHASES[phase].ended ? (job.ended ?? now) : undefined;
  return { ...job, phase, changed: now, ended, holder: phase === 'EXECUTING' ? job.holder : undefined, ...changed };
}

const LONGEST_MESSAGE = 1000;
const LONGEST_DETAIL = 8000;

/** ERROR, with the label of SODA in its message. */
export function failedJob(job: Job, error: unknown): Job {
  const whole = sodaMessage(error);
  const message = whole.length > LONGEST_MESSAGE ? `${whole.slice(0, LONGEST_MESSAGE)}…` : whole;
  const detail = whole.length > LONGEST_MESSAGE ? whole.slice(0, LONGEST_DETAIL) : undefined;
  return moved(job, 'ERROR', { error: { type: mayPass(error) ? 'transient' : 'fatal', message, detail } });
}

/** It may work when it is tried again. */
export function mayPass(error: unknown): error is DomainError & { readonly retryAfterSeconds?: number } {
  return error instanceof TransientError || (error instanceof LimitError && error.reason === 'rate');
}
