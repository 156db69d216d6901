import { CancelledError } from '#faults';
import { movedWithin, runInWorker, workerThreads, type WorkerTask } from '#workers';
import { faultOf, toldFault, type ToldFault } from './cube-faults.js';
import { cubeReader, type CubeReader } from './cube-reader.js';
import type { CubeRef } from './cube-ref.js';

/** What a worker does at a time; plain data. */
export interface CubeJob {
  readonly cube: CubeRef;
}

/** What comes back; memory named in `transfer` goes over instead of being copied. */
export interface Done<R> {
  readonly value: R;
  readonly transfer?: readonly ArrayBufferView<ArrayBuffer>[];
}

export type Answer<R> = { readonly value: R } | { readonly told: ToldFault };

/** Makes the function that a worker file exports: the reader is closed after the job, and errors come back as values. */
export function cubeWorker<J extends CubeJob, R>(
  work: (job: J, reader: CubeReader) => Done<R> | Promise<Done<R>>,
): (job: J) => Promise<Answer<R>> {
  return async (job) => {
    let reader: CubeReader | undefined;
    try {
      reader = cubeReader(job.cube);
      const { value, transfer } = await work(job, reader);
      return transfer ? movedWithin({ value }, ...transfer) : { value };
    } catch (error) {
      return { told: toldFault(error) };
    } finally {
      reader?.close();
    }
  };
}

export interface CubeTaskOptions<R> {
  readonly signal: AbortSignal;
  /** jobs under way at a time; as many as there are threads, and one that is written */
  readonly lanes?: number;
  /** takes each result, in any order; no more jobs are begun while it is busy */
  readonly done: (result: R, job: number) => Promise<void> | void;
  /** called with the part, 0 … 1, of the jobs that are done */
  readonly progress?: (part: number) => void;
}

/**
 * Does jobs on a cube in worker threads. When one fails or the signal is aborted, the others end at their next read; it waits for them.
 * @throws the typed error of the first job that failed; CancelledError; what `done` throws
 */
export async function runOnCube<J extends CubeJob, R>(
  task: WorkerTask<J, Answer<R>>,
  cube: CubeRef,
  jobs: readonly J[],
  { signal, lanes = workerThreads + 1, done, progress }: CubeTaskOptions<R>,
): Promise<void> {
  const stop = new Int32Array(cube.stop);
  const halt = (): void => void Atomics.store(stop, 0, 1);
  const failures: unknown[] = [];
  let next = 0;
  let finished = 0;
  const lane = async (): Promise<void> => {
    while (next < jobs.length && failures.length === 0 && !signal.aborted) {
      const n = next++;
      try {
        const answer = await runInWorker(task, jobs[n]);
        if ('told' in answer) throw faultOf(answer.told);
        await done(answer.value, n);
        progress?.(++finished / jobs.length);
      } catch (error) {
        failures.push(error);
        halt();
      }
    }
  };
  signal.addEventListener('abort', halt);
  try {
    if (signal.aborted) halt();
    await Promise.all(Array.from({ length: Math.min(lanes, jobs.length) }, lane));
  } finally {
    signal.removeEventListener('abort', halt);
  }
  if (signal.aborted)
    throw signal.reason instanceof CancelledError ? signal.reason : new CancelledError(`work on ${cube.name} was cancelled`);
  if (failures.length > 0) throw failures[0];
}
