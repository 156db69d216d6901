import type { Fault } from '#faults';
import { type ErrorAnswer, isRateLimit, statusOf, told } from '../dali/error-answer.js';
import { VOTABLE_MEDIA_TYPE } from '../dali/response-format.js';
import { voStatus } from '../dali/status.js';
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

/** As VOTable, the only format of the results. */
export function siaError(error: unknown): ErrorAnswer {
  const { status, headers } = statusOf(error, voStatus);
  const { fault, message } = told(error);
  const label = isRateLimit(error) ? 'TransientFault' : siaFault[fault];
  return { status, body: errorDocument(`${label}: ${message}`), headers: { ...headers, 'content-type': VOTABLE_MEDIA_TYPE } };
}
