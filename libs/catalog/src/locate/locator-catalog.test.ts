import { createServer, type Server } from 'node:http';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, utimesSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import S3rver from 's3rver';
import { DamagedError, TransientError } from '#faults';
import type { ByteSource } from '#fits';
import { locatorSchema } from '#ops';
import { SourceOpener, type SourceDescription, type Stores } from '#storage';
import { cubeFile, expansion, imageFile, put } from '../../test/made-files.js';
import type { Catalog, Dataset } from '../catalog.js';
import { LocatorCatalog, type LocatorCatalogOptions } from './locator-catalog.js';

let top: string;
let ends: (() => Promise<unknown>)[];
beforeEach(() => {
  top = realpathSync(mkdtempSync(join(tmpdir(), 'locate-')));
  ends = [];
});
afterEach(async () => {
  for (const end of ends.reverse()) await end();
  rmSync(top, { recursive: true });
});

const INDEXED = 'ivo://test.example/data?a.fits';
/** Knows one dataset. */
const inner = {
  resolve: async (id: string) => (id === INDEXED ? ({ id } as Dataset) : undefined),
  close: async () => {},
} as unknown as Catalog;

interface Asked {
  readonly opened: SourceDescription[];
}

function catalogOf(
  locators: object[],
  stores: Stores = { http: [], s3: [] },
  options: Partial<LocatorCatalogOptions> = {},
): LocatorCatalog & Asked {
  const opener = new SourceOpener(stores, { cacheBytes: 2 ** 20, freshMs: 0, attempts: ONCE });
  ends.push(() => opener.close());
  const opened: SourceDescription[] = [];
  const counting: LocatorCatalogOptions['opener'] = {
    version: (source, about) => opener.version(source, about),
    open: (source, about) => {
      opened.push(source);
      return opener.open(source, about);
    },
  };
  const parsed = locators.map((one) => locatorSchema.parse(one));
  return Object.assign(new LocatorCatalog(inner, parsed, { opener: counting, expanded: expansion, ...options }), { opened });
}
const ONCE = { attempts: 1, firstPauseMs: 0, longestPauseMs: 0, longestRetryAfterMs: 0 };

describe('local files', () => {
  const LOCAL = () => [{ match: 'ivo://org.gavo.dc/~?{path*}', source: { file: `${top}/data/{path}` }, facility: 'Calar Alto' }];
  const id = (path: string) => `ivo://org.gavo.dc/~?${path}`;

  test('a dataset as a scan would make it, under the ID as asked', async () => {
    const path = put(top, 'data/lens/c 1.fits', cubeFile());
    const catalog = catalogOf(LOCAL());
    const dataset = await catalog.resolve(id('lens%2Fc%201.fits'));
    expect(dataset).toMatchObject({
      id: id('lens%2Fc%201.fits'),
      file: { source: { kind: 'file', path }, name: 'c 1.fits', contentType: 'application/fits' },
      row: { dataproduct_type: 'cube', obs_collection: 'lens', facility_name: 'Calar Alto', obs_publisher_did: id('lens%2Fc%201.fits') },
      domain: { polStates: ['I', 'V'], channels: 5 },
      refusal: undefined,
    });
    expect(await catalog.resolve(id('lens%2Fc%201.fits'))).toBe(dataset);
    expect(catalog.opened).toHaveLength(1);
  });

  test('what the index knows is not looked for', async () => {
    const catalog = catalogOf([{ match: 'ivo://test.example/data?{a}', source: { file: `${top}/{a}` } }]);
    expect(await catalog.resolve(INDEXED)).toEqual({ id: INDEXED });
    expect(catalog.opened).toEqual([]);
  });

  test('a link that leads out of the directory leads nowhere; one within it is followed', async () => {
    const inside = put(top, 'data/real/a.fits', imageFile());
    put(top, 'secret.fits', imageFile());
    symlinkSync(join(top, 'secret.fits'), join(top, 'data/out.fits'));
    symlinkSync(inside, join(top, 'data/in.fits'));
    symlinkSync(top, join(top, 'data/up'));
    mkdirSync(join(top, 'data/folder.fits'));
    const catalog = catalogOf(LOCAL());
    for (const path of ['out.fits', 'up/secret.fits', 'missing.fits', 'folder.fits', 'real', `${'x/'.repeat(3000)}x`])
      expect(await catalog.resolve(id(path))).toBeUndefined();
    expect((await catalog.resolve(id('in.fits')))?.file.source).toEqual({ kind: 'file', path: inside });
  });

  test('a file that changes is looked at anew, a damaged one is told of, and many who ask at once are answered by one look', async () => {
    const path = put(top, 'data/a.fits', imageFile());
    const catalog = catalogOf(LOCAL());
    const several = await Promise.all([1, 2, 3].map(() => catalog.resolve(id('a.fits'))));
    expect(new Set(several).size).toBe(1);
    expect(catalog.opened).toHaveLength(1);
    put(top, 'data/a.fits', cubeFile());
    utimesSync(path, 1, 1);
    expect((await catalog.resolve(id('a.fits')))?.row.dataproduct_type).toBe('cube');
    put(top, 'data/a.fits', cubeFile().subarray(0, 5760));
    utimesSync(path, 2, 2);
    await expect(catalog.resolve(id('a.fits'))).rejects.toThrow(DamagedError);
    await expect(catalog.resolve(id('a.fits'))).rejects.toThrow(/^a\.fits \(HDU 0/);
    rmSync(path);
    expect(await catalog.resolve(id('a.fits'))).toBeUndefined();
  });

  test('compressed files', async () => {
    put(top, 'data/a.fits.gz', gzipSync(cubeFile()));
    expect(await catalogOf(LOCAL()).resolve(id('a.fits.gz'))).toMatchObject({
      file: { compression: 'gzip', contentType: 'application/gzip' },
      row: { dataproduct_type: 'cube', obs_id: 'a' },
      refusal: undefined,
    });
  });

  test('when all who asked have gone, the look is ended', async () => {
    put(top, 'data/a.fits', imageFile());
    const closed = Promise.withResolvers<void>();
    const reading = Promise.withResolvers<void>();
    const read: ByteSource['read'] = (_, { signal } = {}) => {
      reading.resolve();
      return new Promise((__, reject) => signal?.addEventListener('abort', () => reject(signal.reason)));
    };
    const source = { name: 'a.fits', size: 2880, etag: 'x', lastModified: new Date(0), read, close: async () => closed.resolve() };
    const catalog = catalogOf(LOCAL(), undefined, { opener: { version: async () => 'v', open: async () => source } });
    const gone = new AbortController();
    const asked = catalog.resolve(id('a.fits'), gone.signal);
    await reading.promise;
    gone.abort(new Error('gone'));
    await expect(asked).rejects.toThrow('gone');
    await closed.promise;
  });

  test('after a while it is looked at anyway; what is missing is soon looked for again', async () => {
    const catalog = catalogOf(LOCAL(), undefined, { keepMs: 0, keepMissingMs: 0 });
    expect(await catalog.resolve(id('a.fits'))).toBeUndefined();
    put(top, 'data/a.fits', imageFile());
    expect(await catalog.resolve(id('a.fits'))).toBeDefined();
    await catalog.resolve(id('a.fits'));
    expect(catalog.opened).toHaveLength(2);
  });
});

describe('https', () => {
  /** What the server has, and what was asked of it. */
  const has = new Map<string, Uint8Array | number>();
  let asked: string[];
  let host: string;
  beforeEach(async () => {
    has.clear();
    asked = [];
    const server: Server = createServer((request, response) => {
      asked.push(request.url!);
      const found = has.get(request.url!) ?? 404;
      if (typeof found === 'number') return void response.writeHead(found).end();
      const [, from, to] = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? '') ?? [];
      const about = { etag: `"${found.length}"`, 'last-modified': new Date(0).toUTCString(), 'accept-ranges': 'bytes' };
      if (from === undefined) return void response.writeHead(200, { ...about, 'content-length': found.length }).end(found);
      const part = found.subarray(Number(from), to ? Number(to) + 1 : undefined);
      const range = `bytes ${from}-${Number(from) + part.length - 1}/${found.length}`;
      response.writeHead(206, { ...about, 'content-range': range, 'content-length': part.length }).end(part);
    });
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
    ends.push(() => new Promise((closed) => server.close(closed)));
  });
  const catalog = () =>
    catalogOf([{ match: 'cadc:{collection}/{name}', source: { https: `http://${host}/pub/{collection}/{name}?token=s3cret` } }], {
      http: [{ host, insecure: true, allowPrivate: true }],
      s3: [],
    });

  test('an ID of an archive in the network', async () => {
    has.set('/pub/CFHT/a%20b.fits?token=s3cret', cubeFile());
    const dataset = await catalog().resolve('cadc:CFHT/a%20b.fits');
    expect(dataset).toMatchObject({
      id: 'cadc:CFHT/a%20b.fits',
      row: { dataproduct_type: 'cube', obs_collection: 'CFHT', obs_publisher_did: 'cadc:CFHT/a%20b.fits', obs_id: 'CFHT/a b' },
      file: { source: { kind: 'http' }, name: 'a b.fits', bytes: cubeFile().length },
    });
  });

  test('an ETag that changes makes it new; one that stands does not', async () => {
    const url = '/pub/CFHT/a.fits?token=s3cret';
    has.set(url, imageFile());
    const located = catalog();
    await located.resolve('cadc:CFHT/a.fits');
    await located.resolve('cadc:CFHT/a.fits');
    expect(located.opened).toHaveLength(1);
    has.set(url, cubeFile());
    expect((await located.resolve('cadc:CFHT/a.fits'))?.row.dataproduct_type).toBe('cube');
  });

  test('nothing there, a server in trouble, damage: never with the URL', async () => {
    const located = catalog();
    expect(await located.resolve('cadc:CFHT/none.fits')).toBeUndefined();
    has.set('/pub/CFHT/busy.fits?token=s3cret', 503);
    has.set('/pub/CFHT/bad.fits?token=s3cret', cubeFile().subarray(0, 5000));
    const told = await Promise.all(
      ['busy', 'bad'].map((name) => located.resolve(`cadc:CFHT/${name}.fits`).catch((error: unknown) => error as Error)),
    );
    expect(told).toEqual([expect.any(TransientError), expect.any(DamagedError)]);
    for (const error of told) expect(String(error)).not.toMatch(/s3cret|http|127/);
  });

  test('IDs that try paths ask nothing of the server', async () => {
    const located = catalog();
    for (const name of ['..', '%2e%2e', 'x/../../y', '']) expect(await located.resolve(`cadc:CFHT/${name}`)).toBeUndefined();
    expect(asked).toEqual([]);
  });
});

test('an object of a bucket', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'locate-s3-'));
  const server = new S3rver({ port: 0, address: '127.0.0.1', silent: true, directory, configureBuckets: [{ name: 'cubes' }] });
  const endpoint = `http://127.0.0.1:${(await server.run()).port}`;
  ends.push(async () => rmSync(directory, { recursive: true }));
  ends.push(() => server.close());
  const credentials = { accessKeyId: 'S3RVER', secretAccessKey: 'S3RVER' };
  const writer = new S3Client({ endpoint, region: 'us-east-1', forcePathStyle: true, credentials });
  await writer.send(new PutObjectCommand({ Bucket: 'cubes', Key: 'v1/hi/a b.fits', Body: cubeFile() }));
  writer.destroy();
  const catalog = catalogOf(
    [{ match: 'ivo://obs.example/hi?{name*}', source: { s3: { store: 'local', bucket: 'cubes', key: 'v1/hi/{name}' } } }],
    {
      http: [],
      s3: [{ name: 'local', endpoint, region: 'us-east-1', forcePathStyle: true, allowPrivate: true, buckets: ['cubes'], credentials }],
    },
  );
  expect(await catalog.resolve('ivo://obs.example/hi?a%20b.fits')).toMatchObject({
    row: { dataproduct_type: 'cube', obs_collection: 'obs.example' },
    file: { source: { kind: 's3', store: 'local', bucket: 'cubes', key: 'v1/hi/a b.fits' }, name: 'a b.fits' },
  });
  expect(await catalog.resolve('ivo://obs.example/hi?none.fits')).toBeUndefined();
});
