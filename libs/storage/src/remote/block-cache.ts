/** Small enough that a strip of a plane is read with little beside it. */
export const BLOCK_BYTES = 16 * 1024;

/** One block of one version of a file; its memory belongs to the cache. */
export interface Block {
  readonly key: string;
  readonly bytes: Uint8Array;
  /** readers that need it: while there are any, its memory stays */
  users: number;
  /** settles when the bytes are there; undefined when they are */
  arriving?: Promise<void>;
}

/** Memory is taken this many blocks at a time, and kept. */
const SLAB_BLOCKS = 64;
/** The part of the cache that only blocks asked for more than once may fill: a stream passes through the rest. */
const KEPT_PART = 0.75;

/**
 * Blocks of all remote files in a fixed amount of memory, blocks under way included. Those used once give way first, then the ones that were not used
 * for the longest time.
 */
export class BlockCache {
  readonly #blocks: number;
  #made = 0;
  readonly #free: Uint8Array[] = [];
  /** oldest first; `#kept` those used again */
  readonly #fresh = new Map<string, Block>();
  readonly #kept = new Map<string, Block>();

  constructor(bytes: number) {
    this.#blocks = Math.floor(bytes / BLOCK_BYTES);
  }

  /** The block, with one user more, or undefined when it is not there. */
  use(key: string): Block | undefined {
    const block = this.#kept.get(key) ?? this.#fresh.get(key);
    if (block === undefined) return undefined;
    block.users += 1;
    this.#fresh.delete(key);
    this.#kept.delete(key);
    this.#kept.set(key, block);
    if (this.#kept.size > this.#blocks * KEPT_PART) this.#demote();
    return block;
  }

  /** Room for a block that is not there, with one user; undefined when all room is in use. */
  add(key: string): Block | undefined {
    const bytes = this.#room();
    if (bytes === undefined) return undefined;
    const block: Block = { key, bytes, users: 1 };
    this.#fresh.set(key, block);
    return block;
  }

  /** Nobody finds the block any more; its memory is in use until `free`. */
  forget(block: Block): void {
    for (const blocks of [this.#fresh, this.#kept]) {
      if (blocks.get(block.key) === block) blocks.delete(block.key); // by now there may be a new one under its key
    }
  }

  /** Gives the memory of a forgotten block to the next one. */
  free({ bytes }: Block): void {
    this.#free.push(bytes);
  }

  #room(): Uint8Array | undefined {
    const free = this.#free.pop();
    if (free !== undefined) return free;
    if (this.#made < this.#blocks) {
      const slab = Buffer.allocUnsafeSlow(Math.min(SLAB_BLOCKS, this.#blocks - this.#made) * BLOCK_BYTES);
      for (let at = 0; at < slab.length; at += BLOCK_BYTES) this.#free.push(slab.subarray(at, at + BLOCK_BYTES));
      this.#made += slab.length / BLOCK_BYTES;
      return this.#free.pop();
    }
    for (const blocks of [this.#fresh, this.#kept]) {
      for (const block of blocks.values()) {
        if (block.users > 0 || block.arriving) continue;
        blocks.delete(block.key);
        return block.bytes;
      }
    }
    return undefined;
  }

  #demote(): void {
    const [oldest] = this.#kept.values();
    this.#kept.delete(oldest.key);
    this.#fresh.set(oldest.key, oldest);
  }
}
