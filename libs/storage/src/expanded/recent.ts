import type { InflateState } from './inflater.js';

/** What one step made, and the state to go on from; `bytes` are those of [from, to) of the expanded file. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** where in the compressed file the next step begins */
  readonly next: number;
  readonly state: InflateState;
}

/** For all files together, and for one: several readers that go through it side by side stay within so much of each other. */
const MOST_BYTES = 48 * 1024 * 1024;
const MOST_BYTES_EACH = 16 * 1024 * 1024;

/** Those of all files, the least used first, and whose they are. */
const all = new Map<Stretch, Recent>();
let allBytes = 0;

/** The last stretches of one expanded file, within a bound of its own and one over all files. */
export class Recent {
  readonly #own = new Set<Stretch>();
  #bytes = 0;

  /** `release` gets the memory of what is dropped. */
  constructor(private readonly release: (buffer: ArrayBuffer) => void) {}

  add(stretch: Stretch): void {
    this.#own.add(stretch);
    this.#bytes += costOf(stretch);
    all.set(stretch, this);
    allBytes += costOf(stretch);
    while (this.#bytes > MOST_BYTES_EACH) this.#dropOldest(this.#own);
    while (allBytes > MOST_BYTES) all.values().next().value!.#dropOldest(all.keys());
  }

  /** The one that has the byte at `offset`. */
  holding(offset: number): Stretch | undefined {
    for (const stretch of this.#own) if (stretch.from <= offset && offset < stretch.to) return this.#used(stretch);
    return undefined;
  }

  /** The one that ends closest before `offset`. */
  before(offset: number): Stretch | undefined {
    let best: Stretch | undefined;
    for (const stretch of this.#own) if (stretch.to <= offset && stretch.to > (best?.to ?? -1)) best = stretch;
    return best && this.#used(best);
  }

  drop(stretch: Stretch): void {
    if (!this.#own.delete(stretch)) return;
    this.#bytes -= costOf(stretch);
    all.delete(stretch);
    allBytes -= costOf(stretch);
    this.release(stretch.bytes.buffer);
  }

  clear(): void {
    for (const stretch of this.#own) this.drop(stretch);
  }

  #dropOldest(stretches: Iterable<Stretch>): void {
    for (const stretch of stretches) {
      this.drop(stretch);
      return;
    }
  }

  #used(stretch: Stretch): Stretch {
    this.#own.delete(stretch);
    this.#own.add(stretch);
    all.delete(stretch);
    all.set(stretch, this);
    return stretch;
  }
}

function costOf({ bytes, state }: Stretch): number {
  return bytes.buffer.byteLength + state.length;
}
