import { expect, test } from '@jest/globals';
import { describeConfig, loadConfig } from './index.js';

const STORES = `stores:
  http: [{ host: archive.example.org }, { host: 'plain.example.org:8080', insecure: true }]
  s3: [{ name: cubes, buckets: [hi-data, co-data], anonymous: true }]
`;
const load = (locators: string) => loadConfig({ SODALITE_CONFIG: 'c.yaml' }, () => `${STORES}locators:\n${locators}`);
const complaint = (locator: string): Promise<string> =>
  load(`  - ${locator}`).then(
    () => 'accepted',
    (error: unknown) => (error as Error).message,
  );

test('each kind of source', async () => {
  const config = await load(`
  - match: 'ivo://org.example/~?{path*}'
    source: { file: '/data/dachs/{path}' }
    obs_collection: DaCHS
    rules: [{ column: target_name, keyword: FIELD }]
  - match: 'cadc:{collection}/{name}'
    source: { https: 'https://archive.example.org/data/pub/{collection}/{name}' }
  - match: 'ivo://org.example/cubes?{name}'
    source: { s3: { store: cubes, bucket: hi-data, key: 'v1/{name}.fits' } }
`);
  expect(config.locators).toMatchObject([
    {
      match: { parts: ['ivo://org.example/~?', { name: 'path', isPath: true }, ''], literalLength: 20 },
      source: { file: { parts: ['/data/dachs/', { name: 'path', isPath: false }, ''] } },
      obs_collection: 'DaCHS',
      rules: [{ column: 'target_name', keyword: 'FIELD' }],
    },
    { match: { names: ['collection', 'name'] }, source: { https: { names: ['collection', 'name'] } } },
    { source: { s3: { store: 'cubes', bucket: 'hi-data', key: { parts: ['v1/', { name: 'name', isPath: false }, '.fits'] } } } },
  ]);
  expect(describeConfig(config).find(({ variable }) => variable === 'locators')).toMatchObject({
    value: 'ivo://org.example/~?{path*} (file), cadc:{collection}/{name} (https), ivo://org.example/cubes?{name} (s3)',
    origin: 'file',
  });
});

test.each([
  ["{ match: 'x:{a}', source: { https: 'http://plain.example.org:8080/{a}' } }", /^accepted$/],
  ["{ match: 'x:{a}', source: { https: 'https://archive.example.org/get?file={a}' } }", /^accepted$/],
  ["{ match: '{a}', source: { file: '/d/{a}' } }", /locators\[0\]\.match .*must begin with a scheme/],
  ["{ match: 'x:{a}{b}', source: { file: '/d/{a}' } }", /locators\[0\]\.match .*text between any two, got "x:\{a\}\{b\}"/],
  ["{ match: 'x:{a', source: { file: '/d/' } }", /locators\[0\]\.match/],
  ["{ match: 'x:{a}/{a}', source: { file: '/d/{a}' } }", /each capture only once/],
  ["{ match: 3, source: { file: '/d/{a}' } }", /must be a pattern of IDs, got 3/],
  ["{ match: 'x:{a}', source: { file: '/d/{b}' } }", /captures of 'match' only, got \{b\}/],
  ["{ match: 'x:{a}', source: { file: 'd/{a}' } }", /absolute path/],
  ["{ match: 'x:{a}', source: { file: '/d/../{a}' } }", /absolute path without/],
  ["{ match: 'x:{a}', source: { https: 'https://{a}/x' } }", /host is written out/],
  ["{ match: 'x:{a}', source: { https: 'https://me:pass@archive.example.org/{a}' } }", /without user name and password/],
  ["{ match: 'x:{a}', source: { https: 'https://other.example.org/{a}' } }", /host other\.example\.org must be one of 'stores'/],
  ["{ match: 'x:{a}', source: { https: 'http://archive.example.org/{a}' } }", /must be an https URL/],
  ["{ match: 'x:{a}', source: { https: 'ftp://archive.example.org/{a}' } }", /must be an https URL/],
  ["{ match: 'x:{a}', source: { s3: { store: cubes, bucket: dust, key: '{a}' } } }", /bucket "dust" must be one of store "cubes"/],
  ["{ match: 'x:{a}', source: { s3: { store: own, bucket: hi-data, key: '{a}' } } }", /store "own" must be one of 'stores'/],
  ["{ match: 'x:{a}', source: { http: 'http://plain.example.org:8080/{a}' } }", /source .*must have the key 'https' instead of 'http'/],
  ["{ match: 'x:{a}', source: { nfs: '/d/{a}' } }", /locators\[0\]\.source/],
  ["{ match: 'x:{a}', source: { file: '/d/{a}' }, colour: red }", /locators\[0\]/],
])('%s', async (locator, message) => {
  const given = await complaint(locator);
  expect(given).toMatch(message);
  expect(given).not.toContain('me:pass');
});
