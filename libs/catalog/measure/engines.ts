/**
 * PGlite against node:sqlite as the embedded index: 10,000 rows, each engine in a process of its own.
 *
 *   node dist/libs/catalog/measure/engines.js
 *
 * PGlite is no dependency of Sodalite; `npm install --no-save @electric-sql/pglite` brings it for this.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROWS = 10_000;
const COLUMNS =
  'number INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, stamp TEXT, record TEXT, x REAL, y REAL, z REAL, radius REAL, em_min REAL, em_max REAL';
const WHERE = 'x * 0.1 + y * 0.2 + z * 0.97 >= cos(radius + 0.1) AND em_min < 0.3 AND em_max > 0.1';

interface Engine {
  readonly begin: () => Promise<void>;
  readonly insert: (row: readonly (string | number)[]) => Promise<void>;
  readonly commit: () => Promise<void>;
  readonly one: (key: string) => Promise<unknown>;
  readonly select: (where: string) => Promise<unknown[]>;
  readonly close: () => Promise<void>;
}

const engines: Record<string, (directory: string) => Promise<Engine>> = {
  'node:sqlite': async (directory) => {
    const database = new DatabaseSync(join(directory, 'index.sqlite'));
    database.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; CREATE TABLE IF NOT EXISTS files (${COLUMNS})`);
    const insert = database.prepare('INSERT INTO files VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)');
    const get = database.prepare('SELECT record FROM files WHERE key = ?');
    return {
      begin: async () => database.exec('BEGIN'),
      insert: async (row) => void insert.run(...row),
      commit: async () => database.exec('COMMIT'),
      one: async (key) => get.get(key),
      select: async (where) => database.prepare(`SELECT key FROM files WHERE ${where}`).all(),
      close: async () => database.close(),
    };
  },
  PGlite: async (directory) => {
    const name = '@electric-sql/pglite';
    const { PGlite } = (await import(name)) as {
      PGlite: new (directory: string) => Record<'exec' | 'query' | 'close', (...args: unknown[]) => Promise<{ rows: unknown[] }>>;
    };
    const database = new PGlite(join(directory, 'pg'));
    await database.exec(`CREATE TABLE IF NOT EXISTS files (${COLUMNS.replaceAll('REAL', 'DOUBLE PRECISION')})`);
    return {
      begin: async () => void (await database.exec('BEGIN')),
      insert: async (row) => void (await database.query('INSERT INTO files VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)', row)),
      commit: async () => void (await database.exec('COMMIT')),
      one: async (key) => (await database.query('SELECT record FROM files WHERE key = $1', [key])).rows[0],
      select: async (where) => (await database.query(`SELECT key FROM files WHERE ${where}`)).rows,
      close: async () => void (await database.close()),
    };
  },
};

/** One life of a process: `fill` makes the rows, `open` finds them there. Prints milliseconds and MiB. */
async function life(name: string, phase: string, directory: string): Promise<void> {
  const start = performance.now();
  const engine = await engines[name](directory);
  const figures: Record<string, number> = {};
  if (phase === 'fill') {
    await engine.begin();
    for (let i = 0; i < ROWS; i++) await engine.insert([i, `folder/${i}.fits`, `${i}:1:2`, 'r'.repeat(2500), ...unit(i), 0.01, 0.2, 0.21]);
    await engine.commit();
    figures.fillMs = performance.now() - start;
  } else {
    await engine.one('folder/77.fits');
    figures.firstAnswerMs = performance.now() - start;
    const before = performance.now();
    for (let i = 0; i < 2000; i++) await engine.one(`folder/${i}.fits`);
    figures.oneByKeyUs = ((performance.now() - before) / 2000) * 1000;
    const search = performance.now();
    for (let i = 0; i < 20; i++) await engine.select(WHERE);
    figures.searchMs = (performance.now() - search) / 20;
  }
  figures.rssMiB = process.memoryUsage().rss / 2 ** 20;
  await engine.close();
  console.log(JSON.stringify(figures));
}

function unit(i: number): [number, number, number] {
  const z = 1 - (2 * i + 1) / ROWS;
  const phi = i * 2.399963;
  return [Math.sqrt(1 - z * z) * Math.cos(phi), Math.sqrt(1 - z * z) * Math.sin(phi), z];
}

const [, , name, phase, directory] = process.argv;
if (name !== undefined) await life(name, phase, directory);
else {
  for (const engine of Object.keys(engines)) {
    const place = mkdtempSync(join(tmpdir(), 'engine-'));
    try {
      const run = (what: string) =>
        execFileSync(process.execPath, [fileURLToPath(import.meta.url), engine, what, place], {
          encoding: 'utf8',
          stdio: ['ignore', 'pipe', 'pipe'],
        }).trim();
      console.log(`${engine}: ${run('fill')} ${run('open')} ${run('open')}`);
    } catch {
      console.log(`${engine}: not installed`);
    } finally {
      rmSync(place, { recursive: true, force: true });
    }
  }
}
