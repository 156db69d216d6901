import { afterAll, beforeAll } from '@jest/globals';
import { startNats, type NatsServers } from '../../../../test/support/nats-server.js';
import { describeBus } from '../../test/describe-bus.js';
import { NatsBus } from '../index.js';

let server: NatsServers;
beforeAll(async () => {
  server = await startNats();
});
afterAll(() => server.close());

const connect = () => NatsBus.connect({ servers: [server.url] });

describeBus('NATS, two processes', async () => ({ here: await connect(), there: await connect() }));

describeBus('NATS, one process that asks itself', async () => {
  const bus = await connect();
  return { here: bus, there: bus };
});
