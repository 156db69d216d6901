import { FatalError, ForbiddenError, NotFoundError, TransientError } from '#faults';
import { FailedAttempt } from './attempts.js';
import type { RangeReply } from './transport.js';

/** What an answer other than 200, 206 and 304 means for the file `name`: a FailedAttempt where another try may help. */
export function statusFault(name: string, { status, retryAfter }: Pick<RangeReply, 'status' | 'retryAfter'>): Error {
  const known = STATUSES.get(status);
  if (known) return known(name);
  if (status < 500 && !WORTH_A_RETRY.has(status)) return new FatalError(`${name} cannot be read: its store answered ${status}`);
  const pauseMs = pauseOf(retryAfter);
  const seconds = pauseMs === undefined ? undefined : Math.ceil(pauseMs / 1000);
  return new FailedAttempt(new TransientError(`${name} cannot be read at the moment: its store answered ${status}`, seconds), pauseMs);
}

export function changed(name: string): TransientError {
  return new TransientError(`${name} was changed while it was read; try again`, 1);
}

const WORTH_A_RETRY = new Set([408, 425, 429]);

const absent = (name: string): Error => new NotFoundError(`${name} is no longer there`);
const forbidden = (name: string): Error => new ForbiddenError(`${name} may not be read: its store refuses it`);

const STATUSES = new Map<number, (name: string) => Error>([
  [401, forbidden],
  [403, forbidden],
  [404, absent],
  [410, absent],
  [412, changed],
  // It was long enough for this range when it was opened.
  [416, changed],
]);

/** Retry-After is seconds or a date (RFC 9110 §10.2.3). */
function pauseOf(retryAfter: string | undefined): number | undefined {
  if (retryAfter === undefined) return undefined;
  const pauseMs = /^\d+$/.test(retryAfter) ? Number(retryAfter) * 1000 : Date.parse(retryAfter) - Date.now();
  return Number.isFinite(pauseMs) ? Math.max(0, pauseMs) : undefined;
}
