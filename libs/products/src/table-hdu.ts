import { HeaderEditor, padded } from '#fits';

/** A column of text, or of whole numbers below 2^53. */
export type TableColumn =
  { readonly name: string; readonly texts: readonly string[] } | { readonly name: string; readonly numbers: readonly number[] };

/** A binary table of at least one row (Standard §7.3), as header and data with their padding; text as wide as the longest is. */
export function tableHdu(name: string, columns: readonly TableColumn[]): { readonly header: Uint8Array; readonly data: Uint8Array } {
  const widths = columns.map((column) => ('texts' in column ? column.texts.reduce((most, text) => Math.max(most, text.length), 1) : 8));
  const rowBytes = widths.reduce((sum, width) => sum + width, 0);
  const [first] = columns;
  const rows = 'texts' in first ? first.texts.length : first.numbers.length;
  const header = HeaderEditor.empty();
  header.set('XTENSION', 'BINTABLE', 'binary table').set('BITPIX', 8).set('NAXIS', 2).set('NAXIS1', rowBytes).set('NAXIS2', rows);
  header.set('PCOUNT', 0).set('GCOUNT', 1).set('TFIELDS', columns.length).set('EXTNAME', name);
  const data = Buffer.alloc(padded(rowBytes * rows));
  let offset = 0;
  columns.forEach((column, i) => {
    header.set(`TTYPE${i + 1}`, column.name).set(`TFORM${i + 1}`, 'texts' in column ? `${widths[i]}A` : '1K');
    for (let row = 0; row < rows; row++) {
      const at = row * rowBytes + offset;
      if ('texts' in column) data.write(printable(column.texts[row]), at, 'latin1');
      else data.writeBigInt64BE(BigInt(column.numbers[row]), at);
    }
    offset += widths[i];
  });
  return { header: header.toBytes(), data };
}

/** Standard §7.3.3.1: characters of ASCII only. */
const printable = (text: string): string => text.replaceAll(/[^\x20-\x7e]/g, '?');
