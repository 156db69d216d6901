import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { writeDemoCollection } from '../../apps/standalone/src/demo/collection.js';
import { startDistributed, type Distributed } from '../support/distributed.js';
import { TraceReceiver, type ReceivedSpan } from '../support/trace-receiver.js';

const ID = 'ivo://sodalite.local/data?demo/disc_hi.fits';
const PARENT = '00f067aa0ba902b7';
const RESOLVE = 'sodalite.catalog.v1.resolve';

let root: string;
let receiver: TraceReceiver;
let services: Distributed;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'sodalite-traces-'));
  await writeDemoCollection(join(root, 'data'));
  receiver = await TraceReceiver.start();
  const env = { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url, SODALITE_LOG: 'debug' };
  services = await startDistributed({ data: join(root, 'data'), state: join(root, 'state'), env });
});
afterAll(async () => {
  await services?.close();
  await receiver?.close();
  await rm(root, { recursive: true, force: true });
});

/** Asks as part of a trace of its own. */
async function ask(path: string, init: RequestInit = {}): Promise<{ response: Response; traceId: string }> {
  const traceId = randomBytes(16).toString('hex');
  const headers = { traceparent: `00-${traceId}-${PARENT}-01`, 'x-request-id': `test-${traceId.slice(0, 6)}` };
  const response = await fetch(`${services.url}${path}`, { ...init, headers });
  await response.arrayBuffer();
  return { response, traceId };
}

/** From the first span to the one of that name, each by its service and its own name. */
function pathTo(name: string, spans: readonly ReceivedSpan[]): string[] {
  const path: string[] = [];
  let span = spans.find((one) => one.name === name);
  for (; span; span = spans.find(({ spanId }) => spanId === span!.parentSpanId)) {
    path.unshift(`${span.service.replace('sodalite-', '')}: ${span.name}`);
    if (span.parentSpanId === PARENT) path.unshift('client');
  }
  return path;
}

test('a cutout is one trace, from its client over the bus to the catalogue', async () => {
  const { response, traceId } = await ask(`/soda/sync?${new URLSearchParams({ ID, CIRCLE: '150.25 2.5 0.02' })}`);
  expect(response.status).toBe(200);
  expect(response.headers.get('x-request-id')).toBe(`test-${traceId.slice(0, 6)}`);
  const spans = await receiver.trace(traceId, ['GET /soda/sync', `answer ${RESOLVE}`, 'catalog.resolve', 'plan']);
  const way = ['client', 'soda: GET /soda/sync', `soda: ask ${RESOLVE}`];
  expect(pathTo('plan', spans)).toEqual([...way.slice(0, 2), 'soda: plan']);
  expect(pathTo('catalog.resolve', spans).slice(0, 3)).toEqual(way);
  expect(pathTo('catalog.resolve', spans).slice(-2)).toEqual([`datalink: answer ${RESOLVE}`, 'datalink: catalog.resolve']);
});

test('{links} asks the services as part of its trace', async () => {
  const { traceId } = await ask(`/datalink/links?${new URLSearchParams({ ID })}`);
  const describe = 'sodalite.soda.v1.describe';
  const spans = await receiver.trace(traceId, ['GET /datalink/links', `answer ${describe}`]);
  expect(pathTo(`answer ${describe}`, spans)).toEqual([
    'client',
    'datalink: GET /datalink/links',
    `datalink: ask ${describe}`,
    `soda: answer ${describe}`,
  ]);
});

test('a job is part of the trace of the request that made it', async () => {
  const body = new URLSearchParams({ ID, CIRCLE: '150.25 2.5 0.02', PHASE: 'RUN' });
  const { traceId } = await ask('/soda/async', { method: 'POST', body, redirect: 'manual' });
  const spans = await receiver.trace(traceId, ['POST /soda/async', 'job soda', 'make']);
  expect(pathTo('make', spans)).toEqual(['client', 'soda: POST /soda/async', 'soda: job soda', 'soda: make']);
});

test('the log line of a request has its ID and its trace', async () => {
  const { response, traceId } = await ask('/soda/capabilities');
  const requestId = response.headers.get('x-request-id');
  const { program } = services.replica('soda') as unknown as { program: { said(): string } };
  let line: string | undefined;
  while (
    !(line = program
      .said()
      .split('\n')
      .find((one) => one.includes(traceId)))
  )
    await pause(20);
  expect(JSON.parse(line)).toMatchObject({ msg: 'request', path: '/soda/capabilities', status: 200, requestId, traceId });
});

test('a request ID that is none is not kept', async () => {
  const response = await fetch(`${services.url}/soda/capabilities`, { headers: { 'x-request-id': 'a b' } });
  expect(response.headers.get('x-request-id')).toMatch(/^[\da-f]{8}-[\da-f-]{27}$/);
});
