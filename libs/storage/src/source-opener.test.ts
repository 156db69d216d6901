import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { mkdtempSync, realpathSync, renameSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CancelledError, FatalError, NotFoundError } from '#faults';
import { describeByteSource } from '../test/describe-byte-source.js';
import { pattern, servedByNginx } from '../test/served.js';
import { SourceOpener } from './source-opener.js';

let folder: string;
let count = 0;
const nowhere = new SourceOpener({ http: [], s3: [] }, { cacheBytes: 0 });
beforeAll(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'sodalite-opener-')));
});
afterAll(async () => {
  await nowhere.close();
  rmSync(folder, { recursive: true });
});

function put(bytes: Uint8Array): string {
  const path = join(folder, `${count++}.fits`);
  writeFileSync(path, bytes);
  return path;
}

describeByteSource('SourceOpener, a local file', (bytes, name) => nowhere.open({ kind: 'file', path: put(bytes) }, { name }));

describe('a local file', () => {
  test('that was swapped for a link is not what was catalogued', async () => {
    const path = put(pattern(10));
    const secret = put(pattern(20));
    renameSync(path, `${path}.old`);
    symlinkSync(secret, path);
    const opening = nowhere.open({ kind: 'file', path }, { name: 'a.fits' });
    await expect(opening).rejects.toBeInstanceOf(NotFoundError);
    await expect(opening).rejects.toThrow('a.fits is no longer there');
  });

  test('has another version when it has changed, and none when it has gone', async () => {
    const path = put(pattern(10));
    const version = () => nowhere.version({ kind: 'file', path }, { name: 'a.fits' });
    const before = await version();
    expect(await version()).toBe(before);
    utimesSync(path, 1, 1);
    expect(await version()).not.toBe(before);
    rmSync(path);
    await expect(version()).rejects.toBeInstanceOf(NotFoundError);
  });
});

test('without stores nothing is contacted', async () => {
  for (const file of [
    { kind: 'http', url: 'https://archive.example/a.fits' },
    { kind: 's3', store: 'aws', bucket: 'cubes', key: 'a.fits' },
  ] as const) {
    await expect(nowhere.open(file, { name: 'a.fits' })).rejects.toBeInstanceOf(FatalError);
    await expect(nowhere.version(file, { name: 'a.fits' })).rejects.toThrow("'stores' in the configuration does not name");
  }
});

describe('requests', () => {
  const server = servedByNginx();
  const DATA = pattern(8_000_000);

  async function opened(options: { cacheBytes?: number; connections?: number; delayMs?: number; freshMs?: number }) {
    const proxy = await server.proxy({ delayMs: options.delayMs });
    const opener = server.opener(proxy.url, options, { connections: options.connections });
    const file = server.at(proxy.url, await server.put(DATA));
    return { proxy, opener, file, source: await opener.open(file, { name: 'a.fits' }) };
  }

  test('what is known of a file is asked once, however many ask', async () => {
    const { proxy, opener, file } = await opened({ freshMs: 60_000 });
    await Promise.all(Array.from({ length: 20 }, () => opener.version(file, { name: 'a.fits' })));
    const source = await opener.open(file, { name: 'a.fits' });
    await source.read({ offset: 0, length: 60_000 }); // came along
    expect(proxy.requests).toBe(1);
    await expect(opener.open(file, { name: 'a.fits', signal: AbortSignal.abort() })).rejects.toBeInstanceOf(CancelledError);
  });

  test('many small reads at a time become few requests', async () => {
    const { proxy, source } = await opened({});
    proxy.reset();
    const offsets = Array.from({ length: 200 }, (_, i) => 1_000_000 + i * 3000);
    const got = await Promise.all(offsets.map((offset) => source.read({ offset, length: 256 })));
    expect(got.every((bytes, i) => Buffer.compare(bytes, DATA.subarray(offsets[i], offsets[i] + 256)) === 0)).toBe(true);
    expect(proxy.requests).toBe(1);
  });

  test('the same block is asked for once, and then no more', async () => {
    const { proxy, source } = await opened({ delayMs: 20 });
    proxy.reset();
    const first = source.read({ offset: 2_000_000, length: 1000 });
    await Promise.resolve();
    await Promise.all([first, source.read({ offset: 2_000_500, length: 1000 }), source.read({ offset: 2_000_000, length: 1000 })]);
    await source.read({ offset: 2_001_000, length: 100 });
    expect(proxy.requests).toBe(1);
  });

  test('a cache that is full of what is under way does not hold up the others', async () => {
    const { source } = await opened({ cacheBytes: 4 * 16 * 1024, delayMs: 5 });
    const offsets = Array.from({ length: 60 }, (_, i) => 100_000 + i * 100_000);
    const got = await Promise.all(offsets.map((offset) => source.read({ offset, length: 20_000 })));
    expect(got.every((bytes, i) => Buffer.compare(bytes, DATA.subarray(offsets[i], offsets[i] + 20_000)) === 0)).toBe(true);
  });

  test('one file takes three quarters of the connections of its store', async () => {
    const { proxy, source } = await opened({ connections: 8, delayMs: 20 });
    proxy.reset();
    await Promise.all(Array.from({ length: 25 }, (_, i) => source.read({ offset: 100_000 + i * 300_000, length: 270_000 })));
    expect(proxy.together).toBe(6);
    expect(proxy.connections).toBeLessThanOrEqual(8);
  });
});
