import type { Fault } from '#faults';
import { type ErrorAnswer, isRateLimit, statusOf, told } from '../dali/error-answer.js';
import { DATALINK_MEDIA_TYPE } from '../dali/response-format.js';
import { voStatus } from '../dali/status.js';
import { errorDocument } from '../votable/error-document.js';
import { DATALINK_STANDARD_ID } from './links.js';

/** DataLink 1.1 §3.2.3. It has no words for authentication: those are HTTP's, with the default fault. */
export const dataLinkFault = {
  usage: 'UsageFault',
  'multi-valued': 'UsageFault',
  unsupported: 'FatalFault',
  'not-found': 'NotFoundFault',
  'no-overlap': 'NotFoundFault',
  unauthenticated: 'DefaultFault',
  forbidden: 'DefaultFault',
  limit: 'UsageFault',
  damaged: 'FatalFault',
  transient: 'TransientFault',
  cancelled: 'TransientFault',
  fatal: 'FatalFault',
} as const satisfies Record<Fault, string>;

/** `Fault: sentence`, for LinkRow.errorMessage. */
export function dataLinkMessage(error: unknown): string {
  const { fault, message } = told(error);
  return `${isRateLimit(error) ? 'TransientFault' : dataLinkFault[fault]}: ${message}`;
}

/** For the failure of a whole request; that of one ID is a row of an answer with status 200. */
export function dataLinkError(error: unknown): ErrorAnswer {
  const { status, headers } = statusOf(error, voStatus);
  return {
    status,
    body: errorDocument(dataLinkMessage(error), DATALINK_STANDARD_ID),
    headers: { ...headers, 'content-type': DATALINK_MEDIA_TYPE },
  };
}
