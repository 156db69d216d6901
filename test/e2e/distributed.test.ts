import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { connect } from '@nats-io/transport-node';
import { writeDemoCollection } from '../../apps/standalone/src/demo/collection.js';
import { startDistributed, type Distributed } from '../support/distributed.js';
import { metricOf } from '../support/metrics.js';

const id = (file: string): string => `ivo://sodalite.local/data?demo/${file}.fits`;
const CUBE = id('disc_hi');
const CUTOUT = { ID: CUBE, CIRCLE: '150.25 2.5 0.02' };
/** What one who does not answer may cost, and the rest of the work. */
const BOUND_MS = 5000;

let root: string;
let services: Distributed;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'sodalite-distributed-'));
  await writeDemoCollection(join(root, 'data'));
  services = await startDistributed({ data: join(root, 'data'), state: join(root, 'state') });
});
afterAll(async () => {
  await services?.close();
  await rm(root, { recursive: true, force: true });
});

const get = (path: string, query: Record<string, string> = {}, from = services.url): Promise<Response> =>
  fetch(`${from}${path}?${new URLSearchParams(query)}`);
/** In a spelling of its own each time, so that no answer that was kept is sent. */
let spelling = 0;
const links = async (ID = CUBE): Promise<string> => {
  const scheme = 'ivo'.replace(/./g, (letter, i: number) => ((spelling >> i) & 1 ? letter.toUpperCase() : letter));
  spelling += 1;
  return (await get('/datalink/links', { ID: ID.replace('ivo', scheme) })).text();
};

test('links come from all services and lead to the one public URL', async () => {
  const document = await links();
  for (const path of ['/soda/sync', '/cube/moment/sync', '/cube/profile/sync', '/files?ID='])
    expect(document).toContain(`${services.url}${path}`);
  expect((await get('/soda/sync', CUTOUT)).status).toBe(200);
});

test('each process serves its own paths and no others, and tells its questions to the metrics', async () => {
  const url = services.replica('soda').url;
  expect((await get('/soda/sync', CUTOUT, url)).status).toBe(200);
  expect((await get('/cube/moment/sync', { ID: CUBE }, url)).status).toBe(404);
  expect((await get('/datalink/links', { ID: CUBE }, url)).status).toBe(404);
  expect(await metricOf(url, 'sodalite_bus_connected')).toBe(1);
  expect(await metricOf(url, 'sodalite_bus_questions_total', 'subject="sodalite.catalog.v1.resolve",outcome="answered"')).toBeGreaterThan(
    0,
  );
});

test('a service asks for a dataset once, until something has changed', async () => {
  const { url } = services.replica('soda');
  const asked = () => metricOf(url, 'sodalite_bus_questions_total', 'catalog.v1.resolve');
  await get('/soda/sync', CUTOUT);
  const before = await asked();
  for (let i = 0; i < 5; i++) await get('/soda/sync', CUTOUT);
  expect(await asked()).toBe(before);
});

test('a client that has nothing but NATS is told where its products are, and they are there', async () => {
  const connection = await connect({ servers: services.broker.urls });
  const ask = async (subject: string, request: object) => {
    const answer = await connection.request(subject, JSON.stringify(request), { timeout: 20_000 });
    return { fault: answer.headers?.get('sodalite-fault'), ...answer.json<{ message?: string; product?: Record<string, string> }>() };
  };
  const parameters = Object.entries(CUTOUT).map(([name, value]) => ({ name, values: [value] }));
  try {
    for (const [subject, request] of [
      ['sodalite.soda.v1.cut', { parameters }],
      ['sodalite.cube.v1.make', { operation: 'moment', parameters }],
    ] as const) {
      const { product } = await ask(subject, request);
      const response = await fetch(product!.url);
      expect([response.status, response.headers.get('etag'), response.headers.get('content-type')]).toEqual([
        200,
        product!.etag,
        product!.media_type,
      ]);
      expect(response.headers.get('content-disposition')).toContain(product!.file_name);
      expect(String((await response.arrayBuffer()).byteLength)).toBe(product!.bytes);
    }
    expect(await ask('sodalite.soda.v1.cut', { parameters: [{ name: 'ID', values: ['ivo://x/y'] }] })).toMatchObject({
      fault: 'not-found',
    });
    expect(await ask('sodalite.cube.v1.make', { operation: 'tea' })).toMatchObject({
      fault: 'usage',
      message: expect.stringMatching(/^operation must be one of moment, .* got "tea"$/),
    });
  } finally {
    await connection.close();
  }
});

test.each(['SIGTERM', 'SIGKILL'] as const)('without cube (%s) links say so soon, and it is back with it', async (signal) => {
  const cube = services.replica('cube');
  await cube.program.stop(signal);
  const began = performance.now();
  const document = await links();
  expect(performance.now() - began).toBeLessThan(BOUND_MS);
  expect(document).toContain('No cube at the moment');
  expect(document).toContain('/soda/sync');
  expect(document).not.toContain('/cube/moment/sync');
  expect((await get('/soda/sync', CUTOUT)).status).toBe(200);
  await cube.start();
  while (!(await links()).includes('/cube/moment/sync')) await pause(50);
  expect((await get('/cube/moment/sync', { ID: CUBE, MOMENT: '0' })).status).toBe(200);
});

test('one that hangs costs its wait once', async () => {
  const cube = services.replica('cube');
  process.kill(cube.program.pid, 'SIGSTOP');
  try {
    const took: number[] = [];
    for (let i = 0; i < 2; i++) {
      const began = performance.now();
      expect(await links()).toContain('No cube at the moment');
      took.push(performance.now() - began);
    }
    expect(took[0]).toBeLessThan(BOUND_MS);
    expect(took[1]).toBeLessThan(took[0] / 2);
  } finally {
    process.kill(cube.program.pid, 'SIGCONT');
  }
  while (!(await links()).includes('/cube/moment/sync')) await pause(50);
});

test('without the catalogue soda is not ready, what it knows it serves, and the rest is told to come again', async () => {
  await get('/soda/sync', CUTOUT);
  const datalink = services.replica('datalink');
  await datalink.program.stop();
  const { url } = services.replica('soda');
  const ready = await get('/readyz', {}, url);
  expect([ready.status, await ready.text()]).toEqual([503, expect.stringMatching(/^the catalogue does not answer: .*catalog/)]);
  expect((await get('/healthz', {}, url)).status).toBe(200);
  expect((await get('/soda/sync', CUTOUT, url)).status).toBe(200);
  const unknown = await get('/soda/sync', { ID: id('disc_red') }, url);
  expect(unknown.status).toBe(503);
  expect(Number(unknown.headers.get('retry-after'))).toBeGreaterThan(0);
  await datalink.start();
  while ((await get('/readyz', {}, url)).status !== 200) await pause(50);
  expect((await get('/soda/sync', { ID: id('disc_red'), CIRCLE: CUTOUT.CIRCLE })).status).toBe(200);
});

test('without the broker nobody is ready, and all are again when it is back', async () => {
  const [node] = services.broker.nodes;
  await node.kill();
  for (const { url } of services.replicas) while ((await get('/readyz', {}, url)).status !== 503) await pause(20);
  expect((await get('/soda/sync', CUTOUT)).status).toBe(200);
  await node.start();
  for (const { url } of services.replicas) while ((await get('/readyz', {}, url)).status !== 200) await pause(20);
  expect(await links()).toContain('/cube/moment/sync');
});
