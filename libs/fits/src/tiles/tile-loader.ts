import { DamagedError } from '#faults';
import { workerThreads } from '#workers';
import type { ByteSource } from '../byte-source.js';
import type { Hdu } from '../hdu.js';
import { batchesOf, type TilePlan } from './batches.js';
import { loadBatch } from './load-batch.js';
import { tileCache } from './tile-cache.js';
import type { TileRows } from './tile-rows.js';
import type { Tiling } from './tiling.js';

type Tile = Uint8Array | Promise<Uint8Array>;

/** What no codec needs beyond 8 bytes a pixel. */
const SLACK_BYTES = 64 * 1024;

/** Loads the tiles of one image: out of the cache, with those who wait for the same tile already, or from the file. */
export class TileLoader {
  readonly #underWay = new Map<number, Promise<Uint8Array>>();

  constructor(
    readonly source: ByteSource,
    readonly hdu: Hdu,
    readonly tiling: Tiling,
    readonly rows: TileRows,
  ) {}

  /** Loads without anybody's signal, for others may come to wait for it; a rejection that nobody waits for is no matter. */
  tiles(numbers: readonly number[]): Map<number, Tile> {
    const tiles = new Map<number, Tile>();
    const missing: number[] = [];
    for (const n of new Set(numbers)) {
      const tile = tileCache.get(this.#key(n)) ?? this.#underWay.get(n);
      if (tile) tiles.set(n, tile);
      else missing.push(n);
    }
    if (missing.length === 0) return tiles;
    const batches = this.#batches(missing);
    for (const n of missing) {
      const tile = batches.then((promises) => promises.get(n)!);
      const done = () => this.#underWay.delete(n);
      tile.then(done, done);
      this.#underWay.set(n, tile);
      tiles.set(n, tile);
    }
    return tiles;
  }

  /** Never rejects: what is wrong is a matter of each tile. */
  async #batches(numbers: readonly number[]): Promise<Map<number, Promise<Uint8Array>>> {
    const plans = await Promise.allSettled(numbers.map((n) => this.#plan(n)));
    const tiles = new Map<number, Promise<Uint8Array>>();
    plans.forEach((plan, i) => plan.status === 'rejected' && tiles.set(numbers[i], Promise.reject(plan.reason)));
    const fine = plans.flatMap((plan) => (plan.status === 'fulfilled' ? [plan.value] : []));
    for (const batch of batchesOf(fine, workerThreads)) {
      const loaded = this.#load(batch);
      batch.forEach((plan, i) => {
        const tile = loaded.then(
          (pixels) => pixels[i],
          async (error: unknown) => {
            // Somebody else may want a tile of this batch, and not the damaged one.
            if (batch.length === 1 || !(error instanceof DamagedError)) throw error;
            return (await this.#load([plan]))[0];
          },
        );
        tiles.set(plan.n, tile);
      });
    }
    for (const tile of tiles.values()) tile.catch(() => undefined);
    return tiles;
  }

  async #load(batch: readonly TilePlan[]): Promise<Uint8Array[]> {
    const pixels = await loadBatch(this.source, this.hdu.index, this.tiling.kind, batch);
    const keys = batch.map(({ n }) => this.#key(n));
    tileCache.add(keys, pixels);
    return pixels;
  }

  async #plan(n: number): Promise<TilePlan> {
    const { coding, offset, bytes, maskOffset, maskBytes, scale, zero, blank } = await this.rows.row(n);
    const { shape, grid, dither, ditherSeed } = this.tiling;
    const axes = grid.span(n).lengths;
    const pixels = axes.reduce((product, length) => product * length, 1);
    const { heapOffset } = this.rows.table;
    const data = { offset: heapOffset + offset, bytes };
    if (Math.max(bytes, maskBytes) > 8 * pixels + SLACK_BYTES) {
      const site = { file: this.source.name, hdu: this.hdu.index, offset: data.offset };
      throw new DamagedError(`tile ${n + 1} has ${Math.max(bytes, maskBytes)} compressed bytes for ${pixels} pixels`, site);
    }
    const quantised = shape.bitpix < 0 && scale !== undefined ? { scale, zero, blank, dither, seed: n + ditherSeed - 1 } : undefined;
    const mask = { offset: heapOffset + maskOffset, bytes: maskBytes };
    return { n, job: { axes, pixels, coding, quantised }, data, mask, outBytes: pixels * shape.bytesPerPixel };
  }

  /** The cache is of the process: a file that was opened again has the same tiles. */
  #key(n: number): string {
    return `${n} ${this.hdu.headerOffset} ${this.source.etag} ${this.source.name}`;
  }
}
