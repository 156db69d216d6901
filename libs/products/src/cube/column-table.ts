import { HeaderEditor, padded } from '#fits';

/** A column of a table that is made: numbers in the order of the rows, or one text for all of them. */
export interface MadeColumn {
  readonly name: string;
  readonly datatype: 'double' | 'int';
  /** the same in each row, instead of a number; not for documents */
  readonly text?: string;
  /** as FITS spells it */
  readonly unit?: string;
  readonly ucd?: string;
  readonly utype?: string;
  readonly description?: string;
}

const TYPES = { double: { form: '1D', bytes: 8 }, int: { form: '1J', bytes: 4 } } as const;

const typeOf = ({ datatype, text }: MadeColumn): { readonly form: string; readonly bytes: number } =>
  text === undefined ? TYPES[datatype] : { form: `${text.length}A`, bytes: text.length };

/** The header of a binary table (Standard §7.3), to which more may be added; its size does not depend on the numbers. */
export function tableHeader(name: string, version: number, columns: readonly MadeColumn[], rows: number): HeaderEditor {
  const header = HeaderEditor.empty();
  const rowBytes = columns.reduce((sum, column) => sum + typeOf(column).bytes, 0);
  header.set('XTENSION', 'BINTABLE', 'binary table').set('BITPIX', 8).set('NAXIS', 2).set('NAXIS1', rowBytes).set('NAXIS2', rows);
  header.set('PCOUNT', 0).set('GCOUNT', 1).set('TFIELDS', columns.length);
  header.set('EXTNAME', name).set('EXTVER', version);
  columns.forEach((column, i) => {
    const { unit, ucd, description } = column;
    header.set(`TTYPE${i + 1}`, column.name, description).set(`TFORM${i + 1}`, typeOf(column).form);
    if (unit) header.set(`TUNIT${i + 1}`, unit);
    if (ucd) header.set(`TUCD${i + 1}`, ucd);
  });
  return header;
}

/** Rows of a binary table with their padding. */
export function tableData(columns: readonly MadeColumn[], values: readonly Float64Array[]): Buffer<ArrayBuffer> {
  const rowBytes = columns.reduce((sum, column) => sum + typeOf(column).bytes, 0);
  const rows = values[0].length;
  const data = Buffer.alloc(padded(rowBytes * rows));
  let offset = 0;
  columns.forEach((column, c) => {
    const { datatype, text } = column;
    for (let row = 0; row < rows; row++) {
      if (text !== undefined) data.write(text, row * rowBytes + offset, 'latin1');
      else if (datatype === 'double') data.writeDoubleBE(values[c][row], row * rowBytes + offset);
      else data.writeInt32BE(values[c][row], row * rowBytes + offset);
    }
    offset += typeOf(column).bytes;
  });
  return data;
}
