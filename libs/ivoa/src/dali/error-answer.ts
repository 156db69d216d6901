import { DomainError, type Fault, LimitError, TransientError } from '#faults';

/** A failure as it goes out by HTTP; headers in lower case. */
export interface ErrorAnswer {
  readonly status: number;
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** What may be told of any error: an unknown one has its own words kept from the client, for they may hold paths or secrets. */
export function told(error: unknown): { readonly fault: Fault; readonly message: string } {
  return error instanceof DomainError ? { fault: error.fault, message: error.message } : { fault: 'fatal', message: 'internal error' };
}

/** Status and Retry-After of an error, by the protocol's table; a limit that passes with time is 429. */
export function statusOf(
  error: unknown,
  statuses: Readonly<Record<Fault, number>>,
): { readonly status: number; readonly headers: Record<string, string> } {
  const seconds = retryAfterSeconds(error);
  const headers: Record<string, string> = seconds === undefined ? {} : { 'retry-after': String(Math.ceil(seconds)) };
  return { status: isRateLimit(error) ? 429 : statuses[told(error).fault], headers };
}

export function isRateLimit(error: unknown): boolean {
  return error instanceof LimitError && error.reason === 'rate';
}

function retryAfterSeconds(error: unknown): number | undefined {
  if (error instanceof LimitError) return error.retryAfterSeconds;
  return error instanceof TransientError ? error.retryAfterSeconds : undefined;
}
