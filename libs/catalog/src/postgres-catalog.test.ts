import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { DeleteObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { Client } from 'pg';
import S3rver from 's3rver';
import { DamagedError, TransientError, UsageError } from '#faults';
import { Params, parseSia2, parseSsa } from '#ivoa';
import { collectionSchema, makeLogger } from '#ops';
import { startPostgres, type Postgres } from '../../../test/support/postgres.js';
import { cubeFile, expansion, imageFile, put } from '../test/made-files.js';
import { SqliteIndex } from './index-store/sqlite-index.js';
import { PostgresCatalog, type PostgresCatalogOptions } from './postgres-catalog.js';
import { placeOf } from './postgres/place.js';
import { PostgresScan } from './postgres/postgres-scan.js';
import { scanInto, type ScanIntoOptions } from './scan-into.js';
import { rootsOf } from './scan/roots.js';
import { scan } from './scan/scanner.js';
import { search } from './search/search.js';

const real = process.env.SODALITE_REAL_DATA;
if (real === undefined) console.log('SODALITE_REAL_DATA is unset: that both indexes find the same of the real files is not tested');

let server: Postgres;
let top: string;
let schema = 0;
let said: string[];
let changes = 0;
let open: PostgresCatalog[] = [];
beforeAll(async () => {
  server = await startPostgres();
});
afterAll(() => server.close());
beforeEach(() => {
  top = realpathSync(mkdtempSync(join(tmpdir(), 'postgres-catalog-')));
  schema += 1;
  said = [];
  changes = 0;
});
afterEach(async () => {
  for (const catalog of open) await catalog.close();
  open = [];
  rmSync(top, { recursive: true, force: true });
});

const url = (role?: string): string => `${role === undefined ? server.url : server.urlOf(role)}?schema=s${schema}`;
const config = (changed: object = {}) => ({
  data: join(top, 'data'),
  state: join(top, 'state'),
  authority: 'test.example',
  collections: [],
  stores: { http: [], s3: [] },
  cache: 2 ** 20,
  maxExpanded: 2 ** 30,
  ...changed,
});
const look = (changed: object = {}, options: Partial<ScanIntoOptions> = {}) =>
  scanInto(config(changed), { database: url(), places: [], ...options });

async function start(
  options: PostgresCatalogOptions = {},
  { authority = 'test.example', role }: { authority?: string; role?: string } = {},
) {
  const logger = makeLogger({ destination: { write: (line: string) => void said.push(line) } });
  const onChanged = (): void => void (changes += 1);
  const catalog = await PostgresCatalog.open({ catalog: url(role), authority }, logger, { onChanged, ...options });
  open.push(catalog);
  return catalog;
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await pause(10);
}

const idOf = (key: string) => `ivo://test.example/data?${key}`;
const sia = (text: string) => parseSia2(Params.from(new URLSearchParams(text)));

test('answers when a scan is complete, and is told of the next one', async () => {
  const catalog = await start();
  expect(catalog.status()).toMatchObject({
    ready: false,
    phase: 'first scan',
    note: expect.stringContaining('sodalite scan --into makes it'),
  });
  await expect(catalog.resolve(idOf('a.fits'))).rejects.toBeInstanceOf(TransientError);
  const path = put(top, 'data/hi/ngc 1.fits', cubeFile());
  put(top, 'data/b.fits.gz', gzipSync(imageFile()));
  put(top, 'data/bad.fits', 'nothing');
  expect(await look()).toMatchObject({ finished: true, scanned: 3, read: 3, removed: 0, datasets: 2, refused: 1 });
  await until(() => catalog.status().ready);
  expect(catalog.status()).toMatchObject({ phase: 'idle', datasets: 2, refusedFiles: 1, lastScan: { finished: expect.any(Date) } });
  const dataset = await catalog.resolve(idOf('hi/ngc%201.fits'));
  expect(dataset).toMatchObject({
    id: idOf('hi/ngc%201.fits'),
    row: { dataproduct_type: 'cube' },
    file: { name: 'ngc 1.fits', source: { kind: 'file', path } },
  });
  expect(await catalog.resolve('IVO://Test.Example/data?hi%2Fngc 1.fits')).toBe(dataset);
  expect(await catalog.resolve(idOf('b.fits.gz'))).toMatchObject({ file: { compression: 'gzip' } });
  await expect(catalog.resolve(idOf('bad.fits'))).rejects.toBeInstanceOf(DamagedError);
  for (const id of [idOf('none.fits'), idOf('%00'), 'ivo://x/y', '']) expect(await catalog.resolve(id)).toBeUndefined();
  expect((await catalog.sample(5)).map(({ id }) => id)).toEqual([idOf('hi/ngc%201.fits'), idOf('b.fits.gz')]);
  expect((await catalog.search(sia('POS=CIRCLE 10 20 0.1&MAXREC=1'))).overflow).toBe(true);
  const before = changes;
  put(top, 'data/hi/ngc 1.fits', imageFile());
  rmSync(join(top, 'data/b.fits.gz'));
  expect(await look()).toMatchObject({ scanned: 2, read: 1, removed: 1, datasets: 1 });
  await until(() => changes > before);
  expect((await catalog.resolve(idOf('hi/ngc%201.fits')))?.row.dataproduct_type).toBe('image');
  expect(await catalog.resolve(idOf('b.fits.gz'))).toBeUndefined();
  expect((await catalog.find(sia(''))).datasets.map(({ id }) => id)).toEqual([idOf('hi/ngc%201.fits')]);
});

test('collections and further places, as the embedded catalogue has them', async () => {
  put(top, 'data/alma/a.fits', cubeFile());
  put(top, 'more/b.fits', cubeFile());
  const collections = [collectionSchema.parse({ root: 'alma', obs_collection: 'ALMA' })];
  await look({ collections }, { places: [join(top, 'data'), join(top, 'more')] });
  const catalog = await start();
  const rows = (await catalog.search(sia(''))).rows;
  expect(rows.map((row) => [row.obs_publisher_did, row.obs_collection])).toEqual([
    [idOf('alma/a.fits'), 'ALMA'],
    [idOf('more/b.fits'), 'more'],
  ]);
  for (const places of [[join(top, 'none')], [join(top, 'data'), join(top, 'data/none')], ['s3://x']])
    await expect(look({}, { places })).rejects.toBeInstanceOf(UsageError);
});

test('what is in a bucket: listed, read where it is, and gone when it has gone', async () => {
  const s3 = new S3rver({ port: 0, address: '127.0.0.1', silent: true, directory: join(top, 's3'), configureBuckets: [{ name: 'cubes' }] });
  const endpoint = `http://127.0.0.1:${(await s3.run()).port}`;
  const credentials = { accessKeyId: 'S3RVER', secretAccessKey: 'S3RVER' };
  const client = new S3Client({ endpoint, region: 'us-east-1', forcePathStyle: true, credentials });
  const store = (name: string, Body: Uint8Array | string) => client.send(new PutObjectCommand({ Bucket: 'cubes', Key: name, Body }));
  await store('v2/a.fits', cubeFile());
  await store('v2/deep/b.fits.gz', gzipSync(imageFile()));
  for (const name of ['v2/readme.txt', 'v2/.hidden/c.fits', 'v20/d.fits']) await store(name, 'x');
  const stores = {
    http: [],
    s3: [{ name: 'local', endpoint, region: 'us-east-1', buckets: ['cubes'], forcePathStyle: true, allowPrivate: true, credentials }],
  };
  const again = () => look({ stores }, { places: ['s3://local/cubes/v2/'] });
  expect(await again()).toMatchObject({ scanned: 2, read: 2, datasets: 2 });
  expect(await again()).toMatchObject({ read: 0 });
  const catalog = await start();
  const source = { kind: 's3', store: 'local', bucket: 'cubes', key: 'v2/a.fits' };
  expect(await catalog.resolve(idOf('a.fits'))).toMatchObject({
    file: { source, name: 'a.fits' },
    row: { obs_collection: 'v2', dataproduct_type: 'cube' },
  });
  expect(await catalog.resolve(idOf('deep/b.fits.gz'))).toMatchObject({ file: { compression: 'gzip' }, row: { obs_collection: 'deep' } });
  await store('v2/a.fits', imageFile());
  await client.send(new DeleteObjectCommand({ Bucket: 'cubes', Key: 'v2/deep/b.fits.gz' }));
  expect(await again()).toMatchObject({ scanned: 1, read: 1, removed: 1 });
  // A root of the configuration stands beside the directories, under the last part of its name.
  put(top, 'data/c.fits', cubeFile());
  const collections = [collectionSchema.parse({ root: 's3://local/cubes/v2', obs_collection: 'V2' })];
  expect(await look({ stores, collections })).toMatchObject({ datasets: 2 });
  const rows = (await catalog.search(sia(''))).rows.map((row) => [row.obs_publisher_did, row.obs_collection]);
  expect(rows).toEqual([
    [idOf('c.fits'), 'data'],
    [idOf('v2/a.fits'), 'V2'],
  ]);
  await s3.close();
  // A list that cannot be had takes nothing away.
  await expect(again()).rejects.toBeInstanceOf(TransientError);
  expect((await catalog.search(sia(''))).rows).toHaveLength(2);
});

test('one scan at a time; what a scan that died has put there stays, and the next one goes on', async () => {
  put(top, 'data/a.fits', cubeFile());
  const rules = { authority: 'test.example', rules: 'x' };
  const first = await PostgresScan.open(placeOf(url()), rules);
  await expect(look()).rejects.toThrow('another scan fills this index at the moment');
  await server.sql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'sodalite'");
  await expect(first.counts()).rejects.toBeInstanceOf(TransientError);
  await first.close();
  expect(await look()).toMatchObject({ finished: true, read: 1 });
  const stop = AbortSignal.abort();
  rmSync(join(top, 'data/a.fits'));
  expect(await look({}, { signal: stop })).toMatchObject({ finished: false, datasets: 1 });
});

test('who serves needs to read only', async () => {
  put(top, 'data/a.fits', cubeFile());
  await look();
  await server.sql(`CREATE ROLE reader${schema} LOGIN`);
  const catalog = await start({}, { role: `reader${schema}` });
  expect(catalog.status()).toMatchObject({ ready: false, note: expect.stringContaining('that this role may read') });
  await server.sql(
    `GRANT USAGE ON SCHEMA s${schema} TO reader${schema}; GRANT SELECT ON ALL TABLES IN SCHEMA s${schema} TO reader${schema}`,
  );
  await until(() => catalog.status().ready);
  expect(await catalog.resolve(idOf('a.fits'))).toBeDefined();
});

test('an index of another release: read again file by file, or made anew, or left alone', async () => {
  put(top, 'data/a.fits', cubeFile());
  await look();
  const catalog = await start();
  const meta = (name: string, value: string) => server.sql(`UPDATE s${schema}.meta SET value = '${value}' WHERE name = '${name}'`);
  await meta('rules', 'of another release');
  expect(await look()).toMatchObject({ scanned: 1, read: 1, removed: 0 });
  expect(await look()).toMatchObject({ read: 0 });
  await meta('layout', '0');
  await server.sql(`DROP TABLE s${schema}.records; ALTER TABLE s${schema}.files DROP COLUMN sky; NOTIFY s${schema}_catalog`);
  await until(() => !catalog.status().ready);
  expect(catalog.status().note).toContain('of another release');
  await expect(catalog.resolve(idOf('a.fits'))).rejects.toBeInstanceOf(TransientError);
  expect(await look()).toMatchObject({ read: 1, datasets: 1 });
  await until(() => catalog.status().ready);
  expect(await catalog.resolve(idOf('a.fits'))).toBeDefined();
  await meta('layout', '999');
  await expect(look()).rejects.toThrow('made by a later release');
});

test('an index with IDs of another authority answers for none', async () => {
  put(top, 'data/a.fits', cubeFile());
  await look();
  const catalog = await start({}, { authority: 'other.example' });
  expect(catalog.status()).toMatchObject({
    ready: false,
    note: 'the index in the database has IDs of test.example, and not of other.example',
  });
  await expect(catalog.resolve('ivo://other.example/data?a.fits')).rejects.toBeInstanceOf(TransientError);
  await look({ authority: 'other.example' });
  await until(() => catalog.status().ready);
  expect((await catalog.resolve('ivo://other.example/data?a.fits'))?.row.obs_publisher_did).toBe('ivo://other.example/data?a.fits');
});

/** Keeps everybody from reading datasets, until it is let go or the server dies. */
async function blocked(): Promise<() => Promise<void>> {
  const client = new Client({ connectionString: server.url });
  client.on('error', () => undefined);
  await client.connect();
  await client.query(`BEGIN; LOCK TABLE s${schema}.records IN ACCESS EXCLUSIVE MODE`);
  return () => client.end();
}

test('the database dies in the middle of a search: 503, and all is well when it is back', async () => {
  put(top, 'data/a.fits', cubeFile());
  put(top, 'data/b.fits', cubeFile());
  await look();
  const catalog = await start();
  const kept = await catalog.resolve(idOf('a.fits'));
  await blocked();
  const searching = [catalog.search(sia('')), catalog.search(sia('POS=CIRCLE 10 20 1')), catalog.resolve(idOf('b.fits'))].map((answer) =>
    answer.catch((error: unknown) => error),
  );
  await pause(100);
  await server.kill();
  for (const error of await Promise.all(searching)) expect(error).toMatchObject({ fault: 'transient', retryAfterSeconds: 5 });
  await until(() => !catalog.status().ready);
  expect(catalog.status().note).toBe('the database of the catalogue cannot be reached');
  expect(await catalog.resolve(idOf('a.fits'))).toBe(kept);
  await expect(catalog.resolve(idOf('b.fits'))).rejects.toMatchObject({ fault: 'transient' });
  await expect(look()).rejects.toBeInstanceOf(TransientError);
  await server.start();
  await until(() => catalog.status().ready);
  expect((await catalog.search(sia(''))).rows).toHaveLength(2);
  expect(said.filter((line) => line.includes('cannot be reached'))).toHaveLength(1);
  expect(said.join('')).toContain('the database of the catalogue answers');
});

test('connections that were lost while nobody used them are not noticed', async () => {
  put(top, 'data/a.fits', cubeFile());
  await look();
  const catalog = await start();
  for (let round = 0; round < 3; round++) {
    await server.sql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'sodalite'");
    expect((await catalog.search(sia(''))).rows).toHaveLength(1);
  }
  await until(() => catalog.status().ready);
});

test('a database that takes too long, or hangs', async () => {
  put(top, 'data/a.fits', cubeFile());
  await look();
  const catalog = await start({ statementMs: 200 });
  const free = await blocked();
  await expect(catalog.search(sia(''))).rejects.toThrow('took too long');
  await free();
  expect((await catalog.search(sia(''))).rows).toHaveLength(1);
  server.signalAll('SIGSTOP');
  await expect(catalog.search(sia(''))).rejects.toBeInstanceOf(TransientError);
  server.signalAll('SIGCONT');
  await until(() => catalog.status().ready);
  expect((await catalog.search(sia(''))).rows).toHaveLength(1);
});

test('no password is told', async () => {
  const database = 'postgres://u:s3cret@127.0.0.1:1/d?schema=x';
  const messages = await Promise.all(
    [database, 'postgres://u:s3cret@127.0.0.1:1/d?schema=X!', 'http://u:s3cret@h'].map((each) =>
      look({}, { database: each }).catch((error: Error) => `${error.message} ${(error.cause as Error | undefined)?.message}`),
    ),
  );
  const catalog = await PostgresCatalog.open(
    { catalog: database, authority: 'x.y' },
    makeLogger({ destination: { write: (line: string) => void said.push(line) } }),
  );
  open.push(catalog);
  const told = [...messages, ...said, catalog.status().note].join('\n');
  expect(told).toContain('ECONNREFUSED');
  expect(told).not.toContain('s3cret');
});

(real === undefined ? test.skip : test)('both indexes find the same of the real files', async () => {
  const sqlite = SqliteIndex.open(':memory:', '');
  await scan(sqlite, { roots: rootsOf(real!, []), authority: 'test.example', expanded: expansion, collections: [] });
  expect(await look({ data: real })).toMatchObject({ finished: true, ...sqlite.counts() });
  const catalog = await start();
  const all = [...sqlite.entries()].flatMap((entry) => ('record' in entry ? [entry.record.row] : []));
  const rounded = (value: number) => value.toPrecision(6);
  const queries = all.flatMap(({ s_ra, s_dec, em_min, em_max, t_min, obs_publisher_did, target_name }) => [
    ...(s_ra === null || s_dec === null
      ? []
      : [`POS=CIRCLE ${s_ra} ${s_dec} 0.01&POS=CIRCLE ${(s_ra + 180) % 360} ${-s_dec} 5`, `POS=CIRCLE ${s_ra} ${s_dec} 30`]),
    ...(em_min === null || em_max === null ? [] : [`BAND=${rounded(em_min)} ${rounded(em_min * 1.01)}`]),
    ...(t_min === null ? [] : [`TIME=${rounded(t_min - 100)} ${rounded(t_min + 100)}`]),
    `ID=${encodeURIComponent(obs_publisher_did)}`,
    ...(target_name === null ? [] : [`TARGET=${encodeURIComponent(target_name)}&DPTYPE=image&DPTYPE=cube&DPTYPE=spectrum`]),
  ]);
  const spectra = ['', ...all.flatMap(({ s_ra, s_dec }) => (s_ra === null || s_dec === null ? [] : [`POS=${s_ra},${s_dec}&SIZE=0.5`]))];
  let rows = 0;
  for (const query of [
    ...['', 'DPTYPE=cube', 'POL=I', 'MAXREC=7', ...queries].map(sia),
    ...spectra.map((text) => parseSsa(Params.from(new URLSearchParams(text)))),
  ]) {
    const expected = [];
    const batches = search(sqlite, query);
    let next = await batches.next();
    for (; !next.done; next = await batches.next()) expected.push(...next.value.map(({ record }) => record.row));
    expect(await catalog.search(query)).toEqual({ rows: expected, overflow: next.value });
    rows += expected.length;
  }
  sqlite.close();
  expect(rows).toBeGreaterThan(1000);
});
