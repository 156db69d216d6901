import { DamagedError } from '#faults';
import type { BinTable } from '../tables/bin-table.js';
import type { Column } from '../tables/column.js';

/** The columns of a tile table (Standard §10.1.3, §10.2). */
export interface TileColumns {
  readonly compressed: Column;
  readonly uncompressed?: Column;
  readonly gzip?: Column;
  readonly mask?: Column;
  /** a column, or the value of a keyword that is the same for all */
  readonly scale?: Column | number;
  readonly zero?: Column | number;
  readonly blank?: Column | number;
}

/** Throws DamagedError for a table without COMPRESSED_DATA, or with columns of another kind than the standard's. */
export function tileColumns(table: BinTable, lossless: boolean): TileColumns {
  const { header } = table.hdu;
  const damage = (what: string) =>
    new DamagedError(what, { file: table.source.name, hdu: table.hdu.index, offset: table.hdu.headerOffset });
  const heap = (name: string): Column | undefined => {
    const column = table.column(name);
    if (column && (!column.variable || column.repeat !== 1))
      throw damage(`column ${name} is not of variable length (TFORM${column.number})`);
    return column;
  };
  const number = (name: string): Column | number | undefined => {
    const column = table.column(name);
    if (column && (column.variable || column.repeat !== 1)) throw damage(`column ${name} is not of one number (TFORM${column.number})`);
    return column ?? header.number(name);
  };
  const compressed = heap('COMPRESSED_DATA');
  if (!compressed) throw damage('a tile-compressed image has a column COMPRESSED_DATA, expected among TTYPEn');
  return {
    compressed,
    uncompressed: heap('UNCOMPRESSED_DATA'),
    gzip: heap('GZIP_COMPRESSED_DATA'),
    mask: heap('NULL_PIXEL_MASK'),
    scale: lossless ? undefined : number('ZSCALE'),
    zero: number('ZZERO'),
    blank: number('ZBLANK') ?? header.number('BLANK'),
  };
}
