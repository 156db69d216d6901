import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { NatsConnection } from '@nats-io/nats-core';
import { connect } from '@nats-io/transport-node';
import { setTimeout as pause } from 'node:timers/promises';
import { describeJobQueue } from '../../test/describe-job-queue.js';
import { startNats } from '../../../../test/support/nats-server.js';
import { JetStreamJobQueue } from './jetstream-job-queue.js';

let nats: Awaited<ReturnType<typeof startNats>>;
let connection: NatsConnection;
const dial = () => connect({ servers: [...nats.urls], maxReconnectAttempts: -1, reconnectTimeWait: 50 });
beforeAll(async () => {
  nats = await startNats({ jetstream: true });
  connection = await dial();
});
afterAll(async () => {
  await connection.close();
  await nats.close();
});

describeJobQueue('a queue in JetStream', (services) => JetStreamJobQueue.open(connection, services));

const { signal } = new AbortController();

test('a worker that is gone without word loses the job, one that works keeps it', async () => {
  const queue = await JetStreamJobQueue.open(connection, ['dies'], { ackWaitMs: 600 });
  await queue.add('dies', 'interactive', 'kept');
  await queue.add('dies', 'interactive', 'lost');
  const kept = (await queue.take('dies', 'interactive', signal))!;
  const other = await dial();
  const lost = (await (await JetStreamJobQueue.open(other, ['dies'], { ackWaitMs: 600 })).take('dies', 'interactive', signal))!;
  expect([kept.job, lost.job]).toEqual(['kept', 'lost']);
  await other.close();
  lost.abandon();
  const again = (await queue.take('dies', 'interactive', signal))!;
  expect(again.job).toBe('lost');
  const none = new AbortController();
  const waiting = queue.take('dies', 'interactive', none.signal);
  await pause(1500);
  none.abort();
  expect(await waiting).toBeUndefined();
  await again.done();
  await kept.done();
  expect(await queue.depth('dies', 'interactive')).toBe(0);
});

test('a broker that is started again has the jobs, and who waited goes on waiting', async () => {
  const queue = await JetStreamJobQueue.open(connection, ['again'], { ackWaitMs: 1000 });
  await queue.add('again', 'heavy', 'a');
  const waiting = queue.take('again', 'interactive', signal);
  await pause(50);
  await nats.nodes[0].kill();
  await nats.nodes[0].start();
  expect((await queue.take('again', 'heavy', signal))!.job).toBe('a');
  await queue.add('again', 'interactive', 'b');
  expect((await waiting)!.job).toBe('b');
});
