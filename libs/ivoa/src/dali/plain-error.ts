import type { Fault } from '#faults';
import { type ErrorAnswer, statusOf, told } from './error-answer.js';
import { voStatus } from './status.js';

export const PLAIN_TEXT = 'text/plain; charset=utf-8';

/** /files and /preview, which no IVOA standard rules: plain HTTP. */
export const plainStatus = { ...voStatus, unsupported: 415, 'no-overlap': 204 } as const satisfies Record<Fault, number>;

/** The sentence alone, as text/plain. */
export function plainError(error: unknown): ErrorAnswer {
  const { status, headers } = statusOf(error, plainStatus);
  return status === 204
    ? { status, body: '', headers }
    : { status, body: `${told(error).message}\n`, headers: { ...headers, 'content-type': PLAIN_TEXT } };
}
