import { CancelledError, DamagedError, FatalError } from '#faults';
import { workerThreads } from '#workers';
import type { ByteSource } from '../byte-source.js';
import type { Hdu, ImageShape } from '../hdu.js';
import type { Header } from '../header.js';
import { BinTable } from '../tables/bin-table.js';
import { batchesOf, type TilePlan } from './batches.js';
import { loadBatch } from './load-batch.js';
import { restoredHeader } from './restored-header.js';
import { tileCache } from './tile-cache.js';
import type { AxisBox, TileSpan } from './tile-grid.js';
import { TileRows } from './tile-rows.js';
import { tilingOf, type Tiling } from './tiling.js';

/** A tile-compressed image (Standard §10.1): the image that it was, tile by tile. It does not own the source. */
export class TiledImage {
  /** Tiles that are being decoded; whoever else wants them waits for the same work. */
  readonly #underWay = new Map<number, Promise<Uint8Array>>();
  readonly #tiling: Tiling;
  readonly #rows: TileRows;

  private constructor(
    readonly source: ByteSource,
    readonly hdu: Hdu,
    /** of the image as it was before, as an IMAGE extension: without any word of table and compression */
    readonly header: Header,
    tiling: Tiling,
    rows: TileRows,
  ) {
    this.#tiling = tiling;
    this.#rows = rows;
  }

  /**
   * Looks at the header alone. Throws UnsupportedError naming ZCMPTYPE, ZQUANTIZ or ZMASKCMP, LimitError for tiles above 256 MiB decoded,
   * DamagedError for keywords that do not fit together.
   */
  static of(source: ByteSource, hdu: Hdu): TiledImage {
    const site = { file: source.name, hdu: hdu.index, offset: hdu.headerOffset };
    const tiling = tilingOf(hdu, source.name);
    const table = BinTable.of(source, hdu);
    const { tiles } = tiling.grid;
    if (table.rows !== tiles) throw new DamagedError(`the image has ${tiles} tiles, its table has ${table.rows} rows (NAXIS2)`, site);
    const rows = new TileRows(table, tiling.lossless);
    if (rows.masked && tiling.kind.maskCodec === undefined)
      throw new DamagedError('ZMASKCMP is missing, expected with NULL_PIXEL_MASK', site);
    return new TiledImage(source, hdu, restoredHeader(hdu.header, tiling.shape, site), tiling, rows);
  }

  /** BITPIX and NAXISn of the image. */
  get shape(): ImageShape {
    return this.#tiling.shape;
  }

  /** ZTILEn, none longer than the image. */
  get tileAxes(): readonly number[] {
    return this.#tiling.grid.tileAxes;
  }

  /** ZCMPTYPE */
  get codec(): string {
    return this.#tiling.kind.codec;
  }

  get tiles(): number {
    return this.#tiling.grid.tiles;
  }

  /** The tiles that share a pixel with the box (0-based, all axes of the image), in their order. */
  tilesIn(box: readonly AxisBox[]): Iterable<TileSpan> {
    const { axes } = this.shape;
    const inside = box.length === axes.length && box.every(({ first, count }, i) => first >= 0 && count > 0 && first + count <= axes[i]);
    if (!inside) throw new FatalError(`a box within NAXISn = ${axes.join(', ')} expected, got ${JSON.stringify(box)}`);
    return this.#tiling.grid.touching(box);
  }

  /** Compressed bytes of the tiles that the box touches. */
  async compressedBytes(box: readonly AxisBox[], signal?: AbortSignal): Promise<number> {
    let bytes = 0;
    for (const { n } of this.tilesIn(box)) {
      if (signal?.aborted) throw this.#cancelled();
      const row = await this.#rows.row(n);
      bytes += row.bytes + row.maskBytes;
    }
    return bytes;
  }

  /** As `tilesOf`, for one. */
  async tile(n: number, signal?: AbortSignal): Promise<Uint8Array> {
    return (await this.tilesOf([n], signal))[0];
  }

  /**
   * Big-endian pixels of these tiles, as they would stand in an uncompressed file; quantised floats as CFITSIO gives them. Not to be written to: others
   * have the same bytes. Ask for as many at a time as fit the memory; those that lie together are read and decoded together, in worker threads.
   * Throws DamagedError naming the tile, and CancelledError by the signal while the work goes on for others.
   */
  tilesOf(numbers: readonly number[], signal?: AbortSignal): Promise<Uint8Array[]> {
    const tiles = new Map<number, Uint8Array | Promise<Uint8Array>>();
    for (const n of numbers) {
      const tile = tiles.get(n) ?? tileCache.get(this.#key(n)) ?? this.#underWay.get(n);
      if (tile) tiles.set(n, tile);
    }
    for (const [n, tile] of this.#start([...new Set(numbers)].filter((n) => !tiles.has(n)))) tiles.set(n, tile);
    return this.#abortable(Promise.all(numbers.map((n) => tiles.get(n)!)), signal);
  }

  /** Begins to load tiles; from now on they are under way. */
  #start(numbers: readonly number[]): Map<number, Promise<Uint8Array>> {
    const started = new Map<number, Promise<Uint8Array>>();
    if (numbers.length === 0) return started;
    const batches = this.#batches(numbers);
    for (const n of numbers) {
      const tile = batches.then((tiles) => tiles.get(n)!);
      const done = () => this.#underWay.delete(n);
      tile.then(done, done);
      this.#underWay.set(n, tile);
      started.set(n, tile);
    }
    return started;
  }

  async #batches(numbers: readonly number[]): Promise<Map<number, Promise<Uint8Array>>> {
    const plans: TilePlan[] = [];
    for (const n of numbers) plans.push(await this.#plan(n));
    const tiles = new Map<number, Promise<Uint8Array>>();
    for (const batch of batchesOf(plans, workerThreads)) {
      const loaded = this.#load(batch);
      batch.forEach((plan, i) => {
        // Somebody else may want a tile of this batch, and not the damaged one.
        const alone = (error: unknown) => (batch.length > 1 && error instanceof DamagedError ? this.#load([plan]) : Promise.reject(error));
        const tile = loaded.then((pixels) => pixels[i], (error) => alone(error).then(([pixels]) => pixels)); // prettier-ignore
        tile.catch(ignore);
        tiles.set(plan.n, tile);
      });
    }
    return tiles;
  }

  async #load(batch: readonly TilePlan[]): Promise<Uint8Array[]> {
    const pixels = await loadBatch(this.source, this.hdu.index, this.#tiling.kind, batch);
    const keys = batch.map(({ n }) => this.#key(n));
    tileCache.add(keys, pixels);
    return pixels;
  }

  async #plan(n: number): Promise<TilePlan> {
    const { coding, offset, bytes, maskOffset, maskBytes, scale, zero, blank } = await this.#rows.row(n);
    const { lengths } = this.#tiling.grid.span(n);
    const pixels = lengths.reduce((product, length) => product * length, 1);
    const { heapOffset } = this.#rows.table;
    const { bitpix, bytesPerPixel } = this.shape;
    const outBytes = pixels * bytesPerPixel;
    const most = 8 * pixels + SLACK_BYTES;
    if (Math.max(bytes, maskBytes) > most) {
      const site = { file: this.source.name, hdu: this.hdu.index, offset: heapOffset + offset };
      throw new DamagedError(`tile ${n + 1} has ${Math.max(bytes, maskBytes)} compressed bytes for ${pixels} pixels`, site);
    }
    const { dither, ditherSeed } = this.#tiling;
    const quantised = bitpix < 0 && scale !== undefined ? { scale, zero, blank, dither, seed: n + ditherSeed - 1 } : undefined;
    const mask = { offset: heapOffset + maskOffset, bytes: maskBytes };
    return { n, job: { axes: lengths, pixels, coding, quantised }, data: { offset: heapOffset + offset, bytes }, mask, outBytes };
  }

  async #abortable<T>(work: Promise<T>, signal?: AbortSignal): Promise<T> {
    if (!signal) return work;
    work.catch(ignore);
    if (signal.aborted) throw this.#cancelled();
    const gone = Promise.withResolvers<never>();
    const abort = () => gone.reject(this.#cancelled());
    signal.addEventListener('abort', abort);
    try {
      return await Promise.race([work, gone.promise]);
    } finally {
      signal.removeEventListener('abort', abort);
    }
  }

  #cancelled(): CancelledError {
    return new CancelledError(`reading tiles of ${this.source.name} was cancelled`);
  }

  /** The cache is of the process: a file that was opened again has the same tiles. */
  #key(n: number): string {
    return `${n} ${this.hdu.headerOffset} ${this.source.etag} ${this.source.name}`;
  }
}

/** What no codec needs beyond 8 bytes a pixel. */
const SLACK_BYTES = 64 * 1024;

/** Whoever waits is told; when nobody does any more, it is no matter. */
function ignore(): void {}
