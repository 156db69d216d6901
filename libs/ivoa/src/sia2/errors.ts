import type { Fault } from '#faults';
import { type ErrorAnswer, isRateLimit, statusOf, told } from '../dali/error-answer.js';
import { VOTABLE_MEDIA_TYPE } from '../dali/response-format.js';
import { errorDocument } from '../votable/error-document.js';

/** SIA 2.0 §3.2; it knows no "not found", for finding nothing is an answer. */
export const siaFault = {
  usage: 'UsageFault',
  'multi-valued': 'UsageFault',
  unsupported: 'FatalFault',
  'not-found': 'DefaultFault',
  'no-overlap': 'DefaultFault',
  unauthenticated: 'DefaultFault',
  forbidden: 'DefaultFault',
  limit: 'UsageFault',
  damaged: 'FatalFault',
  transient: 'TransientFault',
  cancelled: 'TransientFault',
  fatal: 'FatalFault',
} as const satisfies Record<Fault, string>;

export const siaStatus = {
  usage: 400,
  'multi-valued': 400,
  unsupported: 400,
  'not-found': 404,
  'no-overlap': 404,
  unauthenticated: 401,
  forbidden: 403,
  limit: 413,
  damaged: 500,
  transient: 503,
  cancelled: 503,
  fatal: 500,
} as const satisfies Record<Fault, number>;

/** As VOTable, the only format of the results. */
export function siaError(error: unknown): ErrorAnswer {
  const { status, headers } = statusOf(error, siaStatus);
  const { fault, message } = told(error);
  const label = isRateLimit(error) ? 'TransientFault' : siaFault[fault];
  return { status, body: errorDocument(`${label}: ${message}`), headers: { ...headers, 'content-type': VOTABLE_MEDIA_TYPE } };
}
