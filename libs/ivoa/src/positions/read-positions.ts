import { csvRows } from './csv-rows.js';
import { PositionColumns } from './position-columns.js';
import type { Positions } from './positions.js';
import { votableRows } from './votable-rows.js';

/**
 * Reads a VOTable (TABLEDATA) or CSV with a header line. Columns are found by their UCDs (pos.eq.ra, pos.eq.dec) or their names (ra, dec, radius, id).
 * @param name of the table, for messages
 * @throws UsageError for what is no such table, LimitError for more than `mostRows` rows
 */
export async function readPositions(name: string, bytes: AsyncIterable<Uint8Array>, mostRows: number): Promise<Positions> {
  const found = new PositionColumns(name, mostRows);
  const text = decoded(bytes);
  const { value: first = '' } = await text.next();
  const all = (async function* () {
    yield first;
    yield* text;
  })();
  await (/^\uFEFF?\s*</.test(first) ? votableRows : csvRows)(name, all, found);
  return found.positions();
}

async function* decoded(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  for await (const chunk of bytes) {
    const text = decoder.decode(chunk, { stream: true });
    if (text !== '') yield text;
  }
  yield decoder.decode();
}
