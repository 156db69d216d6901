import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { copyFile, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { writeDemoCollection } from '../../apps/standalone/src/demo/collection.js';
import { LOCKED, startPostgres, type Postgres } from '../support/postgres.js';
import { root } from '../support/program.js';
import { startServer, type RunningServer } from '../support/serve.js';

const PASSWORD = 'never told';
let data: string;
let database: Postgres;
let embedded: RunningServer;
let clustered: RunningServer;

beforeAll(async () => {
  data = await mkdtemp(join(tmpdir(), 'sodalite-postgres-e2e-'));
  await writeDemoCollection(data);
  database = await startPostgres();
  expect(sodalite('scan', '--into', database.url, data)).toEqual({
    status: 0,
    said: expect.stringMatching(/^3 files looked at, 3 read, 0 gone: 3 datasets, 0 files that cannot be used \(\d+\.\d s\)\n$/),
  });
  embedded = await startServer({ data });
  clustered = await startServer({ data, env: { SODALITE_CATALOG: database.url } });
});
afterAll(async () => {
  await embedded?.close();
  await clustered?.close();
  await database?.close();
  await rm(data, { recursive: true, force: true });
});

function sodalite(...args: string[]): { status: number | null; said: string } {
  return sodaliteWith({ PGPASSWORD: PASSWORD }, ...args);
}

function sodaliteWith(env: Readonly<Record<string, string>>, ...args: string[]): { status: number | null; said: string } {
  const { status, stdout, stderr } = spawnSync(
    join(root, 'node_modules/.bin/node'),
    [join(root, 'dist/apps/standalone/src/main.js'), ...args],
    {
      encoding: 'utf8',
      env: { PATH: process.env.PATH, SODALITE_STATE: join(data, 'none'), ...env },
    },
  );
  return { status, said: stdout + stderr };
}

const ID = encodeURIComponent('ivo://sodalite.local/data?demo/disc_hi.fits');
const CUT = `soda/sync?ID=${ID}&CIRCLE=150.25%202.5%200.02`;

test.each([
  ...['', 'MAXREC=1', 'POS=CIRCLE%20150.25%202.5%200.1', 'DPTYPE=cube', 'DPTYPE=spectrum', 'POS=CIRCLE%200%200%201', 'BAND=0.2%200.22'].map(
    (query) => `sia/query?${query}`,
  ),
  'ssa/query?REQUEST=queryData',
  `datalink/links?ID=${ID}`,
  CUT,
])('%s: the same from the database as from the embedded index', async (path) => {
  const answers = await Promise.all(
    [embedded, clustered].map(async ({ url }) => {
      const answer = await fetch(`${url}/${path}`);
      return [answer.status, (await answer.text()).replaceAll(url, 'BASE')];
    }),
  );
  expect(answers[1]).toEqual(answers[0]);
  expect(answers[0][0]).toBe(200);
});

async function statusOf(path: string): Promise<number> {
  const answer = await fetch(`${clustered.url}/${path}`);
  await answer.arrayBuffer(); // a body that is not read keeps the server from ending
  return answer.status;
}

test('the database goes: 503 until it is back, and nothing has to be started again', async () => {
  await database.kill();
  while ((await statusOf('readyz')) === 200) await pause(50);
  const answer = await fetch(`${clustered.url}/sia/query`);
  expect([answer.status, Number(answer.headers.get('retry-after'))]).toEqual([503, 5]);
  expect(await answer.text()).toContain('database of the catalogue');
  expect(sodalite('scan', '--into', database.url, data)).toEqual({ status: 1, said: expect.stringContaining('ECONNREFUSED') });
  await database.start();
  while ((await statusOf('readyz')) !== 200) await pause(50);
  expect(await statusOf(CUT)).toBe(200);
  expect(await statusOf('sia/query')).toBe(200);
});

test('whoever writes to the database cannot have other files read than those of the configuration', async () => {
  const other = join(await mkdtemp(join(tmpdir(), 'sodalite-private-')), 'x.fits');
  const inside = join(await realpath(data), 'demo/disc_hi.fits');
  await copyFile(inside, other);
  const point = (from: string, to: string) =>
    database.sql(`UPDATE sodalite.records SET record = replace(record, '${from}', '${to}'); NOTIFY sodalite_catalog, 'scanned'`);
  await point(inside, other);
  try {
    while ((await statusOf(CUT)) === 200) await pause(50);
    expect(await statusOf(CUT)).toBe(500);
    expect(await statusOf(`files?ID=${ID}`)).not.toBe(200);
  } finally {
    await point(other, inside);
    await rm(dirname(other), { recursive: true });
  }
});

test('the password of the scan: from the URL, the environment or a file', async () => {
  await database.sql(`CREATE ROLE ${LOCKED} LOGIN PASSWORD 'open'; GRANT CREATE ON DATABASE postgres TO ${LOCKED}`);
  const place = `${database.urlOf(LOCKED)}?schema=locked`;
  const file = join(data, '.pgpass');
  await writeFile(file, `127.0.0.1:*:*:${LOCKED}:open\n`, { mode: 0o600 });
  const ways: [Record<string, string>, string][] = [
    [{}, place.replace(LOCKED, `${LOCKED}:open`)],
    [{ PGPASSWORD: 'open' }, place],
    [{ PGPASSFILE: file }, place],
  ];
  for (const [env, url] of ways) expect(sodaliteWith(env, 'scan', '--into', url, data).status).toBe(0);
  const { status, said } = sodaliteWith({ PGPASSWORD: 's3cret' }, 'scan', '--into', place, data);
  expect([status, said]).toEqual([1, expect.stringContaining('password authentication failed')]);
  expect(said).not.toContain('s3cret');
});

test('what is wrong on the command line is told, and no password', () => {
  const secret = database.url.replace('//sodalite_test@', '//u:s3cret@').replace(/\d+\/postgres/, '1/x');
  for (const args of [
    ['--into'],
    ['--into', 'mysql://u:s3cret@h/d'],
    ['--into', secret],
    [secret],
    ['--into', secret, '/no/such/place'],
    ['--into', secret, '--report'],
  ]) {
    const { status, said } = sodalite('scan', ...args);
    expect([args, status]).toEqual([args, 1]);
    expect(said).not.toMatch(/s3cret|never told/);
  }
});
