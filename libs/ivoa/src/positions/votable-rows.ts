import { SaxesParser } from 'saxes';
import { UsageError } from '#faults';
import type { Column, TableReader } from './table-reader.js';

/** The first table of a VOTable, row by row: nothing of it is kept. @throws UsageError */
export async function votableRows(name: string, text: AsyncIterable<string>, reader: TableReader): Promise<void> {
  const parser = new SaxesParser({ xmlns: true });
  const columns: Column[] = [];
  let [tables, inside] = [0, false];
  let cells: string[] | undefined;
  let cell: string | undefined;
  parser.on('error', (error) => {
    throw new UsageError(`the table ${name} is not well-formed XML: ${error.message}`);
  });
  parser.on('opentag', ({ local, attributes }) => {
    const attribute = (wanted: string): string | undefined => attributes[wanted]?.value;
    if (local === 'TABLE') inside = ++tables === 1;
    if (!inside) return;
    if (local === 'FIELD') columns.push({ name: attribute('name') ?? '', ucd: attribute('ucd'), unit: attribute('unit') });
    else if (local === 'TABLEDATA') reader.columns(columns);
    else if (local === 'TR') cells = [];
    else if (local === 'TD') cell = '';
    else if (['BINARY', 'BINARY2', 'FITS'].includes(local))
      throw new UsageError(`the table ${name} must be a VOTable with TABLEDATA, got ${local}`);
  });
  const add = (more: string): void => void (cell === undefined || (cell += more));
  parser.on('text', add);
  parser.on('cdata', add);
  parser.on('closetag', ({ local }) => {
    if (!inside) return;
    if (local === 'TD') {
      cells?.push(cell ?? '');
      cell = undefined;
    } else if (local === 'TR') {
      reader.row(cells ?? []);
      cells = undefined;
    } else if (local === 'TABLE') inside = false;
  });
  for await (const piece of text) parser.write(piece);
  parser.close();
  if (tables === 0) throw new UsageError(`the table ${name} must be a VOTable with a TABLE, got none`);
}
