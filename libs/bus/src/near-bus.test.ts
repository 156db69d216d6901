import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startNats, type NatsServers } from '../../../test/support/nats-server.js';
import { describeBus } from '../test/describe-bus.js';
import { plain } from '../test/plain.js';
import { InProcessBus, NatsBus, NearBus, question } from './index.js';

let server: NatsServers;
beforeAll(async () => {
  server = await startNats();
});
afterAll(() => server.close());

const connect = async () => new NearBus(new InProcessBus(), await NatsBus.connect({ servers: [server.url] }));

describeBus('a process among others', async () => ({ here: await connect(), there: await connect() }));

describeBus('a process among others that asks itself', async () => {
  const bus = await connect();
  return { here: bus, there: bus };
});

const name = question('test.v1.name', plain<object>(), plain<object>());

test('what is answered in the process is asked there, by reference, and what is answered for it alone nobody else gets', async () => {
  const [here, there] = [await connect(), await connect()];
  try {
    there.answer(name, () => ({ of: 'there' }));
    await there.flush();
    expect(await here.ask(name, {})).toEqual({ of: 'there' });
    const own = { of: 'here' };
    const end = here.near.answer(name, () => own);
    expect(await here.ask(name, {})).toBe(own);
    expect(await there.far.ask(name, {})).toEqual({ of: 'there' });
    end();
    expect(await here.ask(name, {})).toEqual({ of: 'there' });
  } finally {
    await Promise.all([here.close(), there.close()]);
  }
});
