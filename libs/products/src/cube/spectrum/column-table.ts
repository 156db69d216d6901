import { HeaderEditor, padded } from '#fits';

/** A column of a table that is made: numbers in the order of the rows, or one text for all of them. */
export interface MadeColumn {
  readonly name: string;
  readonly datatype: 'double' | 'int';
  /** as FITS spells it */
  readonly unit?: string;
  readonly ucd?: string;
  readonly utype?: string;
  readonly description?: string;
}

const TYPES = { double: { code: 'D', bytes: 8 }, int: { code: 'J', bytes: 4 } } as const;

/** The header of a binary table (Standard §7.3), to which more may be added; its size does not depend on the numbers. */
export function tableHeader(name: string, version: number, columns: readonly MadeColumn[], rows: number): HeaderEditor {
  const header = HeaderEditor.empty();
  const rowBytes = columns.reduce((sum, { datatype }) => sum + TYPES[datatype].bytes, 0);
  header.set('XTENSION', 'BINTABLE', 'binary table').set('BITPIX', 8).set('NAXIS', 2).set('NAXIS1', rowBytes).set('NAXIS2', rows);
  header.set('PCOUNT', 0).set('GCOUNT', 1).set('TFIELDS', columns.length);
  header.set('EXTNAME', name).set('EXTVER', version);
  columns.forEach(({ name: column, datatype, unit, ucd, description }, i) => {
    header.set(`TTYPE${i + 1}`, column, description).set(`TFORM${i + 1}`, `1${TYPES[datatype].code}`);
    if (unit) header.set(`TUNIT${i + 1}`, unit);
    if (ucd) header.set(`TUCD${i + 1}`, ucd);
  });
  return header;
}

/** Rows of a binary table with their padding. */
export function tableData(columns: readonly MadeColumn[], values: readonly Float64Array[]): Buffer<ArrayBuffer> {
  const rowBytes = columns.reduce((sum, { datatype }) => sum + TYPES[datatype].bytes, 0);
  const rows = values[0].length;
  const data = Buffer.alloc(padded(rowBytes * rows));
  let offset = 0;
  columns.forEach(({ datatype }, c) => {
    for (let row = 0; row < rows; row++) {
      if (datatype === 'double') data.writeDoubleBE(values[c][row], row * rowBytes + offset);
      else data.writeInt32BE(values[c][row], row * rowBytes + offset);
    }
    offset += TYPES[datatype].bytes;
  });
  return data;
}
