import { UsageError } from '#faults';
import type { Params } from '../dali/params.js';
import { quote } from '../dali/quote.js';
import { parsePhase } from './job-list-query.js';
import type { UwsPhase } from './phases.js';

/** `?WAIT=s&PHASE=p` on a job (UWS 1.1 §2.2.1.1). */
export interface BlockingPoll {
  /** Infinity for WAIT=-1 */
  readonly seconds: number;
  /** the phase that the client knows of: in another the answer comes at once */
  readonly phase?: UwsPhase;
}

/** undefined when it is not asked for; PHASE without WAIT has no meaning then. @throws UsageError */
export function parseBlockingPoll(params: Params): BlockingPoll | undefined {
  const wait = params.one('WAIT')?.trim();
  const phase = params.one('PHASE')?.trim();
  if (!wait) return undefined;
  if (!/^(-1|\d{1,9})$/.test(wait)) throw new UsageError(`WAIT needs to be a whole number of seconds, or -1, got ${quote(wait)}`);
  return { seconds: wait === '-1' ? Infinity : Number(wait), phase: phase ? parsePhase(phase) : undefined };
}
