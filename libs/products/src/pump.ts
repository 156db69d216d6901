import { CancelledError } from '#faults';
import type { Body } from './body.js';
import { BLOCK_BYTES, giveBlock, takeBlock } from './buffers.js';
import { readingRate } from './reading-rate.js';

/** Takes the bytes away. The promise resolves when `chunk` has been consumed and may be written over. */
export interface Sink {
  write(chunk: Uint8Array): Promise<void>;
}

export interface PumpOptions {
  readonly signal?: AbortSignal;
  /** Blocks under way at once; a stream holds at most twice as many. */
  readonly lanes?: number;
}

/** Enough that reading and sending overlap on any disk. */
const LANES = 4;
const SMALLEST_CHUNK = 64 * 1024;

/**
 * Sends the bytes [from, to) of a body to a sink, in order and with bounded memory: a slow sink slows the reading.
 * The first failure, or the signal, ends it; then no read is left running.
 */
export async function pump(
  body: Body,
  range: { readonly from: number; readonly to: number },
  sink: Sink,
  { signal, lanes = LANES }: PumpOptions = {},
): Promise<void> {
  const { from, to } = range;
  const share = Math.ceil((to - from) / lanes / 4096) * 4096;
  const step = Math.min(BLOCK_BYTES, Math.max(SMALLEST_CHUNK, share));
  const chunks = Math.ceil((to - from) / step);
  const order = new Turns();
  const stop = new AbortController();
  const give = () => stop.abort(new CancelledError('the client has gone'));
  if (signal?.aborted) give();
  signal?.addEventListener('abort', give, { once: true });

  const lane = async (first: number): Promise<void> => {
    const block = takeBlock();
    try {
      for (let chunk = first; chunk < chunks; chunk += lanes) {
        stop.signal.throwIfAborted();
        const at = from + chunk * step;
        const bytes = block.subarray(0, Math.min(step, to - at));
        readingRate.begin();
        await body.fill(at, bytes, stop.signal).finally(() => readingRate.end(bytes.length));
        await order.wait(chunk);
        stop.signal.throwIfAborted();
        const written = sink.write(bytes);
        order.pass();
        await written;
      }
    } catch (error) {
      stop.abort(error);
      order.open();
      throw error;
    } finally {
      giveBlock(block);
    }
  };

  try {
    const ends = await Promise.allSettled(Array.from({ length: Math.min(lanes, chunks) }, (_, i) => lane(i)));
    if (ends.some((end) => end.status === 'rejected')) throw stop.signal.reason;
  } finally {
    signal?.removeEventListener('abort', give);
  }
}

/** Lets chunk 0 pass, then 1, then 2, …; after `open` everybody, so that nobody waits for one who has failed. */
class Turns {
  private turn = 0;
  private readonly waiting = new Map<number, () => void>();

  async wait(chunk: number): Promise<void> {
    if (this.turn >= chunk) return;
    await new Promise<void>((go) => this.waiting.set(chunk, go));
  }

  pass(): void {
    this.turn += 1;
    this.waiting.get(this.turn)?.();
    this.waiting.delete(this.turn);
  }

  open(): void {
    this.turn = Infinity;
    for (const go of this.waiting.values()) go();
    this.waiting.clear();
  }
}
