import { CancelledError, DamagedError, FatalError } from '#faults';
import type { ByteSource } from '../byte-source.js';
import type { Hdu, ImageShape } from '../hdu.js';
import type { Header } from '../header.js';
import { BinTable } from '../tables/bin-table.js';
import { restoredHeader } from './restored-header.js';
import type { AxisBox, TileSpan } from './tile-grid.js';
import { TileLoader } from './tile-loader.js';
import { TileRows } from './tile-rows.js';
import { tilingOf } from './tiling.js';

/** A tile-compressed image (Standard §10.1): the image that it was, tile by tile. It does not own the source. */
export class TiledImage {
  readonly #loader: TileLoader;

  private constructor(
    readonly source: ByteSource,
    readonly hdu: Hdu,
    /** of the image as it was before, as an IMAGE extension: without any word of table and compression */
    readonly header: Header,
    loader: TileLoader,
  ) {
    this.#loader = loader;
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
    return new TiledImage(source, hdu, restoredHeader(hdu.header, tiling.shape, site), new TileLoader(source, hdu, tiling, rows));
  }

  /** BITPIX and NAXISn of the image. */
  get shape(): ImageShape {
    return this.#loader.tiling.shape;
  }

  /** ZTILEn, none longer than the image. */
  get tileAxes(): readonly number[] {
    return this.#loader.tiling.grid.tileAxes;
  }

  /** ZCMPTYPE */
  get codec(): string {
    return this.#loader.tiling.kind.codec;
  }

  get tiles(): number {
    return this.#loader.tiling.grid.tiles;
  }

  /** The tiles that share a pixel with the box (0-based, all axes of the image), in their order. */
  tilesIn(box: readonly AxisBox[]): Iterable<TileSpan> {
    const { axes } = this.shape;
    const inside = box.length === axes.length && box.every(({ first, count }, i) => first >= 0 && count > 0 && first + count <= axes[i]);
    if (!inside) throw new FatalError(`a box within NAXISn = ${axes.join(', ')} expected, got ${JSON.stringify(box)}`);
    return this.#loader.tiling.grid.touching(box);
  }

  /** Compressed bytes of the tiles that the box touches. */
  async compressedBytes(box: readonly AxisBox[], signal?: AbortSignal): Promise<number> {
    let bytes = 0;
    for (const { n } of this.tilesIn(box)) {
      if (signal?.aborted) throw this.#cancelled();
      const row = await this.#loader.rows.row(n);
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
    const tiles = this.#loader.tiles(numbers);
    return this.#abortable(Promise.all(numbers.map((n) => tiles.get(n)!)), signal);
  }

  async #abortable<T>(work: Promise<T>, signal?: AbortSignal): Promise<T> {
    if (!signal) return work;
    work.catch(() => undefined); // who has gone is not told of failures
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
}
