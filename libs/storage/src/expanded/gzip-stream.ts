import { CancelledError, DamagedError } from '#faults';
import type { ByteSource } from '#fits';
import { runInWorker, workerFile, type WorkerTask } from '#workers';
import { Gate } from './gate.js';
import { GzipInput } from './gzip-input.js';
import { freshState, STEP_BYTES, type Inflated, type InflateState, type InflateTask } from './inflater.js';
import { Recent } from './recent.js';
import type { RestartPoints } from './restart-points.js';
import { SpareBuffers } from './spare-buffers.js';
import { tooLong } from './too-long.js';

const inflate: WorkerTask<InflateTask, Inflated> = { file: workerFile(import.meta.url, './inflate-worker.js') };

/** How much of what is wanted one step makes: also what lies behind a small read, for the next one. */
const WANTED_BYTES = 1024 * 1024;
/** Less than that is not worth a whole buffer. */
const SMALL_BYTES = 256 * 1024;

const outputs = new SpareBuffers(WANTED_BYTES, 8);
/** Steps of all streams that hold their buffers, 2 MiB each: enough for the threads, and for some that wait for a remote file. */
const steps = new Gate(16);

/** A reader who waits: `into` is filled from its begin on. */
interface Waiting {
  readonly offset: number;
  readonly into: Uint8Array;
  filled: number;
  readonly done: PromiseWithResolvers<number>;
}

/** Where a step begins, in both files. */
interface Place {
  readonly out: number;
  readonly at: number;
  readonly state: InflateState;
}

/**
 * What is inside a gzip file, from any place on: inflated forwards, a step at a time in a worker thread, from the last place before that is known – a
 * recent step or a restart point. One step runs at a time, for the reader who has waited longest; whoever waits for bytes it makes gets them as well,
 * so that readers who go side by side through the file cause one pass.
 */
export class GzipStream {
  /** Of what is inside, once the end has been seen. */
  size: number | undefined;
  private readonly recent = new Recent((buffer) => outputs.give(new Uint8Array(buffer)));
  private readonly input: GzipInput;
  private readonly waiting: Waiting[] = [];
  private isMoving = false;
  private moving: Promise<void> = Promise.resolve();

  constructor(
    private readonly raw: ByteSource,
    private readonly maxBytes: number,
    private readonly points: RestartPoints,
  ) {
    this.input = new GzipInput(raw);
  }

  /**
   * Fills `into` with the bytes from `offset` on; how many there are: fewer only at the end.
   * Throws DamagedError (wrong or missing data, CRC), LimitError (beyond `maxBytes`), CancelledError, and what reading the file throws.
   */
  async fill(offset: number, into: Uint8Array, signal?: AbortSignal): Promise<number> {
    if (signal?.aborted) throw this.cancelled();
    const reader: Waiting = { offset, into, filled: 0, done: Promise.withResolvers<number>() };
    const give = (): void => this.settle(reader, () => reader.done.reject(this.cancelled()));
    signal?.addEventListener('abort', give, { once: true });
    this.waiting.push(reader);
    if (!this.isMoving) this.moving = this.move();
    try {
      return await reader.done.promise;
    } finally {
      signal?.removeEventListener('abort', give);
    }
  }

  /** Goes on to the end; the size of what is inside. Throws as `fill` does. */
  async toEnd(signal?: AbortSignal): Promise<number> {
    if (this.size === undefined) await this.fill(Infinity, new Uint8Array(0), signal);
    return this.size!;
  }

  /** When the readers are done: leaves the restart points behind. */
  async close(): Promise<void> {
    await this.moving;
    this.recent.clear();
    await this.points.save();
  }

  private async move(): Promise<void> {
    this.isMoving = true;
    while (this.waiting.length > 0) {
      const reader = this.waiting[0];
      try {
        await this.serve(reader);
      } catch (error) {
        this.settle(reader, () => reader.done.reject(error));
      }
      if (this.waiting.length === 0) await this.input.release();
    }
    this.isMoving = false;
    this.points.saveSoon(); // a process may end without closing its files
  }

  private async serve(reader: Waiting): Promise<void> {
    const at = reader.offset + reader.filled;
    const held = this.recent.holding(at);
    if (held !== undefined) this.give(reader, held.from, held.bytes);
    else if (this.size !== undefined && at >= this.size) this.settle(reader, () => reader.done.resolve(reader.filled));
    else {
      if (steps.isFull) await this.input.release(); // buffers are for those whose turn it is
      await steps.through(() => this.step(at));
    }
    if (reader.filled === reader.into.length && reader.offset !== Infinity) this.settle(reader, () => reader.done.resolve(reader.filled));
  }

  private settle(reader: Waiting, answer: () => void): void {
    const index = this.waiting.indexOf(reader);
    if (index >= 0) this.waiting.splice(index, 1);
    answer();
  }

  /** Copies to the reader what it can use of bytes that begin at `from`. */
  private give(reader: Waiting, from: number, bytes: Uint8Array): void {
    const skip = reader.offset + reader.filled - from;
    if (skip < 0 || skip >= bytes.length) return;
    const some = bytes.subarray(skip, skip + reader.into.length - reader.filled);
    reader.into.set(some, reader.filled);
    reader.filled += some.length;
  }

  /** One step closer to the byte at `target`, or with it. */
  private async step(target: number): Promise<void> {
    const { recent, raw, input } = this;
    const last = recent.before(target);
    const place = await this.placeBefore(target, last && { out: last.to, at: last.next, state: last.state });
    const piece = await input.from(place.at);
    const task = { ...piece, state: place.state, skip: this.unwanted(place.out), output: outputs.take() };
    const running = runInWorker(inflate, task, [piece.input.buffer, task.output.buffer]);
    if (target - place.out > WANTED_BYTES) input.readAhead();
    const step = await running;
    input.back(step.input);
    const next = place.at + step.consumed;
    const to = place.out + step.produced;
    if (to > this.maxBytes) throw tooLong(raw.name, this.maxBytes);
    if (step.damage !== undefined) throw new DamagedError(step.damage, { file: raw.name, offset: next });
    // What was only passed through is of no further use than its end.
    if (last !== undefined && last.bytes.length === 0 && last.to === place.out) recent.drop(last);
    const from = to - step.kept;
    const bytes = outputOf(step);
    for (const reader of this.waiting) this.give(reader, from, bytes);
    recent.add({ from, to, bytes, next, state: step.state });
    if (step.starved && next === raw.size) {
      if (!step.mayEnd) throw new DamagedError('the gzip data end too early', { file: raw.name, offset: next });
      this.size = to;
    } else await this.points.offer({ out: to, at: next }, step.state);
  }

  /**
   * How much of what comes from `out` on nobody waits for. Where somebody waits for what is close, all of it is kept: readers who go side by side do not
   * ask in order.
   */
  private unwanted(out: number): number {
    let least = STEP_BYTES;
    for (const { offset, filled } of this.waiting) {
      const way = offset + filled - out;
      if (way >= 0 && way < least) least = way;
    }
    return least <= WANTED_BYTES ? 0 : least;
  }

  private async placeBefore(target: number, last: Place | undefined): Promise<Place> {
    for (;;) {
      const point = this.points.before(target);
      // A point that is hardly closer is not worth leaving a gap.
      if (point === undefined || (last !== undefined && last.out + WANTED_BYTES >= point.out))
        return last ?? { out: 0, at: 0, state: freshState() };
      const state = await this.points.stateOf(point);
      if (state !== undefined) return { ...point, state };
    }
  }

  private cancelled(): CancelledError {
    return new CancelledError(`reading ${this.raw.name} was cancelled`);
  }
}

/** What was made, in its buffer, or in one of its own size when it is little. */
function outputOf({ output, kept }: Inflated): Uint8Array<ArrayBuffer> {
  if (kept > SMALL_BYTES) return output.subarray(0, kept);
  const bytes = output.slice(0, kept);
  outputs.give(output);
  return bytes;
}
