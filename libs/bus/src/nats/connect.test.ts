import { afterEach, expect, test } from '@jest/globals';
import { nkeys } from '@nats-io/transport-node';
import { freePort } from '../../../../test/support/free-port.js';
import { startNats, type NatsServers, type NatsServersOptions } from '../../../../test/support/nats-server.js';
import { makeCertificates, pem } from '../../test/certificates.js';
import { madeOperator } from '../../test/operator.js';
import { plain } from '../../test/plain.js';
import { NatsBus, parseNatsUrl, question, type NatsConfig } from '../index.js';

const double = question('test.v1.double', plain<number>(), plain<number>());

const ends: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

async function server(options?: NatsServersOptions): Promise<NatsServers> {
  const servers = await startNats(options);
  ends.push(() => servers.close());
  return servers;
}

async function works(config: NatsConfig): Promise<void> {
  const bus = await NatsBus.connect(config);
  ends.push(() => bus.close());
  bus.answer(double, (n) => 2 * n);
  await expect(bus.ask(double, 21)).resolves.toBe(42);
}

const refused = (config: NatsConfig) => expect(NatsBus.connect(config)).rejects.toMatchObject({ fault: 'fatal' });

test('a user with a password', async () => {
  const { url } = await server({ config: () => 'authorization { user: soda, password: "s:ecret@" }' });
  await works({ servers: [url], auth: { kind: 'user', user: 'soda', password: () => 's:ecret@' } });
  await works(parseNatsUrl(url.replace('//', `//soda:${encodeURIComponent('s:ecret@')}@`)));
  await refused({ servers: [url], auth: { kind: 'user', user: 'soda', password: 'other' } });
  await refused({ servers: [url] });
});

test('a token', async () => {
  const { url } = await server({ config: () => 'authorization { token: "t0ken" }' });
  await works({ servers: [url], auth: { kind: 'token', token: 't0ken' } });
  await works(parseNatsUrl(url.replace('//', '//t0ken@')));
  await refused({ servers: [url], auth: { kind: 'token', token: 'other' } });
});

test('an nkey', async () => {
  const user = nkeys.createUser();
  const { url } = await server({ config: () => `authorization { users: [ { nkey: ${user.getPublicKey()} } ] }` });
  const seed = new TextDecoder().decode(user.getSeed());
  await works({ servers: [url], auth: { kind: 'nkey', seed: `${seed}\n` } });
  await refused({ servers: [url], auth: { kind: 'nkey', seed: new TextDecoder().decode(nkeys.createUser().getSeed()) } });
});

test('a creds file', async () => {
  const { config, creds } = madeOperator();
  const { url } = await server({ config: () => config });
  await works({ servers: [url], auth: { kind: 'creds', creds } });
  await refused({ servers: [url], auth: { kind: 'creds', creds: madeOperator().creds } });
});

test('TLS, with an authority of its own and a certificate of the client', async () => {
  const made: string[] = [];
  const { nodes, directory } = await server({
    config: (at) => {
      makeCertificates(at);
      made.push(at);
      return `tls { cert_file: "${at}/server.pem", key_file: "${at}/server-key.pem", ca_file: "${at}/ca.pem", verify: true }`;
    },
  });
  expect(made).toEqual([directory]);
  const servers = [`tls://localhost:${nodes[0].port}`];
  const ca = pem(directory, 'ca');
  await works({ servers, tls: { ca, cert: pem(directory, 'client'), key: pem(directory, 'client-key') } });
  await refused({ servers, tls: { cert: pem(directory, 'client'), key: pem(directory, 'client-key') } });
});

test('a broker that is not there yet is waited for, until the signal says otherwise', async () => {
  const servers = [`nats://127.0.0.1:${await freePort()}`];
  const signal = new AbortController();
  const connecting = NatsBus.connect({ servers }, { signal: signal.signal });
  signal.abort();
  await expect(connecting).rejects.toMatchObject({ fault: 'cancelled' });
});

test.each([
  ['nats://a:4222', { servers: ['nats://a:4222'] }],
  ['tls://a, nats://b:1', { servers: ['tls://a', 'nats://b:1'] }],
  ['nats://u:p%40@a,nats://b', { servers: ['nats://a', 'nats://b'], auth: { kind: 'user', user: 'u', password: 'p@' } }],
])('NATS_URL %s', (text, parsed) => expect(parseNatsUrl(text)).toEqual(parsed));

test.each(['', 'a:4222', 'http://a', 'nats://a,', 'nats://user:secret@a/x'])('NATS_URL %j is none', (text) => {
  expect(() => parseNatsUrl(text)).toThrow(/^NATS_URL must be URLs such as nats:\/\/host:4222, separated by commas; number [12] is none$/);
});
