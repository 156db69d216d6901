import { expect, test } from '@jest/globals';
import { describeConfig, loadConfig } from './index.js';

const YAML = `stores:
  http:
    - host: Archive.example.org
      headers: { Authorization: { env: ARCHIVE_TOKEN }, User-Agent: Sodalite }
    - { host: 'mirror.example.org:80', insecure: true, allowPrivate: true, connections: 8 }
  s3:
    - name: cubes
      endpoint: https://s3.example.org/
      region: eu-1
      buckets: [cubes, maps]
      forcePathStyle: true
      anonymous: true
    - name: mine
      buckets: [own.data]
      credentials: { accessKeyId: { env: KEY_ID }, secretAccessKey: { file: /run/secrets/key } }
    - { name: role, region: eu-west-1, buckets: [role-data], credentials: default }
`;
const ENV = { SODALITE_CONFIG: 'c.yaml', ARCHIVE_TOKEN: 'Bearer abc', KEY_ID: 'AKIA' };
const files: Record<string, string> = { 'c.yaml': YAML, '/run/secrets/key': 's3cret\n' };
const read = (path: string): string => files[path] ?? missing();
const missing = (): never => {
  throw new Error('ENOENT');
};
const complaint = (stores: string, env = {}): Promise<string> =>
  loadConfig({ SODALITE_CONFIG: 'c.yaml', ...env }, (path) => (path === 'c.yaml' ? `stores: ${stores}` : missing())).then(
    () => 'accepted',
    (error: unknown) => (error as Error).message,
  );

test('hosts and buckets, with the secrets that they name', async () => {
  const { stores } = await loadConfig(ENV, read);
  expect(stores.http).toMatchObject([
    {
      host: 'archive.example.org',
      insecure: false,
      allowPrivate: false,
      headers: { authorization: 'Bearer abc', 'user-agent': 'Sodalite' },
    },
    { host: 'mirror.example.org', insecure: true, allowPrivate: true, connections: 8, headers: {} },
  ]);
  expect(stores.s3).toMatchObject([
    {
      name: 'cubes',
      endpoint: 'https://s3.example.org',
      region: 'eu-1',
      buckets: ['cubes', 'maps'],
      forcePathStyle: true,
      credentials: 'anonymous',
    },
    { name: 'mine', region: 'us-east-1', forcePathStyle: false, credentials: { accessKeyId: 'AKIA', secretAccessKey: 's3cret' } },
    { name: 'role', credentials: 'default' },
  ]);
});

test('config check names the stores and no secret', async () => {
  const rows = describeConfig(await loadConfig(ENV, read));
  expect(rows.find(({ variable }) => variable === 'stores')).toMatchObject({
    origin: 'file',
    value:
      'https://archive.example.org, http(s)://mirror.example.org, s3 cubes (cubes maps at https://s3.example.org), s3 mine (own.data at AWS), s3 role (role-data at AWS)',
  });
  expect(JSON.stringify(rows)).not.toMatch(/abc|s3cret|AKIA/);
});

test.each([
  ['{ http: [{ host: "https://x.org" }] }', 'stores.http[0].host in SODALITE_CONFIG: must be a host name'],
  ['{ http: [{ host: "user@x.org" }] }', 'must be a host name'],
  ['{ http: [{ host: "x.org/path" }] }', 'must be a host name'],
  ['{ http: [{ host: "2130706433" }] }', 'must be a host name'],
  ['{ http: [{ host: "*.x.org" }] }', 'must be a host name'],
  ['{ http: [{ host: x.org }, { host: X.org }] }', "stores.http in SODALITE_CONFIG: must have 'x.org' only once"],
  ['{ http: [{ host: x.org, headers: { Range: "bytes=0-" } }] }', 'must not have headers that Sodalite sends itself'],
  [
    '{ http: [{ host: x.org, headers: { Authorization: { env: NOT_SET } } }] }',
    'the environment variable NOT_SET must hold one line of text',
  ],
  ['{ http: [{ host: x.org, headers: { Authorization: { file: /none } } }] }', "the file '/none' must hold one line of text"],
  ['{ http: [{ host: x.org, headers: { A: { env: LINES } } }] }', 'the environment variable LINES must hold one line of text'],
  ['{ http: [{ host: x.org, conections: 2 }] }', 'stores.http[0]'],
  ['{ http: [{ host: x.org, connections: 0 }] }', 'must be at least 1'],
  ['{ s3: [{ name: a, buckets: [abc] }] }', "must have either 'anonymous: true' or 'credentials'"],
  ['{ s3: [{ name: a, buckets: [abc], anonymous: true, credentials: default }] }', "must have either 'anonymous: true' or 'credentials'"],
  ['{ s3: [{ name: a, buckets: [], anonymous: true }] }', 'must name at least one bucket'],
  ['{ s3: [{ name: a, buckets: ["a/b"], anonymous: true }] }', 'must be the name of a bucket'],
  ['{ s3: [{ name: a, buckets: [abc], anonymous: true, endpoint: "http://x.org" }] }', 'must have an https endpoint'],
  ['{ s3: [{ name: a, buckets: [abc], anonymous: true, endpoint: "https://u:p@x.org" }] }', 'without path, query, user name and password'],
  ['{ s3: [{ name: a, buckets: [abc], credentials: { accessKeyId: PLAIN, secretAccessKey: TEXT } }] }', 'credentials'],
  ['{ ftp: [] }', 'stores'],
])('%s', async (stores, sentence) => {
  const message = await complaint(stores, { LINES: 'a\nb' });
  expect(message).toContain(sentence);
  expect(message).not.toMatch(/PLAIN|TEXT|u:p/);
});
