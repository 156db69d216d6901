/**
 * The index in a PostgreSQL: filling it with 10⁵ rows, and what one answer takes. It needs a database in which it may make the schema `measure`:
 *
 *   node dist/libs/catalog/measure/postgres.js postgres://user@host/database [rows]
 */
import { parseSia2, Params } from '#ivoa';
import { makeLogger } from '#ops';
import { PostgresCatalog } from '../src/postgres-catalog.js';
import { placeOf } from '../src/postgres/place.js';
import { PostgresScan } from '../src/postgres/postgres-scan.js';
import { generatedEntries } from '../test/generated-entries.js';

const [database = '', count = '100000'] = process.argv.slice(2);
const catalogUrl = `${database}${database.includes('?') ? '&' : '?'}schema=measure`;
const rows = Number(count);
const authority = 'test.example';

const entries = generatedEntries(rows);
const index = await PostgresScan.open(placeOf(catalogUrl), { authority, rules: 'measure' });
let since = performance.now();
await index.beginScan();
for (const entry of entries) await index.put(entry);
await index.endScan();
tell('rows put, per second', (rows / (performance.now() - since)) * 1000);
since = performance.now();
await index.beginScan();
for (let i = 0; i < rows; i += 200) await index.known(entries.slice(i, i + 200).map(({ key }) => key));
await index.endScan();
tell('rows found unchanged, per second', (rows / (performance.now() - since)) * 1000);
await index.close();

const catalog = await PostgresCatalog.open({ catalog: catalogUrl, authority }, makeLogger({ level: 'silent' }));
const query = (text: string) => parseSia2(Params.from(new URLSearchParams(text)));
const nth = (i: number): number => (i * 7919) % rows;
await median('resolve, not kept (ms)', 500, (i) => catalog.resolve(`ivo://test.example/data?${entries[nth(i)].key}`));
await median('SIA cone of 1 degree (ms)', 200, (i) => catalog.search(query(`POS=CIRCLE ${place(i)} 1`)));
await median('SIA cone of 5 degrees (ms)', 100, (i) => catalog.search(query(`POS=CIRCLE ${place(i)} 5`)));
await median('SIA, the first 100 of all (ms)', 50, () => catalog.search(query('MAXREC=100')));
await median('SIA, 10,000 rows (ms)', 5, () => catalog.search(query('MAXREC=10000')));
await catalog.close();

function place(i: number): string {
  const { s_ra, s_dec } = entries[nth(i)].record.row;
  return `${s_ra} ${s_dec}`;
}

async function median(what: string, times: number, ask: (i: number) => Promise<unknown>): Promise<void> {
  const took: number[] = [];
  for (let i = 0; i < times; i++) {
    const start = performance.now();
    await ask(i);
    took.push(performance.now() - start);
  }
  took.sort((a, b) => a - b);
  tell(what, took[times >> 1], `95 % ${took[Math.floor(times * 0.95)].toFixed(2)}, n = ${times}`);
}

function tell(what: string, value: number, more = ''): void {
  process.stdout.write(`${what.padEnd(40)} ${value > 100 ? value.toFixed(0) : value.toFixed(2)}  ${more}\n`);
}
