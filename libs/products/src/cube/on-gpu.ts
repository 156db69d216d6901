import { CancelledError, DomainError, FatalError, type Fault } from '#faults';
import type { Backend } from '#kernels';
import { cubeReader, type CubeReader } from './cube-reader.js';
import type { CubeRef } from './cube-ref.js';
import type { CubeJob, CubeTaskOptions, Done } from './cube-tasks.js';

/** What a GPU began it did not finish: the product can be made without it. */
export class GpuFailedError extends FatalError {}

/**
 * Does jobs on a cube with the kernels of a GPU: one after the other and in this thread, for the work is done elsewhere. Products take turns, since the
 * device has one queue of work and what it reports of one product must not be taken for another's.
 * @throws GpuFailedError; what reading and `done` throw; CancelledError
 */
export async function runOnGpu<J extends CubeJob, R>(
  gpu: Backend,
  cube: CubeRef,
  jobs: readonly J[],
  work: (job: J, reader: CubeReader, backend: Backend) => Promise<Done<R>>,
  { signal, done, progress }: Omit<CubeTaskOptions<R>, 'lanes'>,
): Promise<void> {
  const leave = await turn(gpu, signal);
  const stop = new Int32Array(cube.stop);
  const halt = (): void => void Atomics.store(stop, 0, 1);
  signal.addEventListener('abort', halt);
  let reader: CubeReader | undefined;
  const begun: { close?(): void }[] = [];
  try {
    reader = cubeReader(cube);
    for (const [n, job] of jobs.entries()) {
      assertWanted(signal, cube);
      let most = 0;
      const added = (channel: number): void => {
        assertWanted(signal, cube);
        most = Math.max(most, channel / cube.nz);
        progress?.((n + most) / jobs.length);
      };
      const { value } = await work(job, reader, watched(gpu, begun, added)).catch(failed);
      await done(value, n);
      progress?.((n + 1) / jobs.length);
    }
  } finally {
    signal.removeEventListener('abort', halt);
    for (const one of begun) one.close?.();
    reader?.close();
    leave();
  }
}

interface Step {
  add(channel: number, ...rest: never[]): unknown;
  again?(): unknown;
  finish(): unknown;
  close?(): void;
}

/** The same kernels; what they begin is noted down, to be given up when something goes wrong, and each step is told and has to end some time. */
function watched(gpu: Backend, begun: { close?(): void }[], added: (channel: number) => void): Backend {
  const noted = <T extends Step>(kernel: T): T => {
    begun.push(kernel);
    const [add, again, finish] = [kernel.add.bind(kernel), kernel.again?.bind(kernel), kernel.finish.bind(kernel)];
    const steps: Step = {
      async add(channel, ...rest) {
        added(channel);
        await inTime(add(channel, ...rest));
      },
      finish: () => inTime(finish()),
    };
    return Object.assign(kernel, steps, again && { again: () => inTime(again()) });
  };
  return { ...gpu, collapse: (spec) => noted(gpu.collapse(spec)), gather: (spec) => noted(gpu.gather(spec)) };
}

/** Seconds are much for one step, with software as well: what takes so long does not end. */
const STEP_MS = 120_000;

async function inTime<T>(step: T | Promise<T>): Promise<T> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new FatalError(`it did not answer within ${STEP_MS / 1000} s`)), STEP_MS);
  try {
    return await Promise.race([step, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** What reading ends in; all else is the GPU's. */
const OF_READING: ReadonlySet<Fault> = new Set(['transient', 'damaged', 'cancelled', 'limit', 'usage', 'not-found']);

function failed(error: unknown): never {
  if (error instanceof DomainError && OF_READING.has(error.fault)) throw error;
  throw new GpuFailedError(`the GPU failed: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
}

function assertWanted(signal: AbortSignal, { name }: CubeRef): void {
  if (!signal.aborted) return;
  throw signal.reason instanceof CancelledError ? signal.reason : new CancelledError(`work on ${name} was cancelled`);
}

/** Settles when who has it now is done. */
const TURNS = new WeakMap<Backend, Promise<void>>();

/** Waits for the GPU; what is returned lets the next one have it. */
async function turn(gpu: Backend, signal: AbortSignal): Promise<() => void> {
  const before = TURNS.get(gpu);
  const { promise, resolve } = Promise.withResolvers<void>();
  TURNS.set(
    gpu,
    Promise.all([before, promise]).then(() => undefined),
  );
  if (!before) return resolve;
  const { promise: gone, reject } = Promise.withResolvers<never>();
  const left = (): void => reject(new CancelledError('the work on the GPU is no longer wanted'));
  if (signal.aborted) left();
  signal.addEventListener('abort', left, { once: true });
  try {
    await Promise.race([before, gone]);
    return resolve;
  } catch (error) {
    resolve();
    throw error;
  } finally {
    signal.removeEventListener('abort', left);
  }
}
