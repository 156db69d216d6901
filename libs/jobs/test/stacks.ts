import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NatsConnection } from '@nats-io/nats-core';
import { DirectoryObjects } from '../src/results/directory-objects.js';
import { ResultStore } from '../src/results/result-store.js';
import { DirectoryJobStore } from '../src/store/directory-job-store.js';
import { KvJobStore } from '../src/store/kv-job-store.js';
import { JetStreamJobQueue } from '../src/queue/jetstream-job-queue.js';
import { LocalJobQueue } from '../src/queue/local-job-queue.js';
import type { Stack } from './describe-engine.js';

/** Everything in one directory; a new one unless it is named, which then stays. */
export async function directoryStack(named?: string): Promise<Stack> {
  const directory = named ?? mkdtempSync(join(tmpdir(), 'sodalite-stack-'));
  const store = await DirectoryJobStore.open(join(directory, 'jobs'));
  const queue = await LocalJobQueue.open(store);
  const results = new ResultStore(new DirectoryObjects(join(directory, 'results')), { flushMs: 50 });
  const close = async () => {
    await queue.close();
    await store.close();
    if (named === undefined) rmSync(directory, { recursive: true });
  };
  return { store, queue, results, close };
}

/** Records and queue in the broker, results in a directory that all share. */
export async function natsStack(
  connection: NatsConnection,
  directory: string,
  { replicas = 1, ackWaitMs = 2000, name = 'stack' } = {},
): Promise<Stack> {
  const store = await KvJobStore.open(connection, { bucket: name, replicas });
  const queue = await JetStreamJobQueue.open(connection, ['toy'], { prefix: name.toUpperCase(), replicas, ackWaitMs });
  const results = new ResultStore(new DirectoryObjects(directory), { flushMs: 50 });
  const close = async () => {
    await queue.close();
    await store.close();
  };
  return { store, queue, results, close };
}
