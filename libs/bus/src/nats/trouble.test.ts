import { afterEach, expect, test } from '@jest/globals';
import { startNats, type NatsServers, type NatsServersOptions } from '../../../../test/support/nats-server.js';
import { gather, plain, raw, until } from '../../test/plain.js';
import { NatsBus, question, streamQuestion, type NatsBusOptions, type NatsConfig } from '../index.js';
import { WINDOW } from './stream-reader.js';

const double = question('test.v1.double', plain<number>(), plain<number>());
const text = question('test.v1.text', plain<string>(), plain<string>());
const count = streamQuestion('test.v1.count', plain<number>(), plain<number>());
const bytes = streamQuestion('test.v1.bytes', plain<number>(), raw);

const ends: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

async function server(options?: NatsServersOptions): Promise<NatsServers> {
  const servers = await startNats(options);
  ends.push(() => servers.close());
  return servers;
}

async function connect(servers: readonly string[], options?: NatsBusOptions, config?: Partial<NatsConfig>): Promise<NatsBus> {
  const bus = await NatsBus.connect({ servers, ...config }, { graceMs: 100, ...options });
  ends.push(() => bus.close());
  return bus;
}

test('while the broker is away a question waits for it, but not beyond its time; then all goes on', async () => {
  const { urls, nodes } = await server();
  const [here, there] = [await connect(urls), await connect(urls)];
  there.answer(double, (n) => 2 * n);
  await there.flush();
  await nodes[0].kill();
  await until(() => !here.connected && !there.connected);
  await expect(here.ask(double, 1, { timeoutMs: 30 })).rejects.toMatchObject({ fault: 'transient' });
  await expect(here.stream(count, 1, { timeoutMs: 30 }).next()).rejects.toMatchObject({
    fault: 'transient',
    message: 'test.v1.count cannot be asked: the broker is away',
  });
  await expect(here.ask(double, 1, { signal: AbortSignal.abort() })).rejects.toMatchObject({ fault: 'cancelled' });
  await nodes[0].start();
  await until(() => here.connected && there.connected);
  await there.flush(); // the broker knows again what is answered there
  await expect(here.ask(double, 21)).resolves.toBe(42);
});

test('what is under way when the broker goes fails at once, on both sides', async () => {
  const { urls, nodes } = await server();
  const [here, there] = [await connect(urls), await connect(urls)];
  let asked = 0;
  let ended = 0;
  there.answer(double, () => (asked++, new Promise<number>(() => {})));
  there.answerStream(count, async function* () {
    try {
      for (let n = 0; ; n++) yield n;
    } finally {
      ended++;
    }
  });
  await there.flush();
  const answer = here.ask(double, 1);
  const stream = here.stream(count, 0);
  await expect(stream.next()).resolves.toEqual({ done: false, value: 0 });
  await until(() => asked === 1);
  const failures = Promise.allSettled([answer, gather(stream)]);
  await nodes[0].kill();
  expect(await failures).toMatchObject([{ reason: { fault: 'transient' } }, { reason: { fault: 'transient' } }]);
  await until(() => ended === 1);
});

test('an answer that was made while the answerer’s connection was broken is said when it is back', async () => {
  const { urls, nodes } = await server({ count: 2 });
  const [here, there] = [await connect([urls[0]]), await connect([urls[1]])];
  const went = Promise.withResolvers<void>();
  let asked = 0;
  there.answer(double, async (n) => (asked++, await went.promise, 2 * n));
  await there.flush();
  const answer = askedUntilThere(here, 21);
  await until(() => asked > 0);
  await nodes[1].kill();
  await until(() => !there.connected);
  went.resolve();
  await nodes[1].start();
  await expect(answer).resolves.toBe(42);
});

test('whoever measures is told how questions ended', async () => {
  const { urls } = await server();
  const observed: unknown[] = [];
  const bus = await connect(urls, { observe: (subject, outcome, seconds) => observed.push([subject, outcome, seconds > 0]) });
  await bus.ask(double, 1).catch(() => {});
  bus.answer(double, (n) => (expect(bus.load).toEqual({ working: 1, waiting: 1 }), 2 * n));
  await bus.ask(double, 1);
  expect(observed).toEqual([
    ['test.v1.double', 'transient', true],
    ['test.v1.double', 'answered', true],
  ]);
  expect(bus.load).toEqual({ working: 0, waiting: 0 });
});

test('the questions of a subject are shared by the processes that answer it', async () => {
  const { urls } = await server();
  const here = await connect(urls);
  const answered = [0, 0];
  for (const i of [0, 1]) {
    const there = await connect(urls);
    there.answer(double, (n) => (answered[i]++, 2 * n));
    await there.flush();
  }
  await Promise.all(Array.from({ length: 200 }, (_, n) => here.ask(double, n)));
  expect(answered[0] + answered[1]).toBe(200);
  expect(Math.min(...answered)).toBeGreaterThan(0);
});

test('what is larger than a message of the broker is refused on either side; a chunk is parted', async () => {
  const { urls } = await server({ config: () => 'max_payload: 8192' });
  const [here, there] = [await connect(urls), await connect(urls)];
  there.answer(text, (size) => 'x'.repeat(Number(size)));
  there.answerStream(bytes, async function* (size) {
    yield new Uint8Array(size).fill(7);
  });
  await there.flush();
  const message = 'test.v1.text: a message has 8193 bytes, and the broker carries 7168 (its max_payload is 8192)';
  await expect(here.ask(text, 'y'.repeat(8191))).rejects.toMatchObject({ fault: 'limit', message });
  await expect(here.ask(text, '8191')).rejects.toMatchObject({ fault: 'limit', message });
  await expect(here.ask(text, '7000')).resolves.toHaveLength(7000);
  const [chunk] = await gather(here.stream(bytes, 100_000));
  expect(chunk).toHaveLength(100_000);
  expect(chunk.every((byte) => byte === 7)).toBe(true);
});

test('a slow reader has no more messages under way than it gave credit for', async () => {
  const { urls } = await server();
  const [here, there] = [await connect(urls), await connect(urls)];
  let made = 0;
  there.answerStream(bytes, async function* () {
    for (; made < 300; made++) yield new Uint8Array(100_000);
  });
  await there.flush();
  let taken = 0;
  let most = 0;
  for await (const _ of here.stream(bytes, 0)) {
    taken++;
    // Long enough for all that may come to come.
    if (taken % 20 === 0) await new Promise((next) => setTimeout(next, 15));
    most = Math.max(most, made - taken);
  }
  expect(taken).toBe(300);
  expect(most).toBeGreaterThan(0);
  expect(most).toBeLessThanOrEqual(WINDOW);
});

test('a reader whose process has gone is noticed by the one who writes', async () => {
  const { urls } = await server();
  const [here, there] = [await connect(urls), await connect(urls)];
  let ended = 0;
  there.answerStream(count, async function* (_, { signal }) {
    try {
      yield 1;
      await new Promise((aborted) => setTimeout(aborted, 50));
      for (let n = 0; !signal?.aborted; n++) yield n;
    } finally {
      ended++;
    }
  });
  await there.flush();
  await here.stream(count, 0).next();
  await here.connection.close(); // without a word
  await until(() => ended === 1);
});

test('a writer whose process has gone is noticed by the one who reads', async () => {
  const { urls } = await server();
  const [here, there] = [await connect(urls), await connect(urls)];
  there.answerStream(count, async function* () {
    for (let n = 0; ; n++) yield n;
  });
  await there.flush();
  const stream = here.stream(count, 0);
  await stream.next();
  await there.connection.close(); // without a word
  await expect(gather(stream)).rejects.toMatchObject({ fault: 'transient', message: 'test.v1.count: the answerer has gone' });
});

test('a subject that the broker does not let us ask', async () => {
  const config = () => 'authorization { users: [ { user: u, password: p, permissions: { publish: { deny: "test.v1.double" } } } ] }';
  const { urls } = await server({ config });
  const here = await connect(urls, {}, { auth: { kind: 'user', user: 'u', password: 'p' } });
  await expect(here.ask(double, 1)).rejects.toMatchObject({ fault: 'fatal', message: 'the broker does not let us ask test.v1.double' });
});

test('a handler that breaks is an internal error to the asker, and logged', async () => {
  const { urls } = await server();
  const logged: unknown[] = [];
  const logger = { error: (what: unknown) => logged.push(what), warn: () => {}, info: () => {} };
  const [here, there] = [await connect(urls), await connect(urls, { logger: logger as unknown as NatsBusOptions['logger'] })];
  there.answer(double, () => {
    throw new TypeError('secret detail');
  });
  await there.flush();
  await expect(here.ask(double, 1)).rejects.toMatchObject({ fault: 'fatal', message: 'internal error' });
  expect(logged).toMatchObject([{ subject: 'test.v1.double', error: { message: 'secret detail' } }]);
});

test('work that is not done when a bus has waited long enough is broken off', async () => {
  const { urls } = await server();
  const [here, there] = [await connect(urls), await connect(urls)];
  let asked = 0;
  there.answer(
    double,
    (_, { signal }) => (
      asked++,
      new Promise<never>((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason as Error)))
    ),
  );
  await there.flush();
  const answer = here.ask(double, 1);
  await until(() => asked === 1);
  await Promise.all([expect(answer).rejects.toMatchObject({ fault: 'transient', message: 'the service stops' }), there.close()]);
});

test('one of three brokers goes, another is about to stop: questions go on over the third', async () => {
  const { urls, nodes } = await server({ count: 3, jetstream: true });
  const [here, there] = [await connect(urls), await connect(urls)];
  there.answer(double, (n) => 2 * n);
  await there.flush();
  await expect(askedUntilThere(here, 1)).resolves.toBe(2);
  const at = (bus: NatsBus) => nodes.find(({ port }) => bus.connection.getServer().endsWith(`:${port}`))!;
  const killed = at(here);
  await killed.kill();
  await until(() => here.connected && there.connected && at(here) !== killed && at(there) !== killed);
  await expect(askedUntilThere(here, 2)).resolves.toBe(4);
  const leaving = at(there);
  await leaving.kill('SIGUSR2');
  await until(() => [here, there].every((bus) => bus.connected && at(bus) !== leaving && at(bus) !== killed));
  await expect(askedUntilThere(here, 3)).resolves.toBe(6);
});

/** Brokers tell each other only after a moment who answers what. */
async function askedUntilThere(bus: NatsBus, n: number): Promise<number> {
  for (;;) {
    try {
      return await bus.ask(double, n);
    } catch (error) {
      if (!(error as Error).message.startsWith('nobody answers')) throw error;
      await new Promise((next) => setTimeout(next, 20));
    }
  }
}
