import { randomBytes } from 'node:crypto';
import type { UwsError, UwsParameter, UwsPhase, UwsProgress } from '#ivoa';
import type { TraceContext } from '#ops';

/** Where a job waits: small ones never stand behind large ones. */
export type Slot = 'interactive' | 'heavy';
export const SLOTS: readonly Slot[] = ['interactive', 'heavy'];

/** A table that came with the job, kept beside its results. */
export interface Upload {
  /** as `UPLOAD=name,…` calls it */
  readonly name: string;
  /** what it is kept as */
  readonly object: string;
  readonly contentType?: string;
  readonly bytes: number;
}

/** What the dry run found out. */
export interface Estimate {
  /** results, failed and empty ones among them */
  readonly total: number;
  readonly seconds?: number;
  readonly heavy: boolean;
}

/** How far a job is. */
export interface Progress extends UwsProgress {
  /** of all results */
  readonly bytes: number;
}

/** The record of a job: plain data, below 64 KiB; times in milliseconds since 1970. */
export interface Job {
  readonly id: string;
  readonly service: string;
  readonly owner?: string;
  readonly runId?: string;
  readonly phase: UwsPhase;
  readonly created: number;
  /** when the phase or the queue changed last */
  readonly changed: number;
  readonly started?: number;
  readonly ended?: number;
  readonly quote?: number;
  /** 0: without limit */
  readonly executionSeconds: number;
  readonly destruction: number;
  /** undefined: too many for the record, kept beside the results */
  readonly parameters?: readonly UwsParameter[];
  /** bytes of them, when they are kept there */
  readonly parametersKept?: number;
  readonly uploads: readonly Upload[];
  readonly slot: Slot;
  readonly estimate?: Estimate;
  /** how often a worker has taken it */
  readonly attempt: number;
  /** the HTTP request that made it, and its trace */
  readonly origin?: { readonly requestId?: string; readonly trace?: TraceContext };
  /** which attempt has it now: any other has lost it */
  readonly holder?: string;
  /** attempts that ended without word */
  readonly failures: number;
  readonly progress?: Progress;
  readonly error?: Omit<UwsError, 'hasDetail'> & { readonly detail?: string };
}

/** What lists are made of. */
export type JobSummary = Pick<Job, 'id' | 'service' | 'owner' | 'runId' | 'phase' | 'created' | 'changed' | 'destruction' | 'slot'>;

export function summaryOf({ id, service, owner, runId, phase, created, changed, destruction, slot }: Job): JobSummary {
  return { id, service, owner, runId, phase, created, changed, destruction, slot };
}

/** Begins with the time, so that ids sort by age; the rest cannot be guessed, for who knows the id of an anonymous job may have it. */
export function newJobId(now = Date.now()): string {
  return `j${now.toString(36).padStart(9, '0')}${randomBytes(10).toString('hex')}`;
}

export const isJobId = (text: string): boolean => /^[A-Za-z0-9_-]{1,64}$/.test(text);

/** A name of subjects, folders and consumers. */
export const isServiceName = (text: string): boolean => /^[a-z][a-z0-9-]{0,31}$/.test(text);
