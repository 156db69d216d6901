import type { ByteSource } from '#fits';
import type { Params } from '#ivoa';
import type { Estimate, Job } from '../record/job.js';
import type { ResultWriter } from '../results/result-writer.js';

/** A job as whoever works at it sees it. */
export interface RunnableJob extends Pick<Job, 'id' | 'service' | 'owner' | 'runId'> {
  /** UPLOAD and the control parameters are not among them */
  readonly params: Params;
  /** the tables that came with it, by name; whoever opens one reads it */
  readonly uploads: ReadonlyMap<string, { readonly source: ByteSource; readonly contentType?: string }>;
}

/** The work of one service; the same for every process that does it. */
export interface JobRunner {
  readonly service: string;
  /**
   * A dry run: how many results there will be, how long it takes.
   * @throws what is wrong with the job as a whole
   */
  plan(job: RunnableJob, signal: AbortSignal): Promise<Estimate>;
  /**
   * Gives every result to `out`, each under its index, which is the same in every attempt; those that `out` has already are passed over. One result that
   * fails or is empty is given as such, and is no failure of the job.
   * @param progress takes the part that is done, 0 to 1, where results do not tell it
   * @throws what ends the whole job; TransientError: it may be tried again
   */
  run(job: RunnableJob, out: ResultWriter, signal: AbortSignal, progress: (part: number) => void): Promise<void>;
}
