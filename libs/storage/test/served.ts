import { afterAll, beforeAll } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type DelayProxy, type ProxyOptions, startDelayProxy } from '../../../test/support/delay-proxy.js';
import { startStaticNginx, type StaticNginx } from '../../../test/support/static-nginx.js';
import { SourceOpener, type SourceOpenerOptions } from '../src/source-opener.js';
import type { HttpStore } from '../src/stores.js';

/** nginx over a folder for the tests of one file, and what those tests put before it; all is ended after them. */
export function served() {
  let folder: string;
  let nginx: StaticNginx;
  let count = 0;
  const ends: (() => Promise<void>)[] = [];

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'sodalite-served-'));
    nginx = await startStaticNginx(folder);
  });
  afterAll(async () => {
    for (const end of ends.reverse()) await end();
    await nginx.close();
    rmSync(folder, { recursive: true });
  });

  return {
    get url() {
      return nginx.url;
    },
    /** Puts a file there; answers its path below the URL. */
    put(bytes: Uint8Array, name = `${count++}.fits`): string {
      writeFileSync(join(folder, name), bytes);
      return `/${name}`;
    },
    async proxy(options: ProxyOptions = {}): Promise<DelayProxy> {
      const proxy = await startDelayProxy(nginx.url, options);
      ends.push(() => proxy.close());
      return proxy;
    },
    /** An opener for servers of this machine. */
    opener(urls: readonly string[], options: Partial<SourceOpenerOptions> = {}, store: Partial<HttpStore> = {}): SourceOpener {
      const http = urls.map((url) => ({ host: new URL(url).host, insecure: true, allowPrivate: true, ...store }));
      const opener = new SourceOpener({ http, s3: [] }, { cacheBytes: 4 * 1024 * 1024, attempts: QUICK, ...options });
      ends.push(() => opener.close());
      return opener;
    },
  };
}

/** Four attempts as in earnest, with hardly a pause. */
export const QUICK = { attempts: 4, firstPauseMs: 1, longestPauseMs: 4, longestRetryAfterMs: 2000 };

/** Bytes that tell where they are from. */
export function pattern(length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  for (let i = 0; i < length; i++) bytes[i] = (i ^ (i >>> 8) ^ (i >>> 16)) & 255;
  return bytes;
}
