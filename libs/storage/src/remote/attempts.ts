import { setTimeout as pause } from 'node:timers/promises';
import { DomainError, FatalError, TransientError } from '#faults';

/** An attempt that failed in a way that may not last; `fault` is what it comes to when no attempt is left. */
export class FailedAttempt extends Error {
  constructor(
    readonly fault: DomainError,
    /** the store asked to be left alone for so long */
    readonly retryAfterMs?: number,
  ) {
    super(fault.message);
  }
}

export interface AttemptOptions {
  readonly attempts: number;
  /** The pause after the first failure; doubled after each further one. */
  readonly firstPauseMs: number;
  readonly longestPauseMs: number;
  /** A store that asks for a longer pause is not waited for. */
  readonly longestRetryAfterMs: number;
}

export const ATTEMPTS: AttemptOptions = { attempts: 4, firstPauseMs: 100, longestPauseMs: 2000, longestRetryAfterMs: 10_000 };

/**
 * Runs `attempt` until it succeeds, fails otherwise than with FailedAttempt, or has failed often enough; then throws the last fault.
 * Pauses are drawn between half and all of their length, so that readers that failed together do not come back together.
 */
export async function withAttempts<T>(options: AttemptOptions, signal: AbortSignal, attempt: () => Promise<T>): Promise<T> {
  for (let n = 1; ; n++) {
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof FailedAttempt)) throw error;
      const ownPauseMs = Math.min(options.firstPauseMs * 2 ** (n - 1), options.longestPauseMs) * (0.5 + Math.random() / 2);
      if (n >= options.attempts || (error.retryAfterMs ?? 0) > options.longestRetryAfterMs) throw error.fault;
      await pause(Math.max(ownPauseMs, error.retryAfterMs ?? 0), undefined, { signal });
    }
  }
}

/** Certificates do not get better by trying again. */
const CERTIFICATE = /CERT|SELF_SIGNED|ERR_TLS|ERR_SSL|UNABLE_TO/;

/** What a client of a network throws, in our words. Its own message may hold addresses and stays the cause. */
export function networkFault(name: string, error: unknown): Error {
  if (error instanceof DomainError || error instanceof FailedAttempt) return error;
  const cause = error as Error & { code?: string };
  const code = cause.code ?? cause.name;
  if (CERTIFICATE.test(code))
    return new FatalError(`${name} cannot be read: the certificate of its store is not accepted (${code})`, { cause });
  return new FailedAttempt(
    new TransientError(`${name} cannot be read at the moment: the connection to its store failed (${code})`, undefined, { cause }),
  );
}
