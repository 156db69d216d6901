import type { Fault } from '#faults';
import { type ErrorAnswer, statusOf, told } from './error-answer.js';

export const PLAIN_TEXT = 'text/plain; charset=utf-8';

/** /files and /preview, which no IVOA standard rules: plain HTTP. */
export const plainStatus = {
  usage: 400,
  'multi-valued': 400,
  unsupported: 415,
  'not-found': 404,
  'no-overlap': 204,
  unauthenticated: 401,
  forbidden: 403,
  limit: 413,
  damaged: 500,
  transient: 503,
  cancelled: 503,
  fatal: 500,
} as const satisfies Record<Fault, number>;

/** The sentence alone, as text/plain. */
export function plainError(error: unknown): ErrorAnswer {
  const { status, headers } = statusOf(error, plainStatus);
  return status === 204
    ? { status, body: '', headers }
    : { status, body: `${told(error).message}\n`, headers: { ...headers, 'content-type': PLAIN_TEXT } };
}
