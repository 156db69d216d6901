import { createHash } from 'node:crypto';
import { rmSync } from 'node:fs';
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import { VERSION } from '#ops';
import type { DatasetRecord, Entry, EntryFault } from './entry.js';
import { ROW_COLUMNS, SCHEMA, SCHEMA_VERSION } from './schema.js';

const DEGREE = Math.PI / 180;
const COLUMNS = ['key', 'stamp', 'reason', 'fault', 'x', 'y', 'z', 'radius', 'lat_min', 'lat_max', ...ROW_COLUMNS];

/** The table of files, in one SQLite file. Everything in it can be made anew from the data, so on any doubt that is done. */
export class IndexStore {
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
  static open(file: string, fingerprint: string): IndexStore {
    const version = `${VERSION} ${SCHEMA_VERSION} ${createHash('sha256').update(SCHEMA).digest('base64')} ${fingerprint}`;
    const kept = file === ':memory:' ? undefined : openKept(file, version);
    try {
      if (kept !== undefined) return new IndexStore(kept);
    } catch {
      kept?.close(); // a table is missing or another than it should be: as good as none
    }
    for (const tail of ['', '-wal', '-shm', '-journal']) rmSync(file + tail, { force: true });
    const database = connect(file);
    database.exec(SCHEMA);
    setMeta(database, 'version', version);
    return new IndexStore(database);
  }

  /** Whether a scan has ever gone through to its end: only then does a missing key mean that there is no such dataset. */
  get complete(): boolean {
    return meta(this.database, 'complete') !== undefined;
  }

  get(key: string): DatasetRecord | undefined {
    const found = this.statements.get.get(key) as { record: string } | undefined;
    return found && (JSON.parse(found.record) as DatasetRecord);
  }

  /** Why the dataset of this key cannot be had, although there is a file that was meant to be one. */
  faultOf(key: string): { kind: EntryFault; reason: string } | undefined {
    const found = this.statements.fault.get(key) as { kind: EntryFault; reason: string } | undefined;
    return found && { ...found };
  }

  counts(): { datasets: number; refused: number } {
    return this.statements.counts.get() as { datasets: number; refused: number };
  }

  beginScan(): void {
    this.database.exec('DELETE FROM seen; BEGIN');
  }

  /** What has been found so far becomes durable. */
  checkpoint(): void {
    this.database.exec('COMMIT; BEGIN');
  }

  /** Notes that the file is still there; true when it is also unchanged, so that it need not be read. */
  isUnchanged(key: string, stamp: string, reason?: string): boolean {
    const found = this.statements.find.get(key) as { number: number; stamp: string; reason: string | null } | undefined;
    if (found === undefined) return false;
    this.statements.see.run(found.number);
    return found.stamp === stamp && (reason === undefined || found.reason === reason);
  }

  /**
   * Nothing could be learnt about the file or directory of this key: what is known of it and of all below stands ('.': of everything). True when
   * the key itself is a dataset's.
   */
  keep(key: string): boolean {
    this.statements.seeBelow.run(key);
    return this.get(key) !== undefined;
  }

  put(entry: Entry): void {
    const { number } = this.statements.put.get(...valuesOf(entry)) as { number: number };
    if ('reason' in entry) this.statements.dropRecord.run(number);
    else this.statements.putRecord.run(number, JSON.stringify(entry.record), JSON.stringify(entry.guesses));
    this.statements.see.run(number);
  }

  /** Ends a scan that saw everything: what it did not see is gone. Returns how many entries were removed. */
  endScan(): number {
    this.statements.dropRecords.run();
    const removed = Number(this.statements.drop.run().changes);
    setMeta(this.database, 'complete', new Date().toISOString());
    this.database.exec('COMMIT; DELETE FROM seen');
    return removed;
  }

  /** Ends a scan that was broken off: nothing is removed. */
  abandonScan(): void {
    if (this.database.isTransaction) this.database.exec('COMMIT');
  }

  /** Datasets under an SQL condition over the columns of `files`, in the order of their keys. */
  *select(where: string, parameters: readonly SQLInputValue[]): Generator<{ key: string; record: DatasetRecord }> {
    const rows = this.database.prepare(`SELECT key, record FROM files JOIN records USING (number) WHERE ${where} ORDER BY key`);
    for (const row of rows.iterate(...parameters))
      yield { key: row.key as string, record: JSON.parse(row.record as string) as DatasetRecord };
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

function valuesOf(entry: Entry): SQLInputValue[] {
  if ('reason' in entry) return [entry.key, entry.stamp, entry.reason, entry.fault ?? null, ...COLUMNS.slice(4).map(() => null)];
  const { row } = entry.record;
  // What has a position and no outline is found by that, where a search goes by positions.
  const circle =
    entry.record.circle ?? (row.s_ra === null || row.s_dec === null ? undefined : { lonDeg: row.s_ra, latDeg: row.s_dec, radiusDeg: 0 });
  return [
    entry.key,
    entry.stamp,
    null,
    null,
    ...(circle === undefined ? [null, null, null, null, null, null] : bounds(circle)),
    ...ROW_COLUMNS.map((name) => row[name] ?? null),
  ];
}

function bounds({ lonDeg, latDeg, radiusDeg }: { lonDeg: number; latDeg: number; radiusDeg: number }): number[] {
  const [lon, lat] = [lonDeg * DEGREE, latDeg * DEGREE];
  const centre = [Math.cos(lat) * Math.cos(lon), Math.cos(lat) * Math.sin(lon), Math.sin(lat)];
  return [...centre, radiusDeg * DEGREE, Math.max(-90, latDeg - radiusDeg), Math.min(90, latDeg + radiusDeg)];
}
