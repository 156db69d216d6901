import { expect, test } from '@jest/globals';
import { UsageError } from '#faults';
import { describeConfig, loadConfig, makeLogger, VARIABLES, yamlKey } from './index.js';

const noFile = (path: string): string => {
  throw new Error(`ENOENT: no such file, open '${path}'`);
};
const withYaml = (yaml: string, env: Record<string, string> = {}) => loadConfig({ SODALITE_CONFIG: 'c.yaml', ...env }, () => yaml);
const complaint = (env: Record<string, string>, yaml?: string): Promise<string> =>
  (yaml === undefined ? loadConfig(env, noFile) : withYaml(yaml, env)).then(
    () => 'accepted',
    (error: unknown) => {
      expect(error).toBeInstanceOf(UsageError);
      return (error as Error).message;
    },
  );

test('every variable has a default', async () => {
  expect(await loadConfig({}, noFile)).toMatchObject({
    port: 8080,
    host: '127.0.0.1',
    data: './data',
    authority: 'sodalite.local',
    baseUrl: undefined,
    state: './var',
    natsUrl: undefined,
    catalog: 'directory',
    trustedProxies: [],
    collections: [],
    locators: [],
    stores: { http: [], s3: [] },
  });
});

test('environment wins over the file, the file over the default; an empty variable is unset', async () => {
  const yaml = 'port: 9000\nsodaliteData: /srv/fits\nsodaliteTrustedProxies: [10.0.0.0/8]\n';
  const config = await withYaml(yaml, { PORT: '7', HOST: '' });
  expect(config).toMatchObject({ port: 7, host: '127.0.0.1', data: '/srv/fits', trustedProxies: ['10.0.0.0/8'] });
  expect(config.origins).toMatchObject({ port: 'environment', data: 'file', host: 'default' });
  expect(describeConfig(config)).toContainEqual(expect.objectContaining({ variable: 'SODALITE_DATA', value: '/srv/fits', origin: 'file' }));
  expect(describeConfig(config)).toHaveLength(Object.keys(VARIABLES).length + 3);
});

test('a base URL loses its last slash and keeps its path', async () => {
  expect((await loadConfig({ SODALITE_BASE_URL: 'https://vo.example/sodalite/' }, noFile)).baseUrl).toBe('https://vo.example/sodalite');
});

test.each([
  ['PORT', '80x', "PORT must be a whole number from 0 to 65535, got '80x'"],
  ['PORT', '65536', 'PORT must be'],
  ['PORT', '-1', 'PORT must be'],
  ['SODALITE_AUTHORITY', 'a b', 'SODALITE_AUTHORITY must be an IVOA authority'],
  ['SODALITE_BASE_URL', 'ftp://x', 'SODALITE_BASE_URL must be an http or https URL'],
  ['SODALITE_BASE_URL', 'https://x/?a=1', 'SODALITE_BASE_URL must be'],
  ['HOST', 'a b', 'HOST must be a host name or address'],
  ['SODALITE_TRUSTED_PROXIES', '10.0.0.0/33', 'SODALITE_TRUSTED_PROXIES must be addresses'],
  ['SODALITE_TRUSTED_PROXIES', 'proxy', 'SODALITE_TRUSTED_PROXIES must be'],
  [
    'NATS_URL',
    'http://u:secret@x',
    "NATS_URL must be URLs such as nats://host:4222 or tls://user:password@host:4222, separated by commas, got 'http://…@x'",
  ],
  ['SODALITE_SERVICES', 'soda,So da', 'SODALITE_SERVICES must be names of services'],
  ['SODALITE_STOP_DELAY', '601', 'SODALITE_STOP_DELAY must be'],
  ['SODALITE_CATALOG', 'mysql://u:secret@x/y', "SODALITE_CATALOG must be 'directory', or postgres://"],
  ['SODALITE_CONFIG', 'no.yaml', "SODALITE_CONFIG must name a readable YAML file, got 'no.yaml'"],
])('%s=%s stops the start with a sentence', async (variable, value, sentence) => {
  expect(await complaint({ [variable]: value })).toContain(sentence);
});

test('several bad ones are all named', async () => {
  const message = await complaint({ PORT: 'x', SODALITE_AUTHORITY: '-3' }, 'sodaliteDta: y\ncollections: [{ calib_level: 9 }]');
  for (const name of ['PORT', 'SODALITE_AUTHORITY', "'sodaliteDta'", 'collections[0].calib_level']) expect(message).toContain(name);
});

test.each(['[1, 2]', 'just text', 'a: [', 'a: 1\na: 2'])('YAML that is no map: %s', async (yaml) => {
  expect(await complaint({}, yaml)).toContain('SODALITE_CONFIG');
});

test('collections', async () => {
  const yaml = `collections:
  - root: alma
    glob: '**/*.fits'
    obs_collection: ALMA
    calib_level: 2
    release_date: 2027-01-01
    rules:
      - { column: obs_id, path: '^alma/([^/]+)/' }
      - { column: target_name, keyword: [FIELD, OBJECT] }
`;
  expect((await withYaml(yaml)).collections).toEqual([
    {
      root: 'alma',
      glob: '**/*.fits',
      obs_collection: 'ALMA',
      calib_level: 2,
      release_date: '2027-01-01',
      rules: [
        { column: 'obs_id', path: '^alma/([^/]+)/' },
        { column: 'target_name', keyword: ['FIELD', 'OBJECT'] },
      ],
    },
  ]);
});

test.each([
  ['{ rules: [{ column: s_ra, keyword: RA }] }', 'must be one of obs_collection'],
  ['{ rules: [{ column: obs_id, path: "no capture" }] }', 'regular expression with a capture'],
  ['{ rules: [{ column: obs_id, path: "(" }] }', 'regular expression with a capture'],
  ['{ release_date: tomorrow }', 'ISO date'],
  ['{ data_rights: mine }', 'collections[0].data_rights'],
  ['{ colour: red }', 'collections[0]'],
  ['{ prefix: a/b }', 'collections[0].prefix'],
])('a bad collection %s', async (collection, sentence) => {
  expect(await complaint({}, `collections: [${collection}]`)).toContain(sentence);
});

test('YAML names', () => {
  expect(yamlKey('SODALITE_BASE_URL')).toBe('sodaliteBaseUrl');
  expect(yamlKey('PORT')).toBe('port');
});

test.each([
  ['postgres://u:secret@h/d', 'postgres://…@h/d'],
  ['postgres://u:se/cr@,et@h/d?schema=s', 'postgres://…@h/d?schema=s'],
  ['postgres://h/d?user=u&password=secret&sslmode=require', 'postgres://h/d?user=u&password=…&sslmode=require'],
])('the password of a database is not printed: %s', async (SODALITE_CATALOG, shown) => {
  const said = await loadConfig({ SODALITE_CATALOG }, noFile).then(
    (config) => describeConfig(config).find(({ variable }) => variable === 'SODALITE_CATALOG')?.value,
    (error: Error) => error.message,
  );
  expect(said).toContain(shown);
});

test('the logger writes JSON lines with the level as a word', () => {
  const lines: string[] = [];
  makeLogger({ destination: { write: (line: string) => void lines.push(line) } }).warn({ file: 'a.fits' }, 'skipped');
  expect(JSON.parse(lines[0])).toMatchObject({ level: 'warn', file: 'a.fits', msg: 'skipped' });
});

test('what does not go together is told', async () => {
  expect(await complaint({ NATS_URL: 'nats://a', SODALITE_NATS_CERT: 'c', SODALITE_NATS_CREDS: 'x', SODALITE_NATS_NKEY: 'y' })).toMatch(
    /^SODALITE_BASE_URL must be set where NATS_URL is: .*\nSODALITE_NATS_CREDS and .*\nSODALITE_NATS_CERT and SODALITE_NATS_KEY/,
  );
});

test('passwords are not shown', async () => {
  const NATS_URL = 'nats://u:secret@a:1,nats://u:secret@b';
  const config = await loadConfig({ NATS_URL, SODALITE_BASE_URL: 'https://x' }, noFile);
  expect(config.natsUrl).toBe(NATS_URL);
  expect(JSON.stringify(describeConfig(config))).not.toContain('secret');
  expect(describeConfig(config)).toContainEqual(expect.objectContaining({ variable: 'NATS_URL', value: 'nats://…@a:1,nats://…@b' }));
});

test('a variable that nobody reads is told of, with the nearest one that is read', async () => {
  const yaml = 'stores: { http: [{ host: x.org, headers: { A: { env: SODALITE_KEY }, B: { env: SODALITE_SECRET } } }] }';
  expect(await withYaml(yaml, { SODALITE_KEY: 'a', SODALITE_SECRET: 'b' })).toMatchObject({ warnings: [] });
  const { warnings } = await loadConfig({ SODALITE_KERNEL: 'gpu', SODALITE_DATA: 'd', SODALITE_SODA_SERVICE_HOST: 'x', SODALITE_SODA_PORT: 'tcp://x:1', OTHER: '1' }, noFile); // prettier-ignore
  expect(warnings).toEqual(['there is no variable SODALITE_KERNEL, and it changes nothing; the nearest is SODALITE_KERNELS']);
});
