import { createHash } from 'node:crypto';
import { rmSync } from 'node:fs';
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import { VERSION } from '#ops';
import type { DatasetRecord, Entry, EntryFault } from './entry.js';
import { cellsOf, COLUMNS } from './columns.js';
import { SQLITE, type Condition } from './dialect.js';
import type { Counts, IndexReader, KeyedRecord, KnownFile, Resolved, ScanIndex } from './index-store.js';
import { SCHEMA, SCHEMA_VERSION } from './schema.js';

/** Rows that are read before the others are told of them. */
const PAGE = 100;

/** The table of files, in one SQLite file. Everything in it can be made anew from the data, so on any doubt that is done. */
export class SqliteIndex implements IndexReader, ScanIndex {
  readonly dialect = SQLITE;
  private readonly statements: Record<
    'find' | 'put' | 'putRecord' | 'dropRecord' | 'get' | 'fault' | 'see' | 'seeBelow' | 'drop' | 'dropRecords' | 'counts',
    StatementSync
  >;

  private constructor(private readonly database: DatabaseSync) {
    const updates = COLUMNS.slice(1).map((name) => `${name} = excluded.${name}`);
    this.statements = {
      find: database.prepare('SELECT number, stamp, reason FROM files WHERE key = ?'),
      put: database.prepare(
        `INSERT INTO files (${COLUMNS.join(', ')}) VALUES (${COLUMNS.map(() => '?').join(', ')})
         ON CONFLICT (key) DO UPDATE SET ${updates.join(', ')} RETURNING number`,
      ),
      putRecord: database.prepare('INSERT OR REPLACE INTO records VALUES (?, ?, ?)'),
      dropRecord: database.prepare('DELETE FROM records WHERE number = ?'),
      get: database.prepare('SELECT record FROM files JOIN records USING (number) WHERE key = ?'),
      fault: database.prepare('SELECT fault AS kind, reason FROM files WHERE key = ? AND fault IS NOT NULL'),
      see: database.prepare('INSERT OR IGNORE INTO seen VALUES (?)'),
      // '0' is the character after '/'
      seeBelow: database.prepare(
        `INSERT OR IGNORE INTO seen SELECT number FROM files WHERE ?1 = '.' OR key = ?1 OR (key > ?1 || '/' AND key < ?1 || '0')`,
      ),
      drop: database.prepare('DELETE FROM files WHERE number NOT IN (SELECT number FROM seen)'),
      dropRecords: database.prepare('DELETE FROM records WHERE number NOT IN (SELECT number FROM seen)'),
      counts: database.prepare('SELECT count(*) - count(reason) AS datasets, count(reason) AS refused FROM files'),
    };
  }

  /**
   * The index in `file`, kept from before when it is whole, of this release and version and made under the same `fingerprint` of the configuration; else a new
   * one. `file` may be ':memory:'.
   */
  static open(file: string, fingerprint: string): SqliteIndex {
    const version = `${VERSION} ${SCHEMA_VERSION} ${createHash('sha256').update(SCHEMA).digest('base64')} ${fingerprint}`;
    const kept = file === ':memory:' ? undefined : openKept(file, version);
    try {
      if (kept !== undefined) return new SqliteIndex(kept);
    } catch {
      kept?.close(); // a table is missing or another than it should be: as good as none
    }
    for (const tail of ['', '-wal', '-shm', '-journal']) rmSync(file + tail, { force: true });
    const database = connect(file);
    database.exec(SCHEMA);
    setMeta(database, 'version', version);
    return new SqliteIndex(database);
  }

  /** Whether a scan has ever gone through to its end: only then does a missing key mean that there is no such dataset. */
  get complete(): boolean {
    return meta(this.database, 'complete') !== undefined;
  }

  get(key: string): DatasetRecord | undefined {
    const found = this.statements.get.get(key) as { record: string } | undefined;
    return found && (JSON.parse(found.record) as DatasetRecord);
  }

  resolve(key: string): Resolved {
    const record = this.get(key);
    return { record, fault: record ? undefined : this.faultOf(key), complete: this.complete };
  }

  /** Why the dataset of this key cannot be had, although there is a file that was meant to be one. */
  faultOf(key: string): { kind: EntryFault; reason: string } | undefined {
    const found = this.statements.fault.get(key) as { kind: EntryFault; reason: string } | undefined;
    return found && { ...found };
  }

  counts(): Counts {
    return this.statements.counts.get() as unknown as Counts;
  }

  beginScan(): void {
    this.database.exec('DELETE FROM seen; BEGIN');
  }

  checkpoint(): void {
    this.database.exec('COMMIT; BEGIN');
  }

  known(keys: readonly string[]): Map<string, KnownFile> {
    const files = new Map<string, KnownFile>();
    for (const key of keys) {
      const found = this.statements.find.get(key) as { number: number; stamp: string; reason: string | null } | undefined;
      if (found === undefined) continue;
      this.statements.see.run(found.number);
      files.set(key, { stamp: found.stamp, reason: found.reason ?? undefined });
    }
    return files;
  }

  keep(key: string): boolean {
    this.statements.seeBelow.run(key);
    return this.get(key) !== undefined;
  }

  put(entry: Entry): void {
    const { number } = this.statements.put.get(...Object.values(cellsOf(entry))) as { number: number };
    if ('reason' in entry) this.statements.dropRecord.run(number);
    else this.statements.putRecord.run(number, JSON.stringify(entry.record), JSON.stringify(entry.guesses));
    this.statements.see.run(number);
  }

  endScan(): number {
    this.statements.dropRecords.run();
    const removed = Number(this.statements.drop.run().changes);
    setMeta(this.database, 'complete', new Date().toISOString());
    this.database.exec('COMMIT; DELETE FROM seen');
    return removed;
  }

  abandonScan(): void {
    if (this.database.isTransaction) this.database.exec('COMMIT');
  }

  *select({ where, parameters }: Condition, atFirst = PAGE): Generator<KeyedRecord[]> {
    const rows = this.database.prepare(`SELECT key, record FROM files JOIN records USING (number) WHERE ${where} ORDER BY key`);
    let page: KeyedRecord[] = [];
    for (const row of rows.iterate(...(parameters as SQLInputValue[]))) {
      page.push({ key: row.key as string, record: JSON.parse(row.record as string) as DatasetRecord });
      if (page.length < Math.min(atFirst, PAGE)) continue;
      yield page;
      page = [];
    }
    yield page;
  }

  /** Every entry, in the order of the keys. */
  *entries(): Generator<Entry> {
    for (const row of this.database
      .prepare('SELECT key, stamp, reason, record, guesses FROM files LEFT JOIN records USING (number) ORDER BY key')
      .iterate()) {
      const { key, stamp, reason, record, guesses } = row as Record<string, string>;
      yield reason !== null ? { key, stamp, reason } : { key, stamp, record: JSON.parse(record), guesses: JSON.parse(guesses) };
    }
  }

  close(): void {
    this.abandonScan();
    this.database.close();
  }
}

/** Undefined on any doubt: another version, damage, not a database at all. */
function openKept(file: string, version: string): DatabaseSync | undefined {
  let database: DatabaseSync | undefined;
  try {
    database = connect(file);
    const sound = Object.values(database.prepare('PRAGMA quick_check(1)').get() ?? {})[0] === 'ok';
    if (sound && meta(database, 'version') === version) return database;
  } catch {
    // not a database, or one with other tables
  }
  database?.close();
  return undefined;
}

function connect(file: string): DatabaseSync {
  const database = new DatabaseSync(file, { timeout: 1000 });
  // The index can be rebuilt: a power cut may cost the last transactions, a crash of Sodalite costs nothing.
  database.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA cache_size = -4096; PRAGMA temp_store = MEMORY;
    CREATE TEMP TABLE seen (number INTEGER PRIMARY KEY)`);
  return database;
}

function meta(database: DatabaseSync, name: string): string | undefined {
  return database.prepare('SELECT value FROM meta WHERE name = ?').get(name)?.value as string | undefined;
}

function setMeta(database: DatabaseSync, name: string, value: string): void {
  database.prepare('INSERT INTO meta VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value').run(name, value);
}
