import type { Slot } from '../record/job.js';

/** A job that this process works at. It is ended by one of its methods; when the process ends without, others get the job. */
export interface Lease {
  readonly job: string;
  readonly slot: Slot;
  /** The job is taken from the queue. */
  done(): Promise<void>;
  /** Others may take it, after so long. */
  retry(afterMs: number): Promise<void>;
  /** It was seen that others have it by now: nothing is said any more. */
  abandon(): void;
}

/** Jobs that wait for a worker, by service and slot; the oldest first. */
export abstract class JobQueue {
  /** Does nothing when the job waits there, or is being worked at, already. @throws TransientError */
  abstract add(service: string, slot: Slot, job: string): Promise<void>;
  /** Whether it waits or is being worked at. @throws TransientError */
  abstract has(service: string, slot: Slot, job: string): Promise<boolean>;
  /** The next job, when there is one. @returns undefined when the signal says so @throws TransientError */
  abstract take(service: string, slot: Slot, signal: AbortSignal): Promise<Lease | undefined>;
  /** Jobs that wait or are being worked at. @throws TransientError */
  abstract depth(service: string, slot: Slot): Promise<number>;
  abstract close(): Promise<void>;
}
