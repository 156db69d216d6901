import { DamagedError } from '#faults';
import type { BinTable } from '../tables/bin-table.js';
import { bytesOf, type Column } from '../tables/column.js';
import type { Coding } from './decode-tile.js';
import { tileColumns, type TileColumns } from './tile-columns.js';

/** What the table says of one tile; offsets and lengths in bytes, offsets from the start of the heap. */
export interface TileRow {
  readonly coding: Coding;
  readonly offset: number;
  readonly bytes: number;
  readonly maskOffset: number;
  readonly maskBytes: number;
  /** undefined without ZSCALE */
  readonly scale?: number;
  readonly zero: number;
  readonly blank?: number;
}

/** Rows that are read together, and how many such blocks an image keeps: 32 × about 100 KiB. */
const BLOCK_ROWS = 1024;
const MOST_BLOCKS = 32;

/** The rows of a tile table, read as they are asked for and kept within bounds. */
export class TileRows {
  readonly #blocks = new Map<number, Promise<Block>>();
  readonly #columns: TileColumns;

  /** Throws DamagedError for a table without COMPRESSED_DATA, or with columns of another kind than the standard's. */
  constructor(
    readonly table: BinTable,
    lossless: boolean,
  ) {
    this.#columns = tileColumns(table, lossless);
  }

  /** Whether tiles of floats may hold whole numbers. */
  get scaled(): boolean {
    return this.#columns.scale !== undefined;
  }

  get masked(): boolean {
    return this.#columns.mask !== undefined;
  }

  /** Throws DamagedError for a row that points beyond the heap, or at nothing. */
  async row(n: number): Promise<TileRow> {
    try {
      return rowOf(this.table, await this.#block(Math.floor(n / BLOCK_ROWS)), n);
    } catch (error) {
      if (!(error instanceof DamagedError)) throw error;
      return rowOf(this.table, await this.#read(n, 1), n); // it may be another row of the block
    }
  }

  #block(number: number): Promise<Block> {
    const kept = this.#blocks.get(number);
    this.#blocks.delete(number);
    const first = number * BLOCK_ROWS;
    const block = kept ?? this.#read(first, Math.min(BLOCK_ROWS, this.table.rows - first));
    this.#blocks.set(number, block); // now the youngest
    if (kept) return block;
    block.catch(() => this.#blocks.delete(number));
    if (this.#blocks.size > MOST_BLOCKS) this.#blocks.delete(this.#blocks.keys().next().value!);
    return block;
  }

  /** Without anybody's signal: others may wait for the same block. */
  async #read(first: number, count: number): Promise<Block> {
    const rows = { first, count };
    const extents = async (column: Column | undefined): Promise<Extents | undefined> => {
      if (!column) return undefined;
      const { counts, offsets } = await this.table.descriptors(column, rows);
      return { bytes: counts.map((count) => bytesOf(column.code, count)), offsets };
    };
    const numbers = async (from: Column | number | undefined) => (typeof from === 'object' ? this.table.numbers(from, rows) : from);
    const { compressed, uncompressed, gzip, mask, scale, zero, blank } = this.#columns;
    const [data, plain, zipped, masks, scales, zeros, blanks] = await Promise.all([
      extents(compressed),
      extents(uncompressed),
      extents(gzip),
      extents(mask),
      numbers(scale),
      numbers(zero),
      numbers(blank),
    ]);
    return { first, codings: [data && ['compressed', data], plain && ['uncompressed', plain], zipped && ['gzip', zipped]], masks, scales, zeros, blanks }; // prettier-ignore
  }
}

interface Extents {
  readonly bytes: Float64Array;
  readonly offsets: Float64Array;
}

interface Block {
  readonly first: number;
  /** in the order in which they are looked at: the first that is not empty counts */
  readonly codings: readonly ([Coding, Extents] | undefined)[];
  readonly masks?: Extents;
  readonly scales?: Float64Array | number;
  readonly zeros?: Float64Array | number;
  readonly blanks?: Float64Array | number;
}

function rowOf({ source, hdu, rowBytes }: BinTable, block: Block, n: number): TileRow {
  const i = n - block.first;
  const coded = block.codings.find((coding) => coding && coding[1].bytes[i] > 0);
  if (!coded)
    throw new DamagedError(`tile ${n + 1} has no data`, { file: source.name, hdu: hdu.index, offset: hdu.dataOffset + n * rowBytes });
  const at = (values: Float64Array | number | undefined) => (typeof values === 'object' ? values[i] : values);
  const blank = at(block.blanks);
  return {
    coding: coded[0],
    offset: coded[1].offsets[i],
    bytes: coded[1].bytes[i],
    maskOffset: block.masks?.offsets[i] ?? 0,
    maskBytes: block.masks?.bytes[i] ?? 0,
    scale: at(block.scales),
    zero: at(block.zeros) ?? 0,
    blank: Number.isNaN(blank) ? undefined : blank,
  };
}
