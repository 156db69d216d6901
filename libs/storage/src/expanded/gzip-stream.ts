import { CancelledError, DamagedError } from '#faults';
import type { ByteSource } from '#fits';
import { runInWorker, workerFile, type WorkerTask } from '#workers';
import { freshState, INPUT_BYTES, STEP_BYTES, type Inflated, type InflateState, type InflateTask } from './inflater.js';
import { Recent } from './recent.js';
import type { RestartPoints } from './restart-points.js';
import { tooLong } from './too-long.js';

const inflate: WorkerTask<InflateTask, Inflated> = { file: workerFile(import.meta.url, './inflate-worker.js') };

/** How much of what is wanted one step makes: also what lies behind a small read, for the next one. */
const WANTED_BYTES = 1024 * 1024;

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
  private readonly recent = new Recent();
  private readonly waiting: Waiting[] = [];
  private isMoving = false;
  private moving: Promise<void> = Promise.resolve();
  /** the last piece of the compressed file, and the next one, when it is on its way */
  private input: { readonly at: number; readonly bytes: Uint8Array } | undefined;
  private ahead: { readonly at: number; readonly bytes: Promise<Uint8Array> } | undefined;

  constructor(
    private readonly raw: ByteSource,
    private readonly maxBytes: number,
    private readonly points: RestartPoints,
  ) {}

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
    await this.ahead?.bytes.catch(() => undefined);
    this.recent.clear();
    this.input = undefined;
    await this.points.save();
  }

  private async move(): Promise<void> {
    this.isMoving = true;
    while (this.waiting.length > 0) {
      const reader = this.waiting[0];
      try {
        const at = reader.offset + reader.filled;
        const held = this.recent.holding(at);
        if (held !== undefined) this.give(reader, held.from, held.bytes);
        else if (this.size !== undefined && at >= this.size) this.settle(reader, () => reader.done.resolve(reader.filled));
        else await this.step(at);
        if (reader.filled === reader.into.length && reader.offset !== Infinity)
          this.settle(reader, () => reader.done.resolve(reader.filled));
      } catch (error) {
        this.input = undefined;
        this.ahead = undefined;
        this.settle(reader, () => reader.done.reject(error));
      }
    }
    this.isMoving = false;
    this.points.saveSoon(); // a process may end without closing its files
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
    const { recent, raw } = this;
    const last = recent.before(target);
    const place = await this.placeBefore(target, last && { out: last.to, at: last.next, state: last.state });
    const input = await this.compressed(place.at);
    const skip = this.unwanted(place.out);
    const running = runInWorker(inflate, { state: place.state, input, skip, most: WANTED_BYTES });
    this.readAhead(place.at + input.length, target - place.out);
    const { state, consumed, produced, output, starved, mayEnd, damage } = await running;
    const next = place.at + consumed;
    const to = place.out + produced;
    if (to > this.maxBytes) throw tooLong(raw.name, this.maxBytes);
    if (damage !== undefined) throw new DamagedError(damage, { file: raw.name, offset: next });
    // What was only passed through is of no further use than its end.
    if (last !== undefined && last.bytes.length === 0 && last.to === place.out) recent.drop(last);
    const from = to - output.length;
    recent.add({ from, to, bytes: output, next, state });
    for (const reader of this.waiting) this.give(reader, from, output);
    if (starved && next === raw.size) {
      if (!mayEnd) throw new DamagedError('the gzip data end too early', { file: raw.name, offset: next });
      this.size = to;
    } else await this.points.offer({ out: to, at: next }, state);
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

  /** Compressed bytes from `at` on, at least one but at the end of the file. */
  private async compressed(at: number): Promise<Uint8Array> {
    const skip = this.input === undefined ? -1 : at - this.input.at;
    if (skip >= 0 && skip < this.input!.bytes.length) return this.input!.bytes.subarray(skip);
    const bytes = await (this.ahead?.at === at ? this.ahead.bytes : this.readRaw(at));
    this.ahead = undefined;
    this.input = { at, bytes };
    return bytes;
  }

  private async readRaw(at: number): Promise<Uint8Array> {
    return this.raw.read({ offset: at, length: Math.min(INPUT_BYTES, this.raw.size - at) });
  }

  /** While a step runs, the input of the next one is fetched, when there is going to be one. */
  private readAhead(at: number, way: number): void {
    if (way < WANTED_BYTES || at >= this.raw.size || this.ahead !== undefined) return;
    this.ahead = { at, bytes: this.readRaw(at) };
    this.ahead.bytes.catch(() => undefined); // told when it is waited for
  }

  private cancelled(): CancelledError {
    return new CancelledError(`reading ${this.raw.name} was cancelled`);
  }
}
