import { Client, type QueryResultRow } from 'pg';
import { TransientError, UsageError } from '#faults';
import { cellsOf, skyBox, type Circle } from '../index-store/columns.js';
import type { Entry } from '../index-store/entry.js';
import type { Counts, KnownFile, ScanIndex } from '../index-store/index-store.js';
import { databaseFault, wordsOf } from './database-fault.js';
import type { Place } from './place.js';
import { channelOf, LAYOUT, LAYOUT_VERSION, TYPED_COLUMNS } from './schema.js';

const NAMES = TYPED_COLUMNS.map(([name]) => name);
/** Rows that go over in one statement, which is a transaction. */
const BATCH = 200;

const PUT = `
WITH given AS (
  SELECT * FROM json_to_recordset($1::json) AS r(${TYPED_COLUMNS.map((column) => column.join(' ')).join(', ')}, record text, guesses text)
), put AS (
  INSERT INTO files (${NAMES.join(', ')}) SELECT ${NAMES.join(', ')} FROM given
  ON CONFLICT (key) DO UPDATE SET ${NAMES.slice(1)
    .map((name) => `${name} = excluded.${name}`)
    .join(', ')} RETURNING number, key
), kept AS (
  INSERT INTO records SELECT number, record, guesses FROM put JOIN given USING (key) WHERE record IS NOT NULL
  ON CONFLICT (number) DO UPDATE SET record = excluded.record, guesses = excluded.guesses
), gone AS (
  DELETE FROM records WHERE number IN (SELECT number FROM put JOIN given USING (key) WHERE given.record IS NULL)
)
INSERT INTO seen SELECT number FROM put ON CONFLICT DO NOTHING`;

const KNOWN = `
WITH there AS (SELECT number, key, stamp, reason FROM files WHERE key = ANY($1)),
noted AS (INSERT INTO seen SELECT number FROM there ON CONFLICT DO NOTHING)
SELECT key, stamp, reason FROM there`;

// '0' is the character after '/'
const SEE_BELOW = `
INSERT INTO seen SELECT number FROM files WHERE $1::text = '.' OR key = $1 OR (key > $1 || '/' AND key < $1 || '0') ON CONFLICT DO NOTHING`;

/** What the rows were made by: under other rules they are all made again, and meanwhile the old ones answer. */
export interface ScanRules {
  readonly authority: string;
  /** Of the release and the configuration. */
  readonly rules: string;
}

/** The index in PostgreSQL as a scan fills it, over one connection, which holds the lock that keeps other scans out. */
export class PostgresScan implements ScanIndex {
  private waiting: Entry[] = [];
  private changed = false;
  private started = performance.now();

  private constructor(
    private readonly client: Client,
    private readonly schema: string,
  ) {}

  /** Throws TransientError when the database is away or another scan is at work, UsageError when the index cannot be made there. */
  static async open(place: Place, rules: ScanRules): Promise<PostgresScan> {
    // A statement over everything may take its time; a lock that is not given is somebody's who looks at the tables by hand.
    const client = new Client(place.connection({ statement_timeout: 0, lock_timeout: 60_000, jit: 'off' }));
    client.on('error', () => undefined); // told by the next statement
    const scan = new PostgresScan(client, place.schema);
    try {
      await client.connect();
      await scan.lock();
      await scan.makeTables(rules);
      await client.query('CREATE TEMP TABLE seen (number bigint PRIMARY KEY)');
      return scan;
    } catch (error) {
      await scan.close();
      throw refusal(error);
    }
  }

  async beginScan(): Promise<void> {
    this.started = performance.now();
    this.changed = false;
    await this.query('TRUNCATE seen');
  }

  async known(keys: readonly string[]): Promise<Map<string, KnownFile>> {
    const rows = await this.query<{ key: string; stamp: string; reason: string | null }>(KNOWN, [keys]);
    return new Map(rows.map(({ key, stamp, reason }) => [key, { stamp, reason: reason ?? undefined }]));
  }

  async keep(key: string): Promise<boolean> {
    await this.checkpoint();
    await this.query(SEE_BELOW, [key]);
    const rows = await this.query('SELECT 1 FROM files JOIN records USING (number) WHERE key = $1', [key]);
    return rows.length > 0;
  }

  async put(entry: Entry): Promise<void> {
    this.waiting.push(entry);
    if (this.waiting.length >= BATCH) await this.checkpoint();
  }

  async checkpoint(): Promise<void> {
    const entries = this.waiting;
    if (entries.length === 0) return;
    this.waiting = [];
    this.changed = true;
    await this.query(PUT, [JSON.stringify(entries.map(columnsOf))]);
  }

  async endScan(): Promise<number> {
    await this.checkpoint();
    await this.query('BEGIN');
    await this.query('ANALYZE seen');
    const unseen = 'NOT EXISTS (SELECT 1 FROM seen WHERE seen.number = those.number)';
    await this.query(`DELETE FROM records AS those WHERE ${unseen}`);
    const gone = `DELETE FROM files AS those WHERE ${unseen} RETURNING 1`;
    const [{ removed }] = await this.query<{ removed: number }>(`WITH gone AS (${gone}) SELECT count(*)::float8 AS removed FROM gone`);
    const seconds = Number(((performance.now() - this.started) / 1000).toFixed(3));
    await this.setMeta('scan', JSON.stringify({ ...(await this.counts()), finished: new Date().toISOString(), seconds }));
    await this.query('SELECT pg_notify($1, $2)', [channelOf(this.schema), 'scanned']);
    await this.query('COMMIT');
    // So that the first searches are planned by what there is now.
    if (this.changed || removed > 0) await this.query('ANALYZE files, records');
    return removed;
  }

  async abandonScan(): Promise<void> {
    await this.checkpoint();
  }

  async counts(): Promise<Counts> {
    const sql = 'SELECT (count(*) - count(reason))::float8 AS datasets, count(reason)::float8 AS refused FROM files';
    const [counts] = await this.query<Counts & QueryResultRow>(sql);
    return counts;
  }

  async close(): Promise<void> {
    await this.client.end().catch(() => undefined);
  }

  private async lock(): Promise<void> {
    const [{ encoding }] = await this.query<{ encoding: string }>("SELECT current_setting('server_encoding') AS encoding");
    if (encoding !== 'UTF8') throw new UsageError(`the database must have the encoding UTF8, and has ${encoding}`);
    const [{ mine }] = await this.query<{ mine: boolean }>(
      "SELECT pg_try_advisory_lock(hashtextextended('sodalite scan ' || $1, 0)) AS mine",
      [this.schema],
    );
    if (!mine) throw new TransientError('another scan fills this index at the moment; two at once would undo each other', 60);
  }

  /** An index of an earlier layout, or none, is made anew. */
  private async makeTables({ authority, rules }: ScanRules): Promise<void> {
    await this.query('BEGIN');
    const there = async (sql: string): Promise<boolean> =>
      (await this.query<{ there: boolean }>(`SELECT ${sql} IS NOT NULL AS there`))[0].there;
    if (!(await there(`to_regnamespace('${this.schema}')`))) await this.query(`CREATE SCHEMA ${this.schema}`);
    const before = (await there(`to_regclass('${this.schema}.meta')`)) ? await this.meta() : {};
    const layout = Number(before.layout ?? 0);
    if (layout > LAYOUT_VERSION)
      throw new UsageError('the index in the database was made by a later release of Sodalite; this one leaves it alone');
    if (layout < LAYOUT_VERSION) await this.query(LAYOUT);
    else if (before.rules !== rules) await this.query("UPDATE files SET stamp = '' WHERE stamp <> ''");
    // IDs of another authority are no longer answered for.
    if (before.authority !== authority) await this.query("DELETE FROM meta WHERE name = 'scan'");
    await this.setMeta('authority', authority);
    await this.setMeta('rules', rules);
    await this.query('COMMIT');
  }

  private async meta(): Promise<Record<string, string>> {
    const rows = await this.query<{ name: string; value: string }>('SELECT name, value FROM meta');
    return Object.fromEntries(rows.map(({ name, value }) => [name, value]));
  }

  private async setMeta(name: string, value: string): Promise<void> {
    await this.query('INSERT INTO meta VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value', [name, value]);
  }

  private async query<Row extends QueryResultRow>(sql: string, values?: unknown[]): Promise<Row[]> {
    try {
      // The same few statements over and over are prepared once.
      return (await this.client.query<Row>({ name: NAMED.get(sql), text: sql, values })).rows;
    } catch (error) {
      throw databaseFault(error);
    }
  }
}

const NAMED = new Map([
  [PUT, 'put'],
  [KNOWN, 'known'],
]);

function columnsOf(entry: Entry): Record<string, unknown> {
  const cells = Object.entries(cellsOf(entry)).map(([name, value]) => [name, typeof value === 'string' ? sound(value) : value]);
  const { x, y, z, radius, ...others } = Object.fromEntries(cells) as Record<string, number | null>;
  const circle: Circle | undefined = x === null ? undefined : { vector: [x, y!, z!], radius: radius! };
  const sky = circle && skyBox(circle);
  const json = 'reason' in entry ? {} : { record: JSON.stringify(entry.record), guesses: JSON.stringify(entry.guesses) };
  return { ...others, x, y, z, radius, sky, ...json };
}

/** What PostgreSQL takes for text: no NUL, no half of a surrogate pair. */
function sound(text: string): string {
  return text.replaceAll('\0', '\uFFFD').toWellFormed();
}

/** Whoever started the scan is told in the words of the database what it takes. */
function refusal(error: unknown): Error {
  const fault = databaseFault(error);
  if (!(fault.cause instanceof Error)) return fault;
  return new TransientError(`the index cannot be made: ${wordsOf(fault)}`, undefined, { cause: fault.cause });
}
