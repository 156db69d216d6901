import type { UwsPhase } from '#ivoa';
import type { Job, JobSummary } from '../record/job.js';

export interface Stored {
  readonly job: Job;
  readonly revision: number;
}

/** All that is given has to hold. */
export interface JobQuery {
  readonly service?: string;
  /** jobs of that owner; `{ is: undefined }`: of nobody */
  readonly owner?: { readonly is: string | undefined };
  /** any of these; none: any at all */
  readonly phases?: readonly UwsPhase[];
  /** created later, ms since 1970 */
  readonly after?: number;
  /** the newest so many, the newest first; without, all, the oldest first */
  readonly last?: number;
}

/** How many jobs there are of a kind. */
export interface JobCount extends Pick<JobSummary, 'service' | 'slot' | 'phase'> {
  readonly count: number;
}

/** `job` is undefined when it was deleted. */
export type JobListener = (id: string, job: Job | undefined) => void;

/** Larger records would not fit a message of the broker with room to spare. */
export const RECORD_BYTES = 64 * 1024;

/** The records of jobs. Every method throws TransientError when the store cannot be reached at the moment. */
export abstract class JobStore {
  /** @throws FatalError when the id is taken, LimitError when the record is larger than 64 KiB */
  abstract create(job: Job): Promise<Stored>;
  abstract get(id: string): Promise<Stored | undefined>;
  /**
   * Compare and set.
   * @returns undefined when the record has changed since `revision`, or is gone
   * @throws LimitError when the record is larger than 64 KiB
   */
  abstract replace(job: Job, revision: number): Promise<Stored | undefined>;
  /** whether it was there */
  abstract delete(id: string): Promise<boolean>;
  /** Jobs that other processes changed just now may be seen as they were a moment ago. */
  abstract list(query: JobQuery): Promise<JobSummary[]>;
  /** As `list` sees them, without asking anybody. */
  abstract counts(): JobCount[];
  /** Tells of every change, by whichever process. @returns a function that ends the watching */
  abstract watch(listener: JobListener): () => void;
  abstract close(): Promise<void>;
}
