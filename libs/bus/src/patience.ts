import { CancelledError, TransientError, type DomainError } from '#faults';
import type { AskOptions } from './bus.js';

/** Date.now() at which the asker goes; undefined when it waits for ever. */
export function deadlineOf({ deadlineMs, timeoutMs }: AskOptions, fallbackMs?: number): number | undefined {
  if (deadlineMs === undefined && timeoutMs === undefined) return fallbackMs === undefined ? undefined : Date.now() + fallbackMs;
  return Math.min(deadlineMs ?? Infinity, timeoutMs === undefined ? Infinity : Date.now() + timeoutMs);
}

/** @throws CancelledError or TransientError when the asker has gone before it asked */
export function assertPatient(subject: string, signal: AbortSignal | undefined, deadlineMs: number | undefined): void {
  if (signal?.aborted) throw cancelled(subject);
  if (deadlineMs !== undefined && deadlineMs <= Date.now()) throw late(subject);
}

/**
 * Calls `gone` when the asker does not wait any longer.
 * @returns a function that ends the watch
 */
export function watchPatience(
  subject: string,
  signal: AbortSignal | undefined,
  deadlineMs: number | undefined,
  gone: (error: DomainError) => void,
): () => void {
  const abort = (): void => gone(cancelled(subject));
  signal?.addEventListener('abort', abort, { once: true });
  // a timer takes 31 bits
  const timer =
    deadlineMs !== undefined && deadlineMs < Infinity
      ? setTimeout(() => gone(late(subject)), Math.min(deadlineMs - Date.now(), 0x7fffffff))
      : undefined;
  return () => {
    signal?.removeEventListener('abort', abort);
    clearTimeout(timer);
  };
}

const cancelled = (subject: string) => new CancelledError(`${subject}: the one who asked has gone`);
const late = (subject: string) => new TransientError(`${subject}: no answer in time`);
