import { createHash, createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { expect, test } from '@jest/globals';
import { FatalError, ForbiddenError, NotFoundError, TransientError } from '#faults';
import { describeByteSource } from '../../test/describe-byte-source.js';
import { describeRemote } from '../../test/describe-remote.js';
import { pattern, QUICK, S3_KEY, servedByS3 } from '../../test/served.js';
import { BlockCache } from '../remote/block-cache.js';
import { probe } from '../remote/probe.js';
import { RemoteSource } from '../remote/remote-source.js';
import type { SourceOpener } from '../source-opener.js';
import { S3Stores } from './s3-stores.js';

const server = servedByS3();
const open = (key: string, store = {}) => server.opener(server.url, {}, store).open(server.at(server.url, key), { name: 'a.fits' });

describeRemote('S3', server);

describeByteSource('S3', async (bytes, name) => {
  const common = { name: 'local', endpoint: server.url, region: 'us-east-1', forcePathStyle: true, allowPrivate: true };
  const stores = new S3Stores([{ ...common, buckets: ['cubes'], credentials: 'anonymous' }], {});
  const transport = stores.file({ store: 'local', bucket: 'cubes', key: await server.put(bytes) }, name);
  const found = await probe(transport, name, QUICK);
  const nothingYet = { ...found, head: new Uint8Array(0) };
  const cache = new BlockCache(1024 * 1024);
  const source = new RemoteSource({ name, transport, probe: nothingYet, cache, attempts: QUICK, onFailure: () => undefined });
  const close = source.close.bind(source);
  return Object.assign(source, { close: () => close().then(() => stores.close()) });
});

test.each(['a b.fits', 'ü/(1)+2&3=4.fits', "it's*!.fits", 'deep/er/100%.fits'])('the key %s, signed and not', async (key) => {
  await server.put(pattern(200_000), key);
  for (const store of [{}, { credentials: 'anonymous' as const }]) {
    const source = await open(key, store);
    expect(source.size).toBe(200_000);
    expect(await source.read({ offset: 150_000, length: 10_000 })).toHaveLength(10_000);
  }
});

/** Signature version 4 of a request as it arrived, computed from the specification; s3rver itself does not look at these. */
function signatureOf(path: string, headers: Record<string, unknown>): string {
  const authorization = String(headers.authorization);
  const [, date, region, signed] = /Credential=[^/]+\/(\d+)\/([\w-]+)\/s3\/aws4_request, ?SignedHeaders=([^,]+),/.exec(authorization) ?? [];
  const [resource, query = ''] = path.split('?');
  const canonical = [
    'GET',
    resource,
    query.split('&').sort().join('&'),
    ...signed.split(';').map((name) => `${name}:${String(headers[name]).trim()}`),
    '',
    signed,
    headers['x-amz-content-sha256'],
  ].join('\n');
  const scope = `${date}/${region}/s3/aws4_request`;
  const text = ['AWS4-HMAC-SHA256', headers['x-amz-date'], scope, createHash('sha256').update(canonical).digest('hex')].join('\n');
  const hmac = (key: string | Buffer, data: string): Buffer => createHmac('sha256', key).update(data).digest();
  const key = hmac(hmac(hmac(hmac(`AWS4${S3_KEY.secretAccessKey}`, date), region), 's3'), 'aws4_request');
  return hmac(key, text).toString('hex');
}

test('what is sent is what was signed', async () => {
  const key = "deep/er/ü (1)+2&3=4's*!~.fits";
  await server.put(pattern(200_000), key);
  const seen: { path: string; headers: Record<string, unknown> }[] = [];
  const proxy = await server.proxy({ mischief: ({ path, headers }) => void seen.push({ path, headers }) });
  const opener = server.opener(proxy.url, { freshMs: 0 });
  const source = await opener.open(server.at(proxy.url, key), { name: 'a.fits' });
  await source.read({ offset: 150_000, length: 10_000 });
  await opener.version(server.at(proxy.url, key), { name: 'a.fits' });
  expect(seen).toHaveLength(3);
  for (const { path, headers } of seen) expect(headers.authorization).toMatch(new RegExp(`Signature=${signatureOf(path, headers)}$`));
  expect(seen.map(({ headers }) => [headers.range, headers['if-match'], headers['if-none-match']])).toEqual([
    ['bytes=0-65535', undefined, undefined],
    ['bytes=147456-163839', expect.stringMatching(/^"/), undefined],
    ['bytes=0-65535', undefined, expect.stringMatching(/^"/)],
  ]);
});

test('without a signature when anonymous', async () => {
  const seen: Record<string, unknown>[] = [];
  const proxy = await server.proxy({ mischief: ({ headers }) => void seen.push(headers) });
  const opener = server.opener(proxy.url, {}, { credentials: 'anonymous' });
  await opener.open(server.at(proxy.url, await server.put(pattern(10))), { name: 'a.fits' });
  expect(seen.map(({ authorization }) => authorization)).toEqual([undefined]);
});

test('a stranger is refused by the store', async () => {
  const key = await server.put(pattern(10));
  const store = { credentials: { accessKeyId: 'STRANGER', secretAccessKey: 'S3RVER' } };
  await expect(open(key, store)).rejects.toBeInstanceOf(ForbiddenError);
});

test('what is not there', async () => {
  await expect(open('none.fits')).rejects.toBeInstanceOf(NotFoundError);
  for (const key of ['', '../other/a.fits', 'a/../../b', './a']) await expect(open(key)).rejects.toBeInstanceOf(NotFoundError);
});

async function listed(opener: SourceOpener, part: object = {}): Promise<unknown[]> {
  const found = [];
  for await (const one of opener.list({ store: 'local', bucket: 'cubes', prefix: 'many/', ...part })) found.push(one);
  return found;
}

test('the list of a bucket', async () => {
  const names = ['many/1 &+.fits', 'many/2/ü.fits', 'many/3.fits'];
  for (const name of names) await server.put(pattern(3), name);
  const opener = server.opener(server.url);
  const etag = expect.stringMatching(/^"\w+"$/);
  expect(await listed(opener)).toEqual(names.map((key) => ({ key, bytes: 3, etag })));
  expect(await listed(opener, { prefix: 'many/2' })).toHaveLength(1);
  expect(await listed(opener, { prefix: 'nowhere/' })).toEqual([]);
  await expect(listed(opener, { bucket: 'other' })).rejects.toThrow("'stores' in the configuration does not name");
});

test('a list of several pages', async () => {
  // s3rver makes the tokens of further pages by a cipher that OpenSSL no longer has.
  const asked: string[] = [];
  const store = createServer(({ url = '' }, reply) => {
    asked.push(url);
    const page = asked.length;
    const next = page < 3 ? `<NextContinuationToken>a+${page}/=</NextContinuationToken>` : '';
    const object = `<Contents><Key>many/${page}.fits</Key><Size>${page}</Size><ETag>"e"</ETag></Contents>`;
    reply.end(`<ListBucketResult><IsTruncated>${page < 3}</IsTruncated>${next}${object}</ListBucketResult>`);
  }).listen(0, '127.0.0.1');
  await once(store, 'listening');
  const found = await listed(server.opener(`http://127.0.0.1:${(store.address() as { port: number }).port}`));
  store.close();
  expect(found).toEqual([1, 2, 3].map((n) => ({ key: `many/${n}.fits`, bytes: n, etag: '"e"' })));
  const tokens = asked.map((url) => new URL(url, 'http://x').searchParams.get('continuation-token'));
  expect(tokens).toEqual([null, 'a+1/=', 'a+2/=']);
});

test('a store in trouble is asked for its list again, and what it then says is told', async () => {
  let refusals = 1;
  const proxy = await server.proxy({ mischief: () => (refusals-- > 0 ? { answer: { status: 503 } } : undefined) });
  const list = () => listed(server.opener(proxy.url), { prefix: 'none/' });
  await list();
  expect(refusals).toBe(-1);
  refusals = 100;
  await expect(list()).rejects.toBeInstanceOf(TransientError);
});

test('only buckets and stores of the configuration', async () => {
  const opener = server.opener(server.url);
  const file = { kind: 's3', store: 'local', bucket: 'cubes', key: 'a' } as const;
  const opening = (changed: object) => opener.open({ ...file, ...changed }, { name: 'a.fits' });
  for (const changed of [{ bucket: 'other' }, { store: 'aws' }]) {
    await expect(opening(changed)).rejects.toBeInstanceOf(FatalError);
    await expect(opening(changed)).rejects.toThrow("'stores' in the configuration does not name");
  }
});

test('an endpoint with a private address is refused unless allowed', async () => {
  const proxy = await server.proxy();
  const opener = server.opener(proxy.url, {}, { allowPrivate: false });
  await expect(opener.open(server.at(proxy.url, 'a'), { name: 'a.fits' })).rejects.toThrow('private network');
  expect(proxy.requests).toBe(0);
});
