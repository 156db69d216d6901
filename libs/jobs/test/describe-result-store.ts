import { beforeEach, describe, expect, test } from '@jest/globals';
import { LimitError, TransientError } from '#faults';
import type { Objects } from '../src/results/objects.js';
import type { ResultEntry } from '../src/results/result-entry.js';
import { ResultStore } from '../src/results/result-store.js';

const bytesOf = (length: number, seed = 0): Uint8Array => Uint8Array.from({ length }, (_, i) => (i * 31 + seed + (i >> 8)) & 255);
const fits = (id: string, bytes: Uint8Array | AsyncIterable<Uint8Array>) => ({ id, contentType: 'application/fits', bytes });

async function* pieces(bytes: Uint8Array, length = 100_000): AsyncGenerator<Uint8Array> {
  const scratch = new Uint8Array(length);
  for (let at = 0; at < bytes.length; at += length) {
    const part = bytes.subarray(at, at + length);
    scratch.set(part);
    yield scratch.subarray(0, part.length); // the same memory each time, as the pipelines of products do
  }
}

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const item of items) found.push(item);
  return found;
}

/** What every place for results does. */
export function describeResultStore(name: string, open: () => Objects): void {
  describe(name, () => {
    let objects: Objects;
    let store: ResultStore;
    let serial = 0;
    let job = '';
    beforeEach(() => {
      objects = open();
      store = new ResultStore(objects);
      job = `j-${serial++}`;
    });
    const ids = async () => (await all(store.list(job))).map(({ id }) => id);
    const read = async (entry: ResultEntry) => {
      const source = store.source(job, entry);
      return Buffer.from(await source.read({ offset: 0, length: source.size }));
    };

    test('small and large results, at once and in pieces', async () => {
      const writer = await store.writer(job, 1);
      const sizes = [0, 10, 1 << 20, (1 << 20) + 1, 20_000_000, 2880];
      for (const [i, size] of sizes.entries()) await writer.add(i, fits(`c-${i + 1}`, i % 2 ? pieces(bytesOf(size, i)) : bytesOf(size, i)));
      await writer.flush();
      expect(writer.counts).toEqual({ made: 6, empty: 0, failed: 0, bytes: sizes.reduce((a, b) => a + b) });
      const entries = await all(store.list(job));
      expect(entries.map(({ id, bytes }) => [id, bytes])).toEqual(sizes.map((size, i) => [`c-${i + 1}`, size]));
      for (const [i, entry] of entries.entries()) expect((await read(entry)).equals(bytesOf(sizes[i], i))).toBe(true);
      const large = store.source(job, (await store.find(job, 'c-5'))!);
      expect(await large.read({ offset: 12_345_678, length: 5 })).toEqual(
        Buffer.from(bytesOf(20_000_000, 4).subarray(12_345_678, 12_345_683)),
      );
      expect(new Set(entries.map(({ etag }) => etag)).size).toBe(6);
    });

    test('failed and empty results are in the list with their reason', async () => {
      const writer = await store.writer(job, 1);
      await writer.empty(0, 'c-1', 'UsageError: CIRCLE touches no pixel');
      await writer.failed(1, 'c-2', 'Error: damaged');
      await writer.add(2, { ...fits('c-3', bytesOf(5)), etag: 'own', fileName: 'n.fits' });
      await writer.flush();
      const entries = await all(store.list(job));
      expect(entries.map(({ status, contentType }) => [status, contentType])).toEqual([
        ['empty', 'text/plain'],
        ['failed', 'text/plain'],
        ['made', 'application/fits'],
      ]);
      expect((await read(entries[0])).toString()).toBe('UsageError: CIRCLE touches no pixel\n');
      expect(entries[0].bytes).toBe(36);
      expect(entries[2]).toMatchObject({ etag: 'own', fileName: 'n.fits' });
      expect(await store.counts(job)).toEqual({ made: 1, empty: 1, failed: 1, bytes: 5 + 36 + 15 });
    });

    test('they appear while others are made, and what was not flushed never', async () => {
      store = new ResultStore(objects, { flushMs: 10 });
      const writer = await store.writer(job, 1);
      await writer.add(0, fits('c-1', bytesOf(10)));
      while ((await ids()).length === 0) await new Promise((done) => setTimeout(done, 10));
      await writer.add(1, fits('c-2', bytesOf(10)));
      writer.discard();
      await new Promise((done) => setTimeout(done, 50));
      expect(await ids()).toEqual(['c-1']);
    });

    test('a second attempt goes on where the first was, and doubles nothing', async () => {
      const first = await store.writer(job, 1);
      for (const i of [0, 1, 5]) await first.add(i, fits(`c-${i + 1}`, bytesOf(10, i)));
      await first.flush();
      await first.add(2, fits('c-3', bytesOf(10, 2)));
      const second = await store.writer(job, 2);
      expect([0, 1, 2, 3, 5].map((i) => second.has(i))).toEqual([true, true, false, false, true]);
      await expect(second.add(0, fits('c-1', bytesOf(1)))).rejects.toThrow('was given before');
      for (const i of [2, 3, 4]) await second.add(i, fits(`c-${i + 1}`, bytesOf(20, i)));
      await second.flush();
      await first.flush(); // the first was thought dead, and was only slow
      expect((await ids()).sort()).toEqual(['c-1', 'c-2', 'c-3', 'c-4', 'c-5', 'c-6']);
      expect((await store.counts(job)).made).toBe(6);
    });

    test('a result whose making fails leaves nothing', async () => {
      const writer = await store.writer(job, 1);
      const breaks = async function* () {
        yield bytesOf(9_000_000);
        throw new LimitError('too much');
      };
      await expect(writer.add(0, fits('c-1', breaks()))).rejects.toThrow('too much');
      await writer.add(0, fits('c-1', bytesOf(3)));
      await writer.flush();
      expect((await all(store.list(job))).map(({ bytes }) => bytes)).toEqual([3]);
      expect((await objects.list(job)).map(({ bytes }) => bytes).filter((bytes) => bytes > 1e6)).toEqual([]);
    });

    test('a job takes so many bytes and no more', async () => {
      store = new ResultStore(objects, { maxBytesPerJob: 3_000_000 });
      const writer = await store.writer(job, 1);
      await writer.add(0, fits('c-1', bytesOf(2_000_000)));
      await writer.flush();
      await expect(writer.add(1, fits('c-2', bytesOf(2_000_000)))).rejects.toThrow(LimitError);
      expect(await ids()).toEqual(['c-1']);
    });

    test('a place that fails is told of, and nothing is listed that is not there', async () => {
      const writer = await store.writer(job, 1);
      await writer.add(0, fits('c-1', bytesOf(10)));
      await writer.flush();
      const { put } = objects;
      objects.put = async () => {
        throw new TransientError('the disk for results is full', 60);
      };
      await writer.add(1, fits('c-2', bytesOf(10)));
      await expect(writer.flush()).rejects.toThrow('is full');
      objects.put = put;
      await expect(writer.add(2, fits('c-3', bytesOf(10)))).rejects.toThrow(TransientError);
      expect(await ids()).toEqual(['c-1']);
      expect((await store.writer(job, 2)).has(1)).toBe(false);
    });

    test('parts of a list, and one result of many', async () => {
      const writer = await store.writer(job, 1);
      for (let i = 0; i < 2500; i++) await writer.add(i, fits(`c-${i + 1}`, bytesOf(3, i)));
      await writer.add(2500, { ...fits('index', bytesOf(3)), contentType: 'application/x-votable+xml' });
      await writer.flush();
      expect((await all(store.list(job, { skip: 1998, limit: 3 }))).map(({ id }) => id)).toEqual(['c-1999', 'c-2000', 'c-2001']);
      expect(await all(store.list(job, { skip: 3000 }))).toEqual([]);
      expect([(await store.find(job, 'c-2345'))?.index, (await store.find(job, 'index'))?.index]).toEqual([2344, 2500]);
      for (const id of ['c-0', 'c-9999', 'none', '..', '']) expect(await store.find(job, id)).toBeUndefined();
    });

    test('tables of the job, and an end of all', async () => {
      expect(await store.attach(job, 'table.csv', pieces(bytesOf(300_000)))).toBe(300_000);
      const writer = await store.writer(job, 1);
      await writer.add(0, fits('c-1', bytesOf(2_000_000)));
      await writer.flush();
      expect(await store.attachedBytes(job)).toBe(300_000);
      const table = store.attachment(job, 'table.csv', { bytes: 300_000, at: 0 });
      expect(Buffer.from(await table.read({ offset: 299_990, length: 10 })).equals(bytesOf(300_000).subarray(299_990))).toBe(true);
      expect((await all(store.jobs())).map((known) => known.job)).toContain(job);
      const [entry] = await all(store.list(job));
      await store.delete(job);
      expect([await ids(), await store.find(job, 'c-1'), await objects.list(job)]).toEqual([[], undefined, []]);
      await expect(read(entry)).rejects.toMatchObject({ fault: 'not-found' });
      await store.delete(job);
      await store.delete('../x');
    });

    test('names of results stay within the job', async () => {
      const writer = await store.writer(job, 1);
      for (const id of ['../x', 'a/b', '', '.', '..', 'a b', 'ü'])
        await expect(writer.add(0, fits(id, bytesOf(1)))).rejects.toThrow('unreserved');
      await expect(objects.put('../x/y', bytesOf(1))).rejects.toThrow('<job>/<name>');
      await expect(objects.put('x/..', bytesOf(1))).rejects.toThrow('<job>/<name>');
    });
  });
}
