import type { Fault } from '#faults';
import { type ErrorAnswer, isRateLimit, statusOf, told } from '../dali/error-answer.js';
import { PLAIN_TEXT } from '../dali/plain-error.js';
import { voStatus } from '../dali/status.js';

/**
 * SODA 1.0 §4.4. `UsageError` tells a client not to come again with the same request, so what Sodalite does not do falls under it; a damaged
 * file is nobody's usage: `Error`.
 */
export const sodaLabel = {
  usage: 'UsageError',
  'multi-valued': 'MultiValuedParamNotSupported',
  unsupported: 'UsageError',
  'not-found': 'UsageError',
  'no-overlap': 'UsageError', // only in async, whose result list tells of every combination; sync says 204 without a body
  unauthenticated: 'AuthenticationError',
  forbidden: 'AuthorizationError',
  limit: 'UsageError',
  damaged: 'Error',
  transient: 'ServiceUnavailable',
  cancelled: 'ServiceUnavailable',
  fatal: 'Error',
} as const satisfies Record<Fault, string>;

/** The text of the standard leaves the statuses open but for 204; these are HTTP's. */
export const sodaStatus = { ...voStatus, 'no-overlap': 204 } as const satisfies Record<Fault, number>;

/** `Label: sentence`, as errorSummary and async results need it too. */
export function sodaMessage(error: unknown): string {
  const { fault, message } = told(error);
  return `${isRateLimit(error) ? 'ServiceUnavailable' : sodaLabel[fault]}: ${message}`;
}

/** The answer of sync; a 401 still needs its WWW-Authenticate from whoever knows the challenges. */
export function sodaError(error: unknown): ErrorAnswer {
  const { status, headers } = statusOf(error, sodaStatus);
  return status === 204
    ? { status, body: '', headers }
    : { status, body: `${sodaMessage(error)}\n`, headers: { ...headers, 'content-type': PLAIN_TEXT } };
}
