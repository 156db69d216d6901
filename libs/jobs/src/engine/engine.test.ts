import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from '@jest/globals';
import type { NatsConnection } from '@nats-io/nats-core';
import { connect } from '@nats-io/transport-node';
import { describeEngine } from '../../test/describe-engine.js';
import { startNats } from '../../../../test/support/nats-server.js';
import { directoryStack, natsStack } from '../../test/stacks.js';

let nats: Awaited<ReturnType<typeof startNats>>;
let connection: NatsConnection;
let directory = '';
let serial = 0;
beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'sodalite-engine-'));
  nats = await startNats({ jetstream: true });
  connection = await connect({ servers: [...nats.urls] });
});
afterAll(async () => {
  await connection.close();
  await nats.close();
  rmSync(directory, { recursive: true });
});

describeEngine('jobs of one process', () => directoryStack());
describeEngine('jobs in JetStream', () => natsStack(connection, directory, { name: `stack-${serial++}` }));
