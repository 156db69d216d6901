import { UsageError } from '#faults';
import type { TableReader } from './table-reader.js';

/** No line of a table of positions is so long. */
const LONGEST_LINE = 64 * 1024;

/** Lines of values with commas between them, the first one with the names; lines that begin with # say nothing. @throws UsageError */
export async function csvRows(name: string, text: AsyncIterable<string>, reader: TableReader): Promise<void> {
  let begun = false;
  let rest = '';
  const line = (raw: string): void => {
    const one = raw.trim();
    if (one === '' || one.startsWith('#')) return;
    const cells = cellsOf(one.replace(/^\uFEFF/, ''));
    if (begun) reader.row(cells);
    else reader.columns(cells.map((column) => ({ name: column })));
    begun = true;
  };
  for await (const piece of text) {
    const lines = (rest + piece).split('\n');
    rest = lines.pop()!;
    for (const one of lines) line(one);
    if (rest.length > LONGEST_LINE)
      throw new UsageError(`the table ${name} must be a VOTable or CSV, got a line of more than ${LONGEST_LINE} characters`);
  }
  line(rest);
  if (!begun) throw new UsageError(`the table ${name} is empty`);
}

function cellsOf(line: string): string[] {
  if (!line.includes('"')) return line.split(',').map((cell) => cell.trim());
  return [...line.matchAll(/\s*(?:"((?:[^"]|"")*)"|([^,]*))\s*(?:,|$)/g)]
    .filter(({ index }) => index < line.length)
    .map(([, quoted, plain]) => (quoted === undefined ? plain.trim() : quoted.replaceAll('""', '"')));
}
