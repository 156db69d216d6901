import type { ByteRange } from '#fits';
import { coalesce } from '../coalesce.js';
import { type Block, BLOCK_BYTES, type BlockCache } from './block-cache.js';
import type { Take } from './remote-file.js';

/** Reads a range; nothing is taken after it has settled. */
export type Fetch = (range: ByteRange, take: Take, signal: AbortSignal) => Promise<void>;

/** A missing block that somebody waits for. */
interface Wanted {
  readonly block: Block;
  readonly index: number;
  readonly arrived: PromiseWithResolvers<void>;
}

/** One request for a stretch of blocks; it is given up when nobody waits for any of them. */
interface Flight {
  readonly blocks: ReadonlyMap<number, Wanted>;
  readonly stop: AbortController;
}

/** Requests that go out together cost no round trip in sequence; up to so many, a gap is read only where it is next to nothing. */
const FEW_REQUESTS = 16;
const SMALL_GAP_BYTES = 64 * 1024;
/** Where there are more, some would wait in line, and bytes are cheaper: 256 KiB are 2 ms at 1 Gbit/s. */
const LARGE_GAP_BYTES = 256 * 1024;
/** Longer stretches come sooner over several connections. */
const MOST_BYTES = 1024 * 1024;

/**
 * Brings the missing blocks of one file. Those asked for in the same turn of the event loop are put together into few requests, whoever asked.
 */
export class Flights {
  #wanted: Wanted[] = [];
  readonly #flights = new Map<Block, Flight>();

  constructor(
    private readonly cache: BlockCache,
    private readonly size: number,
    private readonly fetch: Fetch,
  ) {}

  /** Fills a block that was just added to the cache; it settles as its `arriving`. */
  bring(block: Block, index: number): void {
    if (this.#wanted.length === 0) queueMicrotask(() => this.#depart());
    const arrived = Promise.withResolvers<void>();
    arrived.promise.catch(() => undefined); // told to those who wait, and perhaps nobody does any more
    block.arriving = arrived.promise;
    this.#wanted.push({ block, index, arrived });
  }

  /** One user less; a request that nobody waits for is ended. */
  leave(block: Block): void {
    block.users -= 1;
    const flight = this.#flights.get(block);
    if (flight === undefined || block.users > 0) return;
    const wanted = [...flight.blocks.values()];
    if (wanted.some((other) => other.block.users > 0)) return;
    for (const other of wanted) this.cache.forget(other.block); // so that nobody joins what is being given up
    flight.stop.abort();
  }

  #depart(): void {
    const wanted = this.#wanted.filter((each) => each.block.users > 0);
    for (const given of this.#wanted) if (given.block.users === 0) this.#giveUp(given);
    this.#wanted = [];
    const ranges = wanted.map(({ index }) => rangeOf(index, this.size));
    let runs = coalesce(ranges, SMALL_GAP_BYTES, MOST_BYTES);
    if (runs.length > FEW_REQUESTS) runs = coalesce(ranges, LARGE_GAP_BYTES, MOST_BYTES);
    for (const { members, ...range } of runs) {
      const blocks = new Map(members.map((member) => [wanted[member].index, wanted[member]]));
      const flight: Flight = { blocks, stop: new AbortController() };
      for (const { block } of blocks.values()) this.#flights.set(block, flight);
      void this.#fly(flight, range);
    }
  }

  async #fly({ blocks, stop }: Flight, range: ByteRange): Promise<void> {
    const failed = await this.fetch(range, (chunk, offset) => fill(blocks, chunk, offset), stop.signal).then(
      () => undefined,
      (error: unknown) => ({ error }),
    );
    for (const wanted of blocks.values()) {
      this.#flights.delete(wanted.block);
      if (failed) this.#giveUp(wanted, failed.error);
      else {
        wanted.block.arriving = undefined;
        wanted.arrived.resolve();
      }
    }
  }

  #giveUp({ block, arrived }: Wanted, error?: unknown): void {
    this.cache.forget(block);
    this.cache.free(block);
    arrived.reject(error);
  }
}

export function rangeOf(index: number, size: number): ByteRange {
  const offset = index * BLOCK_BYTES;
  return { offset, length: Math.min(BLOCK_BYTES, size - offset) };
}

/** Puts a chunk where it belongs; what lies between the blocks is let go. */
function fill(blocks: ReadonlyMap<number, Wanted>, chunk: Uint8Array, offset: number): void {
  for (let at = 0; at < chunk.length;) {
    const index = Math.floor((offset + at) / BLOCK_BYTES);
    const within = offset + at - index * BLOCK_BYTES;
    const length = Math.min(BLOCK_BYTES - within, chunk.length - at);
    blocks.get(index)?.block.bytes.set(chunk.subarray(at, at + length), within);
    at += length;
  }
}
