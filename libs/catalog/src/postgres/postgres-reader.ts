import { createHash } from 'node:crypto';
import { Pool, type QueryResultRow } from 'pg';
import type { DatasetRecord, EntryFault } from '../index-store/entry.js';
import { BY_SKY, POSTGRES, type Condition, type Parameter } from '../index-store/dialect.js';
import type { IndexReader, KeyedRecord, Resolved } from '../index-store/index-store.js';
import { databaseFault, isLost } from './database-fault.js';
import type { Place } from './place.js';

export interface PostgresReaderOptions {
  /** milliseconds */
  readonly statementMs?: number;
  readonly connections?: number;
  /** The database has failed, or is there no more. */
  readonly onFailure: (error: unknown) => void;
}

const PAGE = 500;
const LONGEST_PAGE = 2000;
/** Statements that a connection keeps prepared. A search may be put in any number of ways, and each would take memory of the server. */
const MOST_PREPARED = 64;

/** Answers from the index in PostgreSQL, over a few connections that may only read. */
export class PostgresReader implements IndexReader {
  readonly dialect = POSTGRES;
  private readonly pool: Pool;
  private readonly prepared = new Map<string, string>();

  /** @param isComplete whether a scan has gone through to its end */
  constructor(
    place: Place,
    private readonly isComplete: () => boolean,
    private readonly options: PostgresReaderOptions,
  ) {
    const { statementMs = 10_000, connections = 4 } = options;
    // Where a plan is made for the places that are asked for, the index over the sky is used when it is of use, and a scan of short rows is not compiled.
    const settings = {
      default_transaction_read_only: 'on',
      statement_timeout: statementMs,
      plan_cache_mode: 'force_custom_plan',
      jit: 'off',
    };
    this.pool = new Pool({
      ...place.connection(settings),
      max: connections,
      idleTimeoutMillis: 60_000,
      allowExitOnIdle: true,
      query_timeout: statementMs + 2000,
    });
    this.pool.on('error', (error) => options.onFailure(error)); // of a connection that nobody uses at the moment
  }

  async resolve(key: string): Promise<Resolved> {
    const complete = this.isComplete();
    if (key.includes('\0')) return { complete };
    const sql = 'SELECT record, fault AS kind, reason FROM files LEFT JOIN records USING (number) WHERE key = ?';
    const [found] = await this.query<{ record: string | null; kind: EntryFault | null; reason: string }>(sql, [key]);
    if (found === undefined) return { complete };
    if (found.record !== null) return { record: JSON.parse(found.record) as DatasetRecord, complete };
    return { fault: found.kind === null ? undefined : { kind: found.kind, reason: found.reason }, complete };
  }

  async *select({ where, parameters }: Condition, atFirst = PAGE): AsyncGenerator<KeyedRecord[]> {
    // Walking the keys in their order would go through the whole table for the few that are near.
    const from = where.includes(BY_SKY) ? `near AS MATERIALIZED (SELECT number, key FROM files WHERE ${where})` : undefined;
    let last: string | undefined;
    for (let length = Math.min(atFirst, PAGE); ; length = Math.min(2 * length, LONGEST_PAGE)) {
      const further = last === undefined ? [] : ['key > ?'];
      const conditions = [...(from === undefined ? [`(${where})`] : []), ...further].map(
        (each, i) => `${i === 0 ? 'WHERE' : 'AND'} ${each}`,
      );
      const sql = `${from === undefined ? '' : `WITH ${from} `}SELECT key, record FROM ${from === undefined ? 'files' : 'near'}
        JOIN records USING (number) ${conditions.join(' ')} ORDER BY key LIMIT ?`;
      const rows = await this.query<{ key: string; record: string }>(sql, [...parameters, ...(last === undefined ? [] : [last]), length]);
      yield rows.map(({ key, record }) => ({ key, record: JSON.parse(record) as DatasetRecord }));
      if (rows.length < length) return;
      last = rows[rows.length - 1].key;
    }
  }

  async close(): Promise<void> {
    await this.pool.end();
  }

  private async query<Row extends QueryResultRow>(sql: string, parameters: readonly Parameter[]): Promise<Row[]> {
    const text = numbered(sql);
    const query = { name: this.nameOf(text), text, values: [...parameters] };
    try {
      const { rows } = await this.pool.query<Row>(query).catch((error: unknown) => {
        // A connection may have been lost while nobody used it; another one tells whether the server is there.
        if (!isLost(error)) throw error;
        return this.pool.query<Row>(query);
      });
      return rows;
    } catch (error) {
      this.options.onFailure(error);
      throw databaseFault(error);
    }
  }

  /** Undefined for what is not to be kept. */
  private nameOf(text: string): string | undefined {
    const known = this.prepared.get(text);
    if (known !== undefined || this.prepared.size >= MOST_PREPARED || text.length > 4000) return known;
    const name = createHash('sha256').update(text).digest('base64').slice(0, 32);
    this.prepared.set(text, name);
    return name;
  }
}

/** `$1`, `$2` and so on for each `?`. */
function numbered(sql: string): string {
  let count = 0;
  return sql.replace(/\?/g, () => `$${++count}`);
}
