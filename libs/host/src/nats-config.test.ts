import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { natsConfigOf } from './nats-config.js';

const folder = mkdtempSync(join(tmpdir(), 'sodalite-secrets-'));
afterAll(() => rmSync(folder, { recursive: true }));
const file = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};
const none = {
  natsCreds: undefined,
  natsNkey: undefined,
  natsCa: undefined,
  natsCert: undefined,
  natsKey: undefined,
  natsInbox: undefined,
};

test('servers and a user of the URL', () => {
  expect(natsConfigOf('nats://u:p@a:1,nats://b:2', none, 'soda')).toEqual({
    servers: ['nats://a:1', 'nats://b:2'],
    name: 'soda',
    auth: { kind: 'user', user: 'u', password: 'p' },
  });
});

test('a secret in a file goes before that, and is read anew each time', () => {
  const natsCreds = file('creds', 'first');
  const { auth } = natsConfigOf('nats://u:p@a', { ...none, natsCreds }, 'soda');
  if (auth?.kind !== 'creds' || typeof auth.creds !== 'function') throw new Error('no creds');
  expect(auth.creds()).toBe('first');
  file('creds', 'second');
  expect(auth.creds()).toBe('second');
  expect(natsConfigOf('nats://a', { ...none, natsNkey: file('seed', 'SU') }, 'soda').auth?.kind).toBe('nkey');
});

test('TLS with the authority, and with a certificate of ours', () => {
  const [natsCa, natsCert, natsKey] = ['ca', 'cert', 'key'].map((name) => file(name, name));
  expect(natsConfigOf('tls://a', { ...none, natsCa }, 'soda').tls).toEqual({ ca: 'ca' });
  expect(natsConfigOf('tls://a', { ...none, natsCa, natsCert, natsKey }, 'soda').tls).toEqual({ ca: 'ca', cert: 'cert', key: 'key' });
});

test.each(['natsCreds', 'natsNkey', 'natsCa'] as const)('%s that cannot be read stops the start', (property) => {
  expect(() => natsConfigOf('nats://a', { ...none, [property]: '/no/such' }, 'soda')).toThrow(
    /^SODALITE_NATS_\w+ must be the name of a file that can be read, got '\/no\/such'$/,
  );
});
