/** What is kept of decoded tiles, all images of the process together. */
const MAX_BYTES = 32 * 1024 * 1024;

/** A batch larger than that stays for so long when it is the last one used: output is made of it piece by piece. */
const LARGE_MS = 5000;

/** Tiles that were decoded together lie in one buffer, so they go together. */
interface Batch {
  readonly keys: readonly string[];
  readonly bytes: number;
}

/** The tiles used last, up to a bound in bytes. */
export class TileCache {
  readonly #batches = new Set<Batch>();
  readonly #byKey = new Map<string, { batch: Batch; tile: Uint8Array }>();
  #bytes = 0;
  #timer?: NodeJS.Timeout;

  constructor(readonly maxBytes = MAX_BYTES) {}

  get bytes(): number {
    return this.#bytes;
  }

  get(key: string): Uint8Array | undefined {
    const found = this.#byKey.get(key);
    if (!found) return undefined;
    this.#batches.delete(found.batch);
    this.#batches.add(found.batch); // now the youngest
    return found.tile;
  }

  /** @param tiles views of one buffer */
  add(keys: readonly string[], tiles: readonly Uint8Array[]): void {
    const bytes = tiles[0].buffer.byteLength;
    const batch: Batch = { keys, bytes };
    this.#batches.add(batch);
    this.#bytes += bytes;
    keys.forEach((key, i) => this.#byKey.set(key, { batch, tile: tiles[i] }));
    this.#shrink(batch);
    clearTimeout(this.#timer);
    if (this.#bytes > this.maxBytes) this.#timer = setTimeout(() => this.#shrink(), LARGE_MS).unref();
  }

  #shrink(except?: Batch): void {
    for (const batch of this.#batches) {
      if (this.#bytes <= this.maxBytes) return;
      if (batch !== except) this.#drop(batch);
    }
  }

  #drop(batch: Batch): void {
    this.#batches.delete(batch);
    this.#bytes -= batch.bytes;
    for (const key of batch.keys) if (this.#byKey.get(key)?.batch === batch) this.#byKey.delete(key);
  }
}

/** Of all images. */
export const tileCache = new TileCache();
