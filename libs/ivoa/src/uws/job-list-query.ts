import { UsageError } from '#faults';
import { parseInteger } from '../dali/number.js';
import type { Params } from '../dali/params.js';
import { quote } from '../dali/quote.js';
import { isUwsPhase, UWS_PHASES, type UwsPhase } from './phases.js';
import { parseUwsTime } from './time.js';

/** What a job list is narrowed by; all of it has to hold (UWS 1.1 §2.2.2.1). */
export interface JobListQuery {
  /** any of these; empty: all but ARCHIVED */
  readonly phases: readonly UwsPhase[];
  /** created later than that */
  readonly after?: Date;
  /** the newest so many, the newest first */
  readonly last?: number;
}

/** An empty value counts as not given. @throws UsageError */
export function parseJobListQuery(params: Params): JobListQuery {
  const [after, last] = ['AFTER', 'LAST'].map((name) => params.one(name)?.trim() || undefined);
  return {
    phases: params
      .all('PHASE')
      .filter((text) => text.trim() !== '')
      .map(parsePhase),
    after: after === undefined ? undefined : parseUwsTime('AFTER', after),
    last: last === undefined ? undefined : parseInteger('LAST', last, 1),
  };
}

/** @throws UsageError */
export function parsePhase(text: string): UwsPhase {
  const phase = text.trim().toUpperCase();
  if (!isUwsPhase(phase)) throw new UsageError(`PHASE is one of ${Object.keys(UWS_PHASES).join(', ')}, got ${quote(text)}`);
  return phase;
}
