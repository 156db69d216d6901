import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { connect } from '@nats-io/transport-node';
import { startNats } from '../../../test/support/nats-server.js';
import { JobsChild } from './children.js';
import type { Stack } from './describe-engine.js';
import { directoryStack, natsStack } from './stacks.js';

let directory = '';
beforeEach(() => void (directory = mkdtempSync(join(tmpdir(), 'sodalite-killed-'))));
let ends: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of ends.reverse()) await end();
  ends = [];
  rmSync(directory, { recursive: true, force: true });
});

/** Times that differ from run to run of the loop, but not from test to test. */
const moments = (count: number): number[] => Array.from({ length: count }, (_, i) => 20 + ((i * 7919) % 397));

async function idsOf(stack: Stack, job: string): Promise<string[]> {
  const ids: string[] = [];
  for await (const { id } of stack.results.list(job)) ids.push(id);
  return ids;
}

/** Every job that was said to be started has ended as it should, with every result once. */
async function expectAll(stack: Stack, started: readonly string[], results: number): Promise<void> {
  const expected = Array.from({ length: results }, (_, i) => `toy-${i + 1}`);
  for (const id of started) {
    const job = (await untilItWorks(() => stack.store.get(id)))?.job;
    expect([id, job?.phase, job?.progress?.made]).toEqual([id, 'COMPLETED', results]);
    const ids = await idsOf(stack, id);
    expect(ids).toHaveLength(results);
    expect(ids.sort()).toEqual([...expected].sort());
  }
}

const areEnded = async (stack: Stack): Promise<boolean> => (await stack.store.list({ phases: ['QUEUED', 'EXECUTING'] })).length === 0;

test('kill −9 at any moment: no job and no result is lost or doubled, no record is torn', async () => {
  const started: string[] = [];
  const rounds = 12;
  for (const ms of moments(rounds)) {
    const child = await new JobsChild([directory]).isReady();
    for (let i = 0; i < 3; i++) child.start('N=25&MS=5&BYTES=2000');
    await pause(ms);
    await child.kill();
    started.push(...child.started);
  }
  const last = await new JobsChild([directory]).isReady();
  last.start('N=25&MS=1&BYTES=2000');
  for (let idle = 0; idle < 20; idle = isIdle(directory) ? idle + 1 : 0) await pause(50);
  await last.kill('SIGTERM');
  started.push(...last.started);
  expect(started.length).toBeGreaterThan(rounds);
  const stack = await directoryStack(directory);
  expect((stack.store as unknown as { damaged: string[] }).damaged).toEqual([]);
  // A job whose creation was cut off before its command is PENDING, or was started without word; it is not one of ours.
  await expectAll(stack, started, 25);
  expect(await stack.store.list({ phases: ['QUEUED', 'EXECUTING', 'ERROR'] })).toEqual([]);
  await stack.close();
});

/** No job has changed for a while: what a looker from outside can see. */
let seen = '';
function isIdle(folder: string): boolean {
  if (!existsSync(join(folder, 'results'))) return false; // no job has a result yet
  const now = readdirSync(join(folder, 'results'))
    .flatMap((job) => readdirSync(join(folder, 'results', job)))
    .join();
  const same = now === seen;
  seen = now;
  return same;
}

test('a job that kills its worker each time ends in ERROR, and others go on', async () => {
  const env = { MAX_FAILURES: '2' };
  const first = await new JobsChild([directory], env).isReady();
  first.start('KILL=1');
  await first.end();
  const second = new JobsChild([directory], env);
  await second.end();
  const third = await new JobsChild([directory], env).isReady();
  third.start('N=3');
  for (let idle = 0; idle < 10; idle = isIdle(directory) ? idle + 1 : 0) await pause(50);
  await third.kill('SIGTERM');
  const stack = await directoryStack(directory);
  const ended = await Promise.all((await stack.store.list({})).map(async ({ id }) => (await stack.store.get(id))!.job));
  expect(ended.map(({ phase, failures }) => [phase, failures])).toEqual([
    ['ERROR', 2],
    ['COMPLETED', 1],
  ]);
  expect(ended[0].error).toMatchObject({ type: 'fatal', message: 'Error: the job ended 2 workers and is not tried again' });
  await stack.close();
});

test('three brokers and two workers, each of them killed in turn: every job ends with every result once', async () => {
  const nats = await startNats({ count: 3, jetstream: true });
  ends.push(nats.close);
  const connection = await connect({ servers: [...nats.urls], maxReconnectAttempts: -1, reconnectTimeWait: 100 });
  ends.push(() => connection.close());
  const args = [directory, ...nats.urls];
  const stack = await untilItWorks(() => natsStack(connection, directory, { name: 'child', replicas: 3, ackWaitMs: 1500 }));
  ends.push(stack.close);
  const started: string[] = [];
  let workers = await Promise.all([0, 1].map(() => new JobsChild(args).isReady()));
  ends.push(() => Promise.all(workers.map((worker) => worker.kill())));
  const begin = (count: number): void => {
    for (let i = 0; i < count; i++) workers[i % 2].start('N=40&MS=10&BYTES=2000');
  };
  begin(6);
  await pause(700);
  await nats.nodes[1].kill();
  begin(4);
  await pause(700);
  started.push(...workers[0].started);
  await workers[0].kill();
  await nats.nodes[1].start();
  workers = [await new JobsChild(args).isReady(), workers[1]];
  begin(4);
  await pause(700);
  await nats.nodes[2].kill();
  while (workers[0].started.length < 2 || workers[1].started.length < 7) await pause(100);
  while (!(await areEnded(stack))) await pause(200);
  await nats.nodes[2].start();
  for (const worker of workers) {
    started.push(...worker.started);
    await worker.kill('SIGTERM');
  }
  expect(started.length).toBeGreaterThan(9);
  await expectAll(stack, started, 40);
});

/** A cluster that has just started has no leader yet. */
async function untilItWorks<T>(work: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await work();
    } catch {
      await pause(200);
    }
  }
}
