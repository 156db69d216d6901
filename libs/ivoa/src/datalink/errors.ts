import type { Fault } from '#faults';
import { type ErrorAnswer, isRateLimit, statusOf, told } from '../dali/error-answer.js';
import { DATALINK_MEDIA_TYPE } from '../dali/response-format.js';
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

/** For the failure of a whole request; that of one ID is a row of an answer with status 200. */
export const dataLinkStatus = {
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

/** `Fault: sentence`, for LinkRow.errorMessage. */
export function dataLinkMessage(error: unknown): string {
  const { fault, message } = told(error);
  return `${isRateLimit(error) ? 'TransientFault' : dataLinkFault[fault]}: ${message}`;
}

export function dataLinkError(error: unknown): ErrorAnswer {
  const { status, headers } = statusOf(error, dataLinkStatus);
  return {
    status,
    body: errorDocument(dataLinkMessage(error), DATALINK_STANDARD_ID),
    headers: { ...headers, 'content-type': DATALINK_MEDIA_TYPE },
  };
}
