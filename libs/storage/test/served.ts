import { afterAll, beforeAll } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import S3rver from 's3rver';
import { type DelayProxy, type ProxyOptions, startDelayProxy } from '../../../test/support/delay-proxy.js';
import { startStaticNginx } from '../../../test/support/static-nginx.js';
import type { SourceDescription } from '../src/source-description.js';
import { SourceOpener, type SourceOpenerOptions } from '../src/source-opener.js';
import type { HttpStore, S3Store, Stores } from '../src/stores.js';

/** A server with files for the tests of one file, and what those tests put before it; all is ended after them. */
export interface Served {
  readonly url: string;
  put(bytes: Uint8Array, name?: string): Promise<string>;
  /** The file `name` as seen through a server at `url`. */
  at(url: string, name: string): SourceDescription;
  proxy(options?: ProxyOptions): Promise<DelayProxy>;
  /** An opener for one server of this machine. */
  opener(url: string, options?: Partial<SourceOpenerOptions>, store?: Partial<HttpStore & S3Store>): SourceOpener;
}

/** Four attempts as in earnest, with hardly a pause. */
export const QUICK = { attempts: 4, firstPauseMs: 1, longestPauseMs: 4, longestRetryAfterMs: 2000 };

/** nginx. */
export function servedByNginx(): Served {
  return served(async (folder) => {
    const nginx = await startStaticNginx(folder);
    return {
      ...nginx,
      put: async (bytes, name) => writeFileSync(join(folder, name), bytes),
      at: (url, name) => ({ kind: 'http', url: `${url}/${name}` }),
      stores: (url, store) => ({ http: [{ host: new URL(url).host, insecure: true, allowPrivate: true, ...store }], s3: [] }),
    };
  });
}

export const S3_KEY = { accessKeyId: 'S3RVER', secretAccessKey: 'S3RVER' };

/** s3rver, which checks signatures where there are any; it does not know If-Match. */
export function servedByS3(): Served {
  return served(async (directory) => {
    const server = new S3rver({ port: 0, address: '127.0.0.1', silent: true, directory, configureBuckets: [{ name: 'cubes' }] });
    const url = `http://127.0.0.1:${(await server.run()).port}`;
    const writer = new S3Client({ endpoint: url, region: 'us-east-1', forcePathStyle: true, credentials: S3_KEY });
    return {
      url,
      close: () => server.close(),
      put: async (bytes, name) => void (await writer.send(new PutObjectCommand({ Bucket: 'cubes', Key: name, Body: bytes }))),
      at: (_, key) => ({ kind: 's3', store: 'local', bucket: 'cubes', key }),
      stores: (endpoint, store) => {
        const common = { name: 'local', endpoint, region: 'us-east-1', forcePathStyle: true, allowPrivate: true };
        return { http: [], s3: [{ ...common, buckets: ['cubes'], credentials: S3_KEY, ...store }] };
      },
    };
  });
}

interface Server {
  readonly url: string;
  close(): Promise<void>;
  put(bytes: Uint8Array, name: string): Promise<void>;
  at(url: string, name: string): SourceDescription;
  stores(url: string, store: Partial<HttpStore & S3Store>): Stores;
}

function served(start: (folder: string) => Promise<Server>): Served {
  let folder: string;
  let server: Server;
  let count = 0;
  const ends: (() => Promise<void>)[] = [];

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'sodalite-served-'));
    server = await start(folder);
  });
  afterAll(async () => {
    for (const end of ends.reverse()) await end();
    await server.close();
    rmSync(folder, { recursive: true });
  });

  return {
    get url() {
      return server.url;
    },
    put: async (bytes, name = `${count++}.fits`) => {
      await server.put(bytes, name);
      return name;
    },
    at: (url, name) => server.at(url, name),
    proxy: async (options = {}) => {
      const proxy = await startDelayProxy(server.url, options);
      ends.push(() => proxy.close());
      return proxy;
    },
    opener: (url, options = {}, store = {}) => {
      const opener = new SourceOpener(server.stores(url, store), { cacheBytes: 4 * 1024 * 1024, attempts: QUICK, ...options });
      ends.push(() => opener.close());
      return opener;
    },
  };
}

/** Bytes that tell where they are from. */
export function pattern(length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  for (let i = 0; i < length; i++) bytes[i] = (i ^ (i >>> 8) ^ (i >>> 16)) & 255;
  return bytes;
}
