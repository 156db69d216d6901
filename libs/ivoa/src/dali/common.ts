import { UsageError } from '#faults';
import { parseInteger } from './number.js';
import type { Params } from './params.js';
import { quote } from './quote.js';

/** Parameters that any DALI service takes, and two that older clients still send (DALI 1.0's REQUEST and VERSION). */
export const COMMON_PARAMETERS = ['RESPONSEFORMAT', 'MAXREC', 'RUNID', 'REQUEST', 'VERSION'] as const;

/** What DALI 1.1 §3.4 adds to every request. */
export interface CommonRequest {
  readonly responseFormat?: string;
  readonly maxrec?: number;
  readonly runId?: string;
}

const RUNID_LONGEST = 64;

/** An empty value counts as not given: these narrow nothing, and forms send their blank fields. */
export function parseCommon(params: Params): CommonRequest {
  const [responseFormat, maxrec, runId] = ['RESPONSEFORMAT', 'MAXREC', 'RUNID'].map((name) => params.one(name)?.trim() || undefined);
  if (runId && runId.length > RUNID_LONGEST) throw new UsageError(`RUNID takes up to ${RUNID_LONGEST} characters, got ${quote(runId)}`);
  return { responseFormat, maxrec: maxrec === undefined ? undefined : parseInteger('MAXREC', maxrec, 0), runId };
}

/**
 * Refuses names that the service does not know. DALI leaves it open; a filter that is ignored because of a typing error would answer with far too
 * much data. Names that begin with `_` are let through: browsers and proxies add them against caches.
 */
export function assertKnown(params: Params, known: readonly string[]): void {
  const unknown = params.names().filter((name) => !known.includes(name) && !name.startsWith('_'));
  if (unknown.length === 0) return;
  const named = unknown.slice(0, NAMED).map(quote).join(', ');
  const more = unknown.length > NAMED ? ` (and ${unknown.length - NAMED} more)` : '';
  throw new UsageError(`${named}${more} is not a parameter of this service; it takes ${known.join(', ')}`);
}

/** Unknown names that the message spells out. */
const NAMED = 5;
