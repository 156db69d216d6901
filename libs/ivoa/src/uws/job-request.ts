import { UsageError } from '#faults';
import { parseInteger } from '../dali/number.js';
import type { Params } from '../dali/params.js';
import { quote } from '../dali/quote.js';
import type { PhaseCommand } from './phases.js';
import { parseUwsTime } from './time.js';
import type { UwsParameter } from './uws-job.js';

/** What a request says about a job: its parameters, and the control values that may come with them. */
export interface JobRequest {
  /** names in upper case; several values of one name stand one after the other */
  readonly parameters: readonly UwsParameter[];
  /** tables that came in the same request: their names by the field that holds them */
  readonly uploads: ReadonlyMap<string, string>;
  readonly runId?: string;
  readonly command?: PhaseCommand;
  readonly executionSeconds?: number;
  readonly destruction?: Date;
}

/** Of the machinery; no operation has a parameter of these names. */
export const JOB_CONTROLS = ['PHASE', 'RUNID', 'UPLOAD', 'EXECUTIONDURATION', 'DESTRUCTION', 'ACTION', 'WAIT'] as const;
const CONTROLS: readonly string[] = JOB_CONTROLS;

const RUNID_LONGEST = 64;
/** xs:int */
const LONGEST_SECONDS = 2 ** 31 - 1;

/** An empty control value counts as not given. @throws UsageError */
export function parseJobRequest(params: Params): JobRequest {
  const control = (name: (typeof JOB_CONTROLS)[number]): string | undefined => params.one(name)?.trim() || undefined;
  const [runId, phase, duration, destruction] = [control('RUNID'), control('PHASE'), control('EXECUTIONDURATION'), control('DESTRUCTION')];
  if (runId && runId.length > RUNID_LONGEST) throw new UsageError(`RUNID takes up to ${RUNID_LONGEST} characters, got ${quote(runId)}`);
  const names = params.names().filter((name) => !CONTROLS.includes(name));
  return {
    parameters: names.flatMap((id) => params.all(id).map((value) => ({ id, value }))),
    uploads: new Map(params.all('UPLOAD').flatMap((text) => text.split(';').filter(Boolean).map(parseUpload))),
    runId,
    command: phase === undefined ? undefined : parsePhaseCommand(phase),
    executionSeconds: duration === undefined ? undefined : parseExecutionSeconds(duration),
    destruction: destruction === undefined ? undefined : parseUwsTime('DESTRUCTION', destruction),
  };
}

/** @throws UsageError */
export function parsePhaseCommand(text: string): PhaseCommand {
  const command = text.trim().toUpperCase();
  if (command === 'RUN' || command === 'ABORT') return command;
  throw new UsageError(`PHASE can be set to RUN or ABORT, got ${quote(text)}`);
}

/** @throws UsageError */
export function parseExecutionSeconds(text: string): number {
  return Math.min(parseInteger('EXECUTIONDURATION', text, 0), LONGEST_SECONDS);
}

/** `name,param:field` (DALI 1.1 §3.4.5). Tables at other addresses are not fetched: the server would open what clients name. */
function parseUpload(text: string): [field: string, name: string] {
  const match = /^\s*([A-Za-z][A-Za-z0-9_]{0,63})\s*,\s*param:(\S+)\s*$/.exec(text);
  if (!match)
    throw new UsageError(`UPLOAD takes tables of the same request, as name,param:field with a part called field, got ${quote(text)}`);
  return [match[2], match[1]];
}
