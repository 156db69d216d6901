import { CancelledError, FatalError } from '#faults';
import type { ByteRange, ByteReadOptions, ByteSource } from '#fits';
import { assertWithin, placeFor } from '../range.js';
import type { AttemptOptions } from './attempts.js';
import { type Block, BLOCK_BYTES, type BlockCache } from './block-cache.js';
import { Flights, rangeOf } from './flights.js';
import { Places } from './places.js';
import type { Probe } from './probe.js';
import { readRemote, type RemoteVersion, type Take } from './remote-file.js';
import type { Transport } from './transport.js';

export interface RemoteSourceOptions {
  readonly name: string;
  readonly transport: Transport;
  readonly probe: Probe;
  readonly cache: BlockCache;
  readonly attempts: AttemptOptions;
  /** Told when a read has failed: what is known of the file may be out of date. */
  readonly onFailure: () => void;
}

/** From here on a read costs its bytes, not its round trip: it goes straight to the reader, and a long stream does not empty the cache. */
const DIRECT_BYTES = 256 * 1024;

/** One version of a file in a remote store; small reads go through the cache of blocks. */
export class RemoteSource implements ByteSource {
  readonly isDistant = true;
  readonly name: string;
  readonly size: number;
  readonly etag: string;
  readonly lastModified: Date;
  readonly #version: RemoteVersion;
  readonly #cache: BlockCache;
  readonly #places: Places;
  readonly #flights: Flights;
  readonly #onFailure: () => void;
  #closed = false;
  readonly #underWay = new Set<Promise<unknown>>();

  constructor({ name, transport, probe, cache, attempts, onFailure }: RemoteSourceOptions) {
    this.name = name;
    this.size = probe.version.size;
    this.etag = probe.etag;
    this.lastModified = probe.lastModified;
    this.#version = { transport, name, version: probe.version, attempts };
    this.#cache = cache;
    this.#places = new Places(transport.parallel);
    this.#onFailure = onFailure;
    this.#flights = new Flights(cache, this.size, (range, take, signal) => this.#fetch(range, take, signal));
    this.#keep(probe.head);
  }

  async read(range: ByteRange, { into, signal }: ByteReadOptions = {}): Promise<Uint8Array> {
    if (this.#closed) throw new FatalError(`${this.name} was closed`);
    if (signal?.aborted) throw this.#cancelled();
    assertWithin(range, this.size, this.name);
    const place = placeFor(range, into);
    const reading = this.#read(range, place, signal);
    this.#underWay.add(reading);
    try {
      await reading;
      return place;
    } finally {
      this.#underWay.delete(reading);
    }
  }

  async close(): Promise<void> {
    this.#closed = true;
    await Promise.allSettled(this.#underWay);
  }

  async #read(range: ByteRange, place: Uint8Array, signal: AbortSignal | undefined): Promise<void> {
    if (range.length === 0) return;
    const blocks = range.length < DIRECT_BYTES ? this.#blocksOf(range) : undefined;
    if (blocks === undefined) return this.#fetch(range, (chunk, offset) => place.set(chunk, offset - range.offset), signal);
    try {
      const arriving = blocks.map((block) => block.arriving).filter((arrival) => arrival !== undefined);
      if (arriving.length > 0) await this.#orCancelled(Promise.all(arriving), signal);
      copy(blocks, range, place);
    } finally {
      for (const block of blocks) this.#flights.leave(block);
    }
  }

  async #fetch(range: ByteRange, take: Take, signal: AbortSignal | undefined): Promise<void> {
    try {
      await this.#places.within(signal, () => readRemote(this.#version, range, take, signal));
    } catch (error) {
      if (signal?.aborted) throw this.#cancelled();
      this.#onFailure();
      throw error;
    }
  }

  /** The blocks of a range, there or on their way; undefined when the cache has no room for them. */
  #blocksOf({ offset, length }: ByteRange): Block[] | undefined {
    const blocks: Block[] = [];
    const last = Math.floor((offset + length - 1) / BLOCK_BYTES);
    for (let index = Math.floor(offset / BLOCK_BYTES); index <= last; index++) {
      const key = this.#key(index);
      const known = this.#cache.use(key);
      const block = known ?? this.#cache.add(key);
      if (block === undefined) {
        for (const taken of blocks) this.#flights.leave(taken);
        return undefined;
      }
      if (known === undefined) this.#flights.bring(block, index);
      blocks.push(block);
    }
    return blocks;
  }

  /** The start of the file has come with the probe. */
  #keep(head: Uint8Array): void {
    for (let index = 0; index * BLOCK_BYTES < head.length; index++) {
      const { offset, length } = rangeOf(index, this.size);
      const key = this.#key(index);
      if (offset + length > head.length) return;
      const known = this.#cache.use(key);
      const block = known ?? this.#cache.add(key);
      if (block === undefined) return;
      if (known === undefined) block.bytes.set(head.subarray(offset, offset + length));
      block.users -= 1;
    }
  }

  #key(index: number): string {
    return `${this.etag} ${index}`;
  }

  /** The blocks come for others too: one who leaves does not end the request, and waits no longer. */
  async #orCancelled(arrival: Promise<unknown>, signal: AbortSignal | undefined): Promise<void> {
    if (signal === undefined) {
      await arrival;
      return;
    }
    const left = Promise.withResolvers<never>();
    const leave = (): void => left.reject(this.#cancelled());
    signal.addEventListener('abort', leave, { once: true });
    try {
      await Promise.race([arrival, left.promise]);
    } finally {
      signal.removeEventListener('abort', leave);
    }
  }

  #cancelled(): CancelledError {
    return new CancelledError(`reading ${this.name} was cancelled`);
  }
}

/** Gathers a range from the blocks that hold it. */
function copy(blocks: readonly Block[], { offset, length }: ByteRange, place: Uint8Array): void {
  let within = offset % BLOCK_BYTES;
  let filled = 0;
  for (const { bytes } of blocks) {
    const part = bytes.subarray(within, Math.min(BLOCK_BYTES, within + length - filled));
    place.set(part, filled);
    filled += part.length;
    within = 0;
  }
}
