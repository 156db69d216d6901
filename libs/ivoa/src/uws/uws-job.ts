import type { UwsPhase } from './phases.js';

/** What the documents tell of a job, but for its results, which may be too many to hold. */
export interface UwsJob {
  readonly id: string;
  readonly runId?: string;
  /** undefined for a job of nobody in particular */
  readonly owner?: string;
  readonly phase: UwsPhase;
  /** when it is thought to be complete */
  readonly quote?: Date;
  readonly created: Date;
  readonly started?: Date;
  readonly ended?: Date;
  /** seconds; 0 is without limit */
  readonly executionSeconds: number;
  readonly destruction?: Date;
  readonly parameters: readonly UwsParameter[];
  readonly error?: UwsError;
  readonly progress?: UwsProgress;
}

export interface UwsParameter {
  readonly id: string;
  /** or its URL, when it is given by reference */
  readonly value: string;
  readonly byReference?: boolean;
}

export interface UwsError {
  /** whether the same job may succeed when it is tried again */
  readonly type: 'transient' | 'fatal';
  readonly message: string;
  /** whether `/error` has more to say */
  readonly hasDetail: boolean;
}

/** Results by their fate; goes into jobInfo. */
export interface UwsProgress {
  readonly total: number;
  readonly made: number;
  readonly empty: number;
  readonly failed: number;
  /** what is done of all, 0 to 1, where results do not tell it */
  readonly part?: number;
}

export interface UwsResult {
  readonly id: string;
  readonly href: string;
  readonly bytes?: number;
  readonly contentType?: string;
}

export type UwsResults = Iterable<UwsResult> | AsyncIterable<UwsResult>;

/** One line of a job list. */
export interface UwsJobRef extends Pick<UwsJob, 'id' | 'phase' | 'runId' | 'owner' | 'created'> {
  readonly href: string;
}
