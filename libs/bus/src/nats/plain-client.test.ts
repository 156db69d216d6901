import { afterAll, beforeAll, beforeEach, afterEach, expect, test } from '@jest/globals';
import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import { NotFoundError } from '#faults';
import { CubeService, CutRequestSchema, CutResponseSchema, FaultSchema, PlaneResponseSchema, SodaService, type CutRequest } from '#proto';
import { startNats, type NatsServers } from '../../../../test/support/nats-server.js';
import { BareClient } from '../../test/bare-client.js';
import { until } from '../../test/plain.js';
import { NatsBus, rpc, streamRpc } from '../index.js';

let server: NatsServers;
let bus: NatsBus;
let client: BareClient;
const seen: CutRequest[] = [];
let ended = 0;

beforeAll(async () => {
  server = await startNats();
  bus = await NatsBus.connect({ servers: server.urls });
  bus.answer(rpc(SodaService.method.cut), (request) => {
    seen.push(request);
    if (request.parameters.length === 0) throw new NotFoundError('ID must be given');
    const product = { url: '/soda/sync?ID=x', mediaType: 'application/fits', bytes: 5760n, etag: '"e"', fileName: 'x.fits' };
    return create(CutResponseSchema, { product });
  });
  bus.answerStream(streamRpc(CubeService.method.plane), async function* () {
    try {
      yield create(PlaneResponseSchema, { part: { case: 'head', value: { shape: [2, 50], values: 100n } } });
      for (let n = 0; n < 50; n++) yield create(PlaneResponseSchema, { part: { case: 'values', value: new Uint8Array(8) } });
    } finally {
      ended++;
    }
  });
  await bus.flush();
});
afterAll(async () => {
  await bus.close();
  await server.close();
});
beforeEach(async () => {
  client = await BareClient.connect(server.nodes[0].port);
  seen.length = 0;
  ended = 0;
});
afterEach(() => client.close());

const CUT = 'sodalite.soda.v1.cut';
const PLANE = 'sodalite.cube.v1.plane';
const asked = { parameters: [{ name: 'ID', values: ['ivo://x'] }] };

test('JSON, by its brace or by its content-type', async () => {
  for (const headers of [[], ['content-type: application/json; charset=utf-8']]) {
    client.ask(CUT, 'a', `${headers.length > 0 ? ' ' : ''}${JSON.stringify(asked)}`, headers);
    const { subject, headers: said, body } = await client.next();
    expect(subject).toBe('answers.a');
    expect(said).toEqual(['NATS/1.0', 'content-type: application/json']);
    expect(JSON.parse(body.toString())).toEqual({
      product: { url: '/soda/sync?ID=x', media_type: 'application/fits', bytes: '5760', etag: '"e"', file_name: 'x.fits', kernel: '' },
    });
  }
  expect(seen).toMatchObject([asked, asked]);
});

test('protobuf, with and without its content-type', async () => {
  for (const headers of [[], ['content-type: application/protobuf']]) {
    client.ask(CUT, 'a', toBinary(CutRequestSchema, create(CutRequestSchema, asked)), headers);
    const { headers: said, body } = await client.next();
    expect(said).toEqual(['']);
    expect(fromBinary(CutResponseSchema, body).product?.bytes).toBe(5760n);
  }
});

test('a fault has a header and a body in the form of the request', async () => {
  client.ask(CUT, 'json', '{}');
  const json = await client.next();
  expect(json.headers).toEqual(['NATS/1.0', 'content-type: application/json', 'sodalite-fault: not-found']);
  expect(JSON.parse(json.body.toString())).toEqual({ fault: 'not-found', message: 'ID must be given', reason: '' });
  client.ask(CUT, 'protobuf', '');
  const protobuf = await client.next();
  expect(protobuf.headers).toEqual(['NATS/1.0', 'sodalite-fault: not-found']);
  expect(fromBinary(FaultSchema, protobuf.body)).toMatchObject({ fault: 'not-found', message: 'ID must be given' });
});

test.each([
  ['{"parameter": []}', [], /^the body must be sodalite\.soda\.v1\.CutRequest as json: .*parameter/],
  ['{"parameters"', [], /^the body must be sodalite\.soda\.v1\.CutRequest as json: /],
  ['\u0007', [], /^the body must be sodalite\.soda\.v1\.CutRequest as protobuf: /],
  ['<a/>', ['content-type: text/xml'], /^content-type must be one of application\/protobuf, .*got text\/xml$/],
])('what is no request is told so: %j', async (body, headers, message) => {
  client.ask(CUT, 'a', body, headers);
  const answer = await client.next();
  expect(answer.headers).toContain('sodalite-fault: usage');
  const fault = answer.headers.includes('content-type: application/json')
    ? (JSON.parse(answer.body.toString()) as { message: string })
    : fromBinary(FaultSchema, answer.body);
  expect(fault.message).toMatch(message);
});

test('a subject that nobody answers', async () => {
  client.ask('sodalite.soda.v1.brew', 'a', '{}');
  expect((await client.next()).headers).toEqual(['NATS/1.0 503']);
});

test('a stream without credit comes as a whole, numbered', async () => {
  client.ask(PLANE, 'a', '{}');
  const chunks: unknown[] = [];
  for (let n = 0; ; n++) {
    const { headers, body } = await client.next();
    expect(headers).toContain(`sodalite-seq: ${n}`);
    if (headers.includes('sodalite-end: 1')) break;
    chunks.push(JSON.parse(body.toString()));
  }
  expect(chunks).toHaveLength(51);
  expect(chunks.slice(0, 2)).toMatchObject([{ head: { shape: [2, 50], values: '100' } }, { values: 'AAAAAAAAAAA=' }]);
});

test('a stream with credit waits for more of it, and ends when it is cancelled', async () => {
  client.ask(PLANE, 'a', '{}', ['sodalite-credit: 2']);
  const first = await client.next();
  await client.next();
  await new Promise((next) => setTimeout(next, 50));
  expect(client.waiting).toBe(0);
  client.tell(first.reply!, '{"messages":3}');
  for (let n = 2; n < 5; n++) expect((await client.next()).headers).toContain(`sodalite-seq: ${n}`);
  expect(ended).toBe(0);
  client.tell('sodalite.bus.v1.cancel', '{"reply":"answers.a"}');
  await until(() => ended === 1);
});
