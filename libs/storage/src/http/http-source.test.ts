import { expect, test } from '@jest/globals';
import { describeByteSource } from '../../test/describe-byte-source.js';
import { describeRemote } from '../../test/describe-remote.js';
import { pattern, QUICK, servedByNginx } from '../../test/served.js';
import { BlockCache } from '../remote/block-cache.js';
import { probe } from '../remote/probe.js';
import { RemoteSource } from '../remote/remote-source.js';
import { HttpStores } from './http-stores.js';

const server = servedByNginx();

describeRemote('http', server);

describeByteSource('http, a file that came with the first request', async (bytes, name) =>
  server.opener(server.url).open(server.at(server.url, await server.put(bytes)), { name }),
);

for (const [kind, cacheBytes] of Object.entries({
  'through the cache': 1024 * 1024,
  'without a cache': 0,
  'a cache of one block': 16 * 1024,
})) {
  describeByteSource(`http, ${kind}`, async (bytes, name) => {
    const stores = new HttpStores([{ host: new URL(server.url).host, insecure: true, allowPrivate: true }], {});
    const transport = stores.file({ url: `${server.url}/${await server.put(bytes)}` }, name);
    const found = await probe(transport, name, QUICK);
    const nothingYet = { ...found, head: new Uint8Array(0) };
    const cache = new BlockCache(cacheBytes);
    const source = new RemoteSource({ name, transport, probe: nothingYet, cache, attempts: QUICK, onFailure: () => undefined });
    const close = source.close.bind(source);
    return Object.assign(source, { close: () => close().then(() => stores.close()) });
  });
}

const DATA = pattern(3_000_001);
const same = (got: Uint8Array, offset: number): boolean => Buffer.compare(got, DATA.subarray(offset, offset + got.length)) === 0;

test('any range of a larger file, small and large, in any order and at once', async () => {
  const opener = server.opener(server.url, { cacheBytes: 1024 * 1024 });
  const source = await opener.open(server.at(server.url, await server.put(DATA)), { name: 'a.fits' });
  expect(source.size).toBe(DATA.length);
  let seed = 1;
  const random = (below: number): number => (seed = (seed * 48271) % 2147483647) % below;
  for (let round = 0; round < 20; round++) {
    const ranges = Array.from({ length: 40 }, () => {
      const length = random(random(8) === 0 ? 1_000_000 : 40_000);
      return { offset: random(DATA.length - length), length };
    });
    const got = await Promise.all(ranges.map((range) => source.read(range)));
    expect(got.map((bytes, i) => bytes.length === ranges[i].length && same(bytes, ranges[i].offset))).not.toContain(false);
  }
  await source.close();
});
