import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { writeDemoCollection } from '../../apps/standalone/src/demo/collection.js';
import { parseVotable } from '../../libs/ivoa/src/votable/reader.js';
import { bytesRead } from '../conformance/support/process-state.js';
import { writeSparseCube } from '../conformance/support/sparse-cube.js';
import { freePort } from '../support/free-port.js';
import { startProgram, type Program } from '../support/program.js';
import { startServer, type RunningServer } from '../support/serve.js';
import { TestJob } from '../support/uws-job.js';

const CUBE = 'ivo://sodalite.local/data?demo/disc_hi.fits';
const IMAGE = 'ivo://sodalite.local/data?demo/disc_red.fits';

let root: string;
let server: RunningServer;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'sodalite-async-'));
  await mkdir(join(root, 'data'));
  await writeDemoCollection(join(root, 'data'));
  server = await startServer({ data: join(root, 'data'), state: join(root, 'state') });
});
afterAll(async () => {
  await server?.close();
  await rm(root, { recursive: true, force: true });
});

type Query = [name: string, value: string][];
const sync = async (path: string, query: Query): Promise<Buffer> => {
  const response = await fetch(`${server.url}${path}?${new URLSearchParams(query)}`);
  expect(response.status).toBe(200);
  return Buffer.from(await response.arrayBuffer());
};
const create = (path: string, form: Parameters<typeof TestJob.create>[1]) => TestJob.create(`${server.url}${path}`, form);

describe('cutouts as a job', () => {
  test('each combination is a result with the bytes of {sync}; an empty one tells why', async () => {
    const job = await create('/soda/async', { ID: CUBE, CHANNEL: ['20 30', '1000 1100', '5 5'] });
    expect((await job.state()).phase).toBe('PENDING');
    await job.post('phase', { PHASE: 'RUN' });
    const { results, progress } = await job.until('COMPLETED');
    expect(results.map(({ id, type }) => [id, type]).sort()).toEqual([
      ['cutout-1', 'application/fits'],
      ['cutout-2', 'text/plain'],
      ['cutout-3', 'application/fits'],
    ]);
    expect(progress).toMatchObject({ total: '3', made: '2', empty: '1', failed: '0' });
    for (const [id, channels] of [
      ['cutout-1', '20 30'],
      ['cutout-3', '5 5'],
    ])
      expect(
        (await job.result(id)).equals(
          await sync('/soda/sync', [
            ['ID', CUBE],
            ['CHANNEL', channels],
          ]),
        ),
      ).toBe(true);
    expect((await job.result('cutout-2')).toString()).toMatch(/^UsageError: \S.*\n$/);
  });

  test('datasets times values; one that is not there is told of in its place', async () => {
    const form = { PHASE: 'RUN', ID: [CUBE, 'ivo://sodalite.local/data?gone.fits'], CIRCLE: ['150.25 2.5 0.005', '150.26 2.5 0.005'] };
    const { results, progress } = await (await create('/soda/async', form)).until('COMPLETED');
    expect(results).toHaveLength(4);
    expect(progress).toMatchObject({ total: '4', made: '2', failed: '2' });
  });

  test('a job that is wrong as a whole is an ERROR that says why', async () => {
    for (const [form, message] of [
      [{ ID: CUBE, BAND: 'x' }, /^UsageError: BAND/],
      [{ ID: CUBE, DRYRUN: '1' }, /^UsageError: DRYRUN/],
      [{ ID: 'ivo://sodalite.local/data?gone.fits' }, /^UsageError: /],
    ] as const) {
      const job = await create('/soda/async', { PHASE: 'RUN', ...form });
      expect((await job.until('ERROR')).error).toMatch(message);
    }
  });

  test('a table of positions: a result for each row, an index, and a tar of all', async () => {
    const form = new FormData();
    for (const [name, value] of Object.entries({ PHASE: 'RUN', ID: IMAGE, RADIUS: '0.002', UPLOAD: 'stars,param:table' }))
      form.set(name, value);
    form.set('table', new Blob(['name,ra,dec\na,150.25,2.5\nb,10,-80\nc,,\nd,150.255,2.505\n'], { type: 'text/csv' }), 'stars.csv');
    const job = await create('/soda/async', form);
    const { progress } = await job.until('COMPLETED');
    expect(progress).toMatchObject({ total: '6', made: '4', empty: '1', failed: '1' });
    const [table] = parseVotable((await job.result('index-5')).toString()).resources[0].tables;
    const columns = table.fields.map(({ name }) => name);
    const rows = table.rows.map((cells) => Object.fromEntries(cells.map((cell, i) => [columns[i], cell])));
    expect(rows.map(({ row, status }) => [row, status])).toEqual([
      ['1', 'made'],
      ['2', 'empty'],
      ['3', 'failed'],
      ['4', 'made'],
    ]);
    expect(rows[2].reason).toBe('UsageError: row 3 of the table stars has no position or radius');
    const first = await sync('/soda/sync', [
      ['ID', IMAGE],
      ['CIRCLE', '150.25 2.5 0.002'],
    ]);
    const fetched = await fetch(new URL(rows[0].access_url, job.url));
    expect(Buffer.from(await fetched.arrayBuffer()).equals(first)).toBe(true);
    await writeFile(join(root, 'all.tar'), await job.result('all-6'));
    const names = execFileSync('tar', ['-tf', 'all.tar'], { cwd: root, encoding: 'utf8' }).trim().split('\n').sort();
    expect(names).toHaveLength(2);
    expect(execFileSync('tar', ['-xOf', 'all.tar', names[0]], { cwd: root }).equals(first)).toBe(true);
  });
});

describe('products as a job', () => {
  test('a moment map is that of {sync}', async () => {
    const job = await create('/cube/moment/async', { PHASE: 'RUN', ID: CUBE, MOMENT: '1' });
    const { results } = await job.until('COMPLETED');
    expect(results.map(({ id }) => id)).toEqual(['moment-1']);
    expect(
      (await job.result('moment-1')).equals(
        await sync('/cube/moment/sync', [
          ['ID', CUBE],
          ['MOMENT', '1'],
        ]),
      ),
    ).toBe(true);
  });

  test('of several datasets each is a result', async () => {
    const ID = [CUBE, 'ivo://sodalite.local/data?gone.fits'];
    const { progress } = await (await create('/cube/spectrum/async', { PHASE: 'RUN', ID, CIRCLE: '150.25 2.5 0.01' })).until('COMPLETED');
    expect(progress).toMatchObject({ total: '2', made: '1', failed: '1' });
  });
});

test('{links} and the capabilities tell of the jobs', async () => {
  const links = await (await fetch(`${server.url}/datalink/links?ID=${encodeURIComponent(CUBE)}`)).text();
  const accessUrls = parseVotable(links).resources.flatMap(({ params }) =>
    params.flatMap(({ attributes }) => (attributes.name === 'accessURL' ? [attributes.value] : [])),
  );
  expect(accessUrls.slice(0, 3)).toEqual(['/soda/sync', '/soda/async', '/cube/moment/sync'].map((path) => server.url + path));
  for (const [service, standard] of [
    ['soda', 'ivo://ivoa.net/std/SODA#async-1.0'],
    ['cube/moment', 'ivo://sodalite.local/std/cube#moment-async-1.0'],
  ]) {
    const text = await (await fetch(`${server.url}/${service}/capabilities`)).text();
    expect(text).toContain(`standardID="${standard}"`);
    expect(text).toContain(`<accessURL use="full">${server.url}/${service}/async</accessURL>`);
  }
});

describe('a job that takes long', () => {
  /** A server of its own, which is killed. */
  let state: string;
  let program: Program | undefined;
  const start = async (): Promise<string> => {
    const env = { SODALITE_DATA: join(root, 'data'), SODALITE_STATE: state, SODALITE_SYNC_SECONDS: '1' };
    program = await startProgram({ script: 'standalone/src/main.js', args: ['serve'], port: await freePort(), env });
    return program.url;
  };
  beforeAll(async () => {
    state = join(root, 'state-of-long');
    // Before the server starts: 6 GB of zeros, which take no room.
    await writeSparseCube(join(root, 'data/large.fits'), [512, 512, 6000]);
  });
  afterAll(() => program?.stop());

  const manyRows = (rows: number): FormData => {
    const form = new FormData();
    for (const [name, value] of Object.entries({ PHASE: 'RUN', ID: IMAGE, RADIUS: '0.004', UPLOAD: 't,param:t' })) form.set(name, value);
    const lines = Array.from({ length: rows }, (_, i) => `${150.24 + (i % 100) * 0.0002},${2.49 + Math.floor(i / 100) * 0.0002}`);
    form.set('t', new Blob([`ra,dec\n${lines.join('\n')}\n`]), 't.csv');
    return form;
  };
  const someMade = async (job: TestJob): Promise<void> => {
    while (Number((await job.state()).progress.made ?? 0) < 100) await pause(20);
  };

  test('ABORT stops the work, and what was finished stays', async () => {
    const url = await start();
    const job = await TestJob.create(`${url}/soda/async`, manyRows(9000));
    await someMade(job);
    await job.post('phase', { PHASE: 'ABORT' });
    await job.until('ABORTED');
    await pause(500);
    const before = (await job.state()).results.length;
    await pause(500);
    const after = (await job.state()).results.length;
    expect([after === before, before >= 100, before < 9000]).toEqual([true, true, true]);
  });

  test('ABORT of a product stops the threads that compute it', async () => {
    const url = program!.url;
    const ID = 'ivo://sodalite.local/data?large.fits';
    const refused = await fetch(`${url}/cube/moment/sync?${new URLSearchParams({ ID })}`);
    expect([refused.status, await refused.text()]).toEqual([
      413,
      expect.stringContaining('post the same parameters to /cube/moment/async'),
    ]);
    const job = await TestJob.create(`${url}/cube/moment/async`, { PHASE: 'RUN', ID });
    while (!(Number((await job.state()).progress.part ?? 0) > 0)) await pause(50);
    await job.post('phase', { PHASE: 'ABORT' });
    await job.until('ABORTED');
    await pause(500);
    const before = await bytesRead(program!.pid);
    await pause(500);
    expect((await bytesRead(program!.pid)) - before).toBeLessThan(1024 * 1024);
  });

  test('a server that is killed goes on when it starts again, and nothing is made twice', async () => {
    const url = program!.url;
    const job = await TestJob.create(`${url}/soda/async`, manyRows(5000));
    await someMade(job);
    const listed = (await job.state()).results.map(({ id }) => id);
    await program!.stop('SIGKILL');
    const again = new URL(await start());
    const same = TestJob.at(job.url.replace(new URL(job.url).host, again.host));
    const { results, progress } = await same.until('COMPLETED');
    expect(progress).toMatchObject({ total: '5002', made: '5002', empty: '0', failed: '0' });
    const ids = results.map(({ id }) => id);
    expect([ids.length, new Set(ids).size]).toEqual([5002, 5002]);
    for (const id of listed) expect(ids).toContain(id);
    const tar = execFileSync('tar', ['-t'], { input: await same.result('all-5002'), encoding: 'utf8' });
    expect(tar.trim().split('\n')).toHaveLength(5000);
  });
});
