import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { connect } from '@nats-io/transport-node';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import S3rver from 's3rver';
import type { NatsBus } from '#bus';
import type { JobRunner, ResultEntry } from '#jobs';
import { loadConfig, makeLogger, Metrics, type Config } from '#ops';
import { startNats } from '../../../test/support/nats-server.js';
import { HostJobs } from './host-jobs.js';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'sodalite-host-jobs-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const configOf = (env: Record<string, string>, yaml = '{}'): Promise<Config> =>
  loadConfig({ SODALITE_STATE: join(folder, 'state'), SODALITE_CONFIG: 'x.yaml', ...env }, () => yaml);

/** Five results with a pause before each. */
const runner = (service: string, ms = 0): JobRunner => ({
  service,
  plan: async () => ({ total: 5, seconds: 7, heavy: false }),
  async run(_, out, signal) {
    for (let i = 0; i < 5; i++) {
      if (out.has(i)) continue;
      await pause(ms, undefined, { signal });
      await out.add(i, { id: `r-${i + 1}`, contentType: 'text/plain', bytes: Buffer.from(`result ${i}`) });
    }
  },
});

async function open(config: Config, service: string, nats?: Pick<NatsBus, 'connection'>) {
  const stop = new AbortController();
  const ends: (() => Promise<unknown>)[] = [];
  const whenDraining = (end: () => Promise<unknown>): void => void ends.push(end);
  const host = await HostJobs.open(
    { config, logger: makeLogger({ level: 'silent' }), metrics: new Metrics(), nats: nats as NatsBus, stop: stop.signal, whenDraining },
    [service],
  );
  const end = async (): Promise<void> => {
    stop.abort();
    for (const one of ends) await one();
  };
  return { host, jobs: host.jobs, end };
}
type Opened = Awaited<ReturnType<typeof open>>;

async function ended({ jobs }: Opened, service: string, id: string): Promise<string> {
  for (;;) {
    const { phase } = await jobs.wait({ service }, id, { seconds: 5 }, new AbortController().signal);
    if (!['QUEUED', 'EXECUTING'].includes(phase)) return phase;
  }
}
async function resultsOf({ jobs }: Opened, id: string): Promise<string[]> {
  const found: ResultEntry[] = [];
  for await (const entry of jobs.results.list(id)) found.push(entry);
  const texts = found.map(async (entry) => {
    const source = jobs.results.source(id, entry);
    return Buffer.from(await source.read({ offset: 0, length: source.size })).toString();
  });
  return Promise.all(texts);
}
const FIVE = [0, 1, 2, 3, 4].map((i) => `result ${i}`);

test('in a directory: limits of the configuration, and a process that stops leaves its jobs to the next', async () => {
  const config = await configOf({ SODALITE_JOB_DAYS: '2', SODALITE_JOB_SECONDS: '100', SODALITE_STOP_GRACE: '0' });
  const first = await open(config, 'toy');
  first.host.work(runner('toy', 200));
  const job = await first.jobs.create({ service: 'toy' }, { parameters: [], executionSeconds: 5000 });
  expect([job.executionSeconds, Math.round((job.destruction - job.created) / 86_400_000)]).toEqual([100, 2]);
  await expect(open(config, 'toy')).rejects.toThrow('SODALITE_STATE must be a directory of one process');
  await first.jobs.command({ service: 'toy' }, job.id, 'RUN');
  while ((await first.jobs.results.counts(job.id)).made === 0) await pause(20);
  await first.end();

  const second = await open(config, 'toy');
  const left = await second.jobs.get({ service: 'toy' }, job.id);
  expect([left.phase, left.failures]).toEqual(['QUEUED', 0]);
  second.host.work(runner('toy'));
  expect(await ended(second, 'toy', job.id)).toBe('COMPLETED');
  expect(await resultsOf(second, job.id)).toEqual(FIVE);
  expect(readdirSync(join(folder, 'state')).sort()).toEqual(['jobs', 'results']);
  await second.end();
});

test('in JetStream, with results in the bucket of a store', async () => {
  const nats = await startNats({ jetstream: true });
  mkdirSync(join(folder, 's3'));
  const s3 = new S3rver({
    port: 0,
    address: '127.0.0.1',
    silent: true,
    directory: join(folder, 's3'),
    configureBuckets: [{ name: 'kept' }],
  });
  const { port } = await s3.run();
  const yaml = JSON.stringify({
    stores: {
      s3: [
        {
          name: 'results',
          endpoint: `http://127.0.0.1:${port}`,
          region: 'us-east-1',
          buckets: ['kept'],
          forcePathStyle: true,
          insecure: true,
          allowPrivate: true,
          credentials: { accessKeyId: { env: 'KEY' }, secretAccessKey: { env: 'KEY' } },
        },
      ],
    },
  });
  const config = await configOf({ SODALITE_RESULTS: 's3://results/jobs', KEY: 'S3RVER' }, yaml);
  const connections = await Promise.all([1, 2].map(() => connect({ servers: [...nats.urls] })));
  try {
    const [asked, worked] = await Promise.all(connections.map((connection) => open(config, 'toy', { connection })));
    const job = await asked.jobs.create({ service: 'toy' }, { parameters: [] });
    await asked.jobs.command({ service: 'toy' }, job.id, 'RUN');
    worked.host.work(runner('toy'));
    expect(await ended(asked, 'toy', job.id)).toBe('COMPLETED');
    expect(await resultsOf(asked, job.id)).toEqual(FIVE);
    expect(readdirSync(join(folder, 's3/kept/jobs'))).toEqual([job.id]);
    await asked.end();
    await worked.end();
  } finally {
    await Promise.all(connections.map((connection) => connection.close()));
    await s3.close();
    await nats.close();
  }
});
