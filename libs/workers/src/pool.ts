import { availableParallelism } from 'node:os';
import { Piscina } from 'piscina';

/** A function of a worker file, called in a thread. */
export interface WorkerTask<In, Out> {
  /** from `workerFile` */
  readonly file: string;
  /** phantom: what goes in and what comes out */
  readonly types?: (task: In) => Out;
}

/** How many tasks run at the same time. */
export let workerThreads = Math.max(1, Math.min(availableParallelism(), 16));

/** Before the first task: another number of threads than one for each processor. */
export function setWorkerThreads(threads: number): void {
  workerThreads = threads;
}

/** Threads that have had nothing to do for so long end; the next task starts one (about 30 ms). */
const IDLE_MS = 30_000;

let pool: Piscina | undefined;

/**
 * Runs one task in a thread of the pool; tasks wait in line for a free one. An error of the worker is the error of the promise: faults must be told
 * as values, for a class does not survive the way over. Memory named in `transfer` goes over instead of being copied.
 */
export function runInWorker<In, Out>({ file }: WorkerTask<In, Out>, task: In, transfer: readonly ArrayBuffer[] = []): Promise<Out> {
  pool ??= new Piscina({ minThreads: 0, maxThreads: workerThreads, idleTimeout: IDLE_MS, concurrentTasksPerWorker: 1 });
  return pool.run(task, { filename: file, transferList: [...transfer] }) as Promise<Out>;
}

/** Ends the threads; tasks that wait are refused. The next task begins a new pool. */
export async function closeWorkers(): Promise<void> {
  const ending = pool;
  pool = undefined;
  await ending?.destroy();
}
