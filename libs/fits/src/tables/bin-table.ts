import { DamagedError, FatalError, LimitError, UnsupportedError, type DamageSite } from '#faults';
import type { ByteSource } from '../byte-source.js';
import type { Hdu } from '../hdu.js';
import { cardSite } from '../header-end.js';
import { bytesOf, columnsOf, type Column } from './column.js';
import { decodeCells, numbersPerElement } from './decode-cells.js';
import { readCells } from './read-cells.js';

/** Rows `first` … `first + count - 1`, 0-based. */
export interface RowRange {
  readonly first: number;
  readonly count: number;
}

/** Where the elements of variable-length cells lie: how many, and the bytes from the start of the heap to the first one. */
export interface Descriptors {
  readonly counts: Float64Array;
  readonly offsets: Float64Array;
}

/** What one call gives at most: 256 MiB of doubles. */
const MAX_ELEMENTS = 2 ** 25;

/** A binary table (Standard §7.3): its columns, and their cells read as they are asked for. It does not own the source. */
export class BinTable {
  private constructor(
    readonly source: ByteSource,
    readonly hdu: Hdu,
    readonly rows: number,
    readonly rowBytes: number,
    readonly columns: readonly Column[],
    /** in the file */
    readonly heapOffset: number,
    readonly heapBytes: number,
  ) {}

  /**
   * Looks at the header alone, so a tile-compressed image can be had as the table that it is.
   * Throws DamagedError when TFORMn, NAXISn, PCOUNT and THEAP do not fit together, UnsupportedError for a compressed table (ZTABLE).
   */
  static of(source: ByteSource, hdu: Hdu): BinTable {
    const { header } = hdu;
    const site: DamageSite = { file: source.name, hdu: hdu.index, offset: hdu.headerOffset };
    if (header.logical('ZTABLE') === true)
      throw new UnsupportedError(`HDU ${hdu.index} of ${source.name} is a compressed table (ZTABLE = T)`);
    const need = (keyword: string, is: (value: number) => boolean, expected: string): number => {
      const value = header.integer(keyword);
      if (value !== undefined && is(value)) return value;
      const card = header.cardNumber(keyword);
      throw new DamagedError(
        `${keyword} = ${header.value(keyword)}, expected ${expected} in a binary table`,
        card === undefined ? site : cardSite(site, card - 1),
      );
    };
    need('BITPIX', (value) => value === 8, '8');
    need('NAXIS', (value) => value === 2, '2');
    const rowBytes = need('NAXIS1', (value) => value >= 0, 'a whole number');
    const rows = need('NAXIS2', (value) => value >= 0, 'a whole number');
    const columns = columnsOf(header, rowBytes, site);
    const mainBytes = rowBytes * rows;
    const theap = header.has('THEAP')
      ? need('THEAP', (value) => value >= mainBytes && value <= hdu.dataLength, `${mainBytes} to ${hdu.dataLength}`)
      : mainBytes;
    return new BinTable(source, hdu, rows, rowBytes, columns, hdu.dataOffset + theap, hdu.dataLength - theap);
  }

  /** The first column of that name, in any case. */
  column(name: string): Column | undefined {
    const wanted = name.toUpperCase();
    return this.columns.find((column) => column.name.toUpperCase() === wanted);
  }

  /**
   * count × repeat numbers (complex ones: pairs) of a column of fixed width; TSCALn and TZEROn are applied, TNULLn is NaN, bits and logical values
   * are 0 and 1. Throws LimitError above 2^25 numbers: ask for fewer rows.
   */
  async numbers(column: Column, rows: RowRange, signal?: AbortSignal): Promise<Float64Array> {
    if (column.variable) throw new FatalError(`${title(column)} is of variable length: ask for one vector at a time`);
    this.#assertFits(column, rows, column.repeat * numbersPerElement(column));
    return decodeCells(await this.#cells(column, rows, signal), column, rows.count, column.repeat);
  }

  /** The texts of a column of characters, without trailing blanks: one for each row, or as many as the second and later TDIMn say. */
  async texts(column: Column, rows: RowRange, signal?: AbortSignal): Promise<string[]> {
    if (column.code !== 'A') throw new FatalError(`${title(column)} holds numbers, not text`);
    if (column.variable) return this.#variableTexts(column, rows, signal);
    this.#assertFits(column, rows, Math.max(column.repeat, 1));
    const bytes = await this.#cells(column, rows, signal);
    const size = Math.min(column.dims?.[0] ?? column.repeat, column.repeat);
    const perRow = size === 0 ? 1 : Math.floor(column.repeat / size);
    return Array.from({ length: rows.count * perRow }, (_, i) => {
      const start = Math.floor(i / perRow) * column.repeat + (i % perRow) * size;
      return textOf(bytes.subarray(start, start + size));
    });
  }

  /** Throws DamagedError, naming row and column, for cells that are not within the heap. */
  async descriptors(column: Column, rows: RowRange, signal?: AbortSignal): Promise<Descriptors> {
    if (!column.variable) throw new FatalError(`${title(column)} is of fixed length: it has no descriptors`);
    this.#assertFits(column, rows, 2);
    const bytes = await this.#cells(column, rows, signal);
    const view = new DataView(bytes.buffer);
    const counts = new Float64Array(rows.count);
    const offsets = new Float64Array(rows.count);
    if (column.repeat === 0) return { counts, offsets };
    // 32 bits without sign, as CFITSIO has it: heaps of up to 4 GiB. What is negative is beyond any heap then.
    const load =
      column.variable === 'P'
        ? (at: number) => view.getUint32(4 * at)
        : (at: number) => Number(BigInt.asUintN(64, view.getBigInt64(8 * at)));
    for (let i = 0; i < rows.count; i++) {
      counts[i] = load(2 * i);
      offsets[i] = load(2 * i + 1);
      if (counts[i] > 0 && offsets[i] + bytesOf(column.code, counts[i]) > this.heapBytes)
        throw this.#beyond(column, rows.first + i, counts[i], offsets[i]);
    }
    return { counts, offsets };
  }

  /** The numbers of one cell, of fixed or variable length. Throws LimitError above 2^25. */
  async vector(column: Column, row: number, signal?: AbortSignal): Promise<Float64Array> {
    if (!column.variable) return this.numbers(column, { first: row, count: 1 }, signal);
    const { counts, offsets } = await this.descriptors(column, { first: row, count: 1 }, signal);
    this.#assertFits(column, { first: row, count: 1 }, counts[0] * numbersPerElement(column));
    return decodeCells(await this.#heap(column, counts[0], offsets[0], signal), column, 1, counts[0]);
  }

  async #variableTexts(column: Column, rows: RowRange, signal?: AbortSignal): Promise<string[]> {
    const { counts, offsets } = await this.descriptors(column, rows, signal);
    const texts: string[] = [];
    this.#assertFits(
      column,
      { first: rows.first, count: 1 },
      counts.reduce((sum, count) => sum + count, 0),
    );
    for (let i = 0; i < rows.count; i++) texts.push(textOf(await this.#heap(column, counts[i], offsets[i], signal)));
    return texts;
  }

  #heap({ code }: Column, elements: number, offset: number, signal?: AbortSignal): Promise<Uint8Array> {
    const width = bytesOf(code, elements);
    return readCells(this.source, { offset: this.heapOffset + offset, width, strideBytes: width, count: 1 }, signal);
  }

  #cells({ offset, width }: Column, { first, count }: RowRange, signal?: AbortSignal): Promise<Uint8Array<ArrayBuffer>> {
    const start = this.hdu.dataOffset + first * this.rowBytes + offset;
    return readCells(this.source, { offset: start, width, strideBytes: this.rowBytes, count }, signal);
  }

  #assertFits(column: Column, { first, count }: RowRange, perRow: number): void {
    if (first < 0 || count < 0 || first + count > this.rows)
      throw new FatalError(`rows ${first} + ${count} asked for, the table has ${this.rows}`);
    // A column without width has rows that no byte of the file stands for.
    const elements = count * Math.max(perRow, 1);
    if (elements <= MAX_ELEMENTS) return;
    throw new LimitError(
      `${count} row(s) of ${title(column)} of HDU ${this.hdu.index} hold ${elements} elements, the most at a time is ${MAX_ELEMENTS}`,
    );
  }

  #beyond(column: Column, row: number, elements: number, offset: number): DamagedError {
    return new DamagedError(
      `row ${row + 1} of ${title(column)} points at ${elements} elements at byte ${offset} of the heap, which has ${this.heapBytes} bytes`,
      { file: this.source.name, hdu: this.hdu.index, offset: this.hdu.dataOffset + row * this.rowBytes + column.offset },
    );
  }
}

function title({ number, name }: Column): string {
  return `column ${number}${name === '' ? '' : ` (${name})`}`;
}

/** Up to the first NUL (Standard §7.3.3.1), without trailing blanks. */
function textOf(bytes: Uint8Array): string {
  const end = bytes.indexOf(0);
  return Buffer.from(bytes.buffer, bytes.byteOffset, end < 0 ? bytes.length : end)
    .toString('latin1')
    .trimEnd();
}
