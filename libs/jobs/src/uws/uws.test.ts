import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { NatsConnection } from '@nats-io/nats-core';
import { connect } from '@nats-io/transport-node';
import { describeUws } from '../../test/describe-uws.js';
import { startNats } from '../../../../test/support/nats-server.js';
import { directoryStack, natsStack } from '../../test/stacks.js';
import { startUwsApp } from '../../test/uws-app.js';
import { UwsClient } from '../../test/uws-client.js';

let nats: Awaited<ReturnType<typeof startNats>>;
let connection: NatsConnection;
let directory = '';
beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'sodalite-uws-'));
  nats = await startNats({ jetstream: true });
  connection = await connect({ servers: [...nats.urls] });
});
afterAll(async () => {
  await connection.close();
  await nats.close();
  rmSync(directory, { recursive: true });
});

describeUws('UWS over a directory', () => directoryStack());
describeUws('UWS over JetStream', () => natsStack(connection, directory, { name: 'uws' }));

test('behind a proxy every URL is the public one', async () => {
  const app = await startUwsApp(await directoryStack(), {}, 'https://obs.example/vo');
  const client = new UwsClient(app);
  const { headers } = await client.post('', 'N=1&PHASE=RUN');
  const location = headers.get('location')!;
  expect(location).toMatch(/^https:\/\/obs\.example\/vo\/toy\/async\/\w+$/);
  const id = location.split('/').at(-1)!;
  const { text } = await client.until(id, 'COMPLETED');
  expect(text).toContain(`xlink:href="${location}/results/toy-1"`);
  expect((await client.ask('DELETE', `/${id}`)).headers.get('location')).toMatch(/^https:\/\/obs\.example\/vo\/toy\/async\?LAST=/);
  await app.close();
});

test('10⁵ results are listed, and each can be had', async () => {
  const app = await startUwsApp(await directoryStack());
  const client = new UwsClient(app);
  const begun = performance.now();
  const id = await client.create('N=100000&BYTES=100&FAIL=99998&EMPTY=99999&PHASE=RUN');
  const { text } = await client.until(id, 'COMPLETED');
  const made = performance.now();
  expect(text.match(/<uws:result /g)).toHaveLength(1e5);
  expect(text).toContain('total="100000" made="99998" empty="1" failed="1"');
  expect((await client.get(`/${id}/results/toy-54321`)).text).toHaveLength(100);
  expect((await client.get(`/${id}/results/toy-99999`)).text).toBe('Error: broken\n');
  if (process.env.SODALITE_MEASURE) console.log(`10⁵ results made in ${made - begun} ms`);
  await app.close();
});
