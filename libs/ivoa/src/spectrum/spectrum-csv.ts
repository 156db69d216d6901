import { textOf } from './number-text.js';
import type { SpectrumData, SpectrumTableData } from './spectrum-data.js';

/**
 * Spectra as CSV (RFC 4180) with a line of names. When there are several, the columns `arm` and `spectrum` come first; a column that a
 * spectrum lacks is empty there.
 */
export async function* spectrumCsv(data: SpectrumData, signal?: AbortSignal): AsyncGenerator<string> {
  const several = data.count > 1;
  const names = several ? ['arm', 'spectrum', ...data.columnNames] : data.columnNames;
  yield `${names.map(quoted).join(',')}\r\n`;
  for await (const table of data.tables(signal)) {
    const start = several ? `${quoted(table.arm)},${table.spectrum},` : '';
    const places = data.columnNames.map((name) => table.columns.findIndex((column) => column.name === name));
    for await (const block of table.blocks(signal)) yield lines(block, table.columns, places, start);
  }
}

function lines(block: readonly Float64Array[], columns: SpectrumTableData['columns'], places: readonly number[], start: string): string {
  let text = '';
  for (let row = 0; row < block[0].length; row++) {
    text += start;
    for (let c = 0; c < places.length; c++) {
      const column = places[c];
      if (c > 0) text += ',';
      if (column >= 0) text += textOf(block[column][row], columns[column].datatype);
    }
    text += '\r\n';
  }
  return text;
}

const quoted = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
