import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { NatsConnection } from '@nats-io/nats-core';
import { connect } from '@nats-io/transport-node';
import { TransientError } from '#faults';
import { describeJobStore } from '../../test/describe-job-store.js';
import { madeJob } from '../../test/made-job.js';
import { startNats } from '../../../../test/support/nats-server.js';
import { changeJob } from './change-job.js';
import { KvJobStore } from './kv-job-store.js';

let nats: Awaited<ReturnType<typeof startNats>>;
let connection: NatsConnection;
beforeAll(async () => {
  nats = await startNats({ jetstream: true });
  connection = await connect({ servers: [...nats.urls], maxReconnectAttempts: -1, reconnectTimeWait: 50 });
});
afterAll(async () => {
  await connection.close();
  await nats.close();
});

describeJobStore('jobs in a JetStream bucket', { open: () => KvJobStore.open(connection), shared: true });

test('a broker that is started again has the jobs, and the watching goes on', async () => {
  const store = await KvJobStore.open(connection, { bucket: 'again' });
  const { job } = await store.create(madeJob());
  await nats.nodes[0].kill();
  await expect(store.get(job.id)).rejects.toThrow(TransientError);
  const changing = changeJob(store, job.id, (known) => ({ ...known, phase: 'QUEUED' }), 60_000);
  await nats.nodes[0].start();
  expect((await changing)!.phase).toBe('QUEUED');
  const seen = Promise.withResolvers<void>();
  store.watch((_, now) => void (now?.phase === 'ABORTED' && seen.resolve()));
  const other = await KvJobStore.open(connection, { bucket: 'again' });
  await changeJob(other, job.id, (known) => ({ ...known, phase: 'ABORTED' }), 60_000);
  await seen.promise;
  await store.close();
  await other.close();
});
