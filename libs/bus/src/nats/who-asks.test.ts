import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { doing, whatIsDone } from '#ops';
import { startNats, type NatsServers } from '../../../../test/support/nats-server.js';
import { plain } from '../../test/plain.js';
import { NatsBus, question } from '../index.js';

let server: NatsServers;
beforeAll(async () => {
  server = await startNats();
});
afterAll(() => server.close());

const who = question('test.v1.who', plain<object>(), plain<object>());

test('for whom something is asked is known where it is answered, and forgotten there for the next one', async () => {
  const [here, there] = await Promise.all([0, 1].map(() => NatsBus.connect({ servers: [server.url] })));
  try {
    there.answer(who, () => {
      const { requestId, trace } = whatIsDone() ?? {};
      return { requestId, ...trace };
    });
    await there.flush();
    const trace = { traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01', tracestate: 'a=b' };
    expect(await doing({ requestId: 'r-1', trace }, () => here.ask(who, {}))).toEqual({ requestId: 'r-1', ...trace });
    expect(await doing({ requestId: 'r 1' }, () => here.ask(who, {}))).toEqual({});
    expect(await here.ask(who, {}, { trace })).toEqual(trace);
  } finally {
    await Promise.all([here.close(), there.close()]);
  }
});
