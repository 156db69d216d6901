import { expect, test } from '@jest/globals';
import type { ByteSource } from '#fits';
import { memorySource, recording } from '#storage';
import { Body } from './body.js';
import { pump, type Sink } from './pump.js';

const MiB = 1024 * 1024;
const content = new Uint8Array(12 * MiB + 345).map((_, i) => (i * 2654435761) >>> 24);
const body = Body.ofFile(memorySource(content));

/** Keeps what it is given, and says how much is in its hands at once. */
function collector(pause: () => Promise<void> = async () => {}): Sink & { readonly bytes: () => Buffer; most: number } {
  const chunks: Buffer[] = [];
  let held = 0;
  return {
    most: 0,
    bytes: () => Buffer.concat(chunks),
    async write(chunk) {
      held += chunk.length;
      this.most = Math.max(this.most, held);
      chunks.push(Buffer.from(chunk));
      await pause();
      held -= chunk.length;
    },
  };
}

test.each([
  [0, content.length],
  [0, 1],
  [5, 5 + 3 * MiB],
  [content.length - 10, content.length],
  [100_000, 200_001],
])('sends bytes %i to %i in order', async (from, to) => {
  const sink = collector();
  await pump(body, { from, to }, sink);
  expect(sink.bytes().equals(content.subarray(from, to))).toBe(true);
});

test('one lane sends the same, and holds one block', async () => {
  const sink = collector();
  await pump(body, { from: 5, to: 5 + 3 * MiB }, sink, { lanes: 1 });
  expect(sink.bytes().equals(content.subarray(5, 5 + 3 * MiB))).toBe(true);
  expect(sink.most).toBeLessThanOrEqual(MiB);
});

test('nothing to send is not an error', async () => {
  const sink = collector();
  await pump(body, { from: 7, to: 7 }, sink);
  expect(sink.bytes()).toHaveLength(0);
});

test('a slow sink slows the reading: never more than four blocks are under way', async () => {
  const source = recording(memorySource(content));
  let written = 0;
  let ahead = 0;
  const sink: Sink = {
    async write(chunk) {
      await new Promise((next) => setTimeout(next, 2));
      written += chunk.length;
      ahead = Math.max(ahead, source.reads.reduce((sum, { length }) => sum + length, 0) - written);
    },
  };
  await pump(Body.ofFile(source), { from: 0, to: content.length }, sink);
  expect(written).toBe(content.length);
  expect(ahead).toBeLessThanOrEqual(4 * MiB);
});

test('blocks are not written over while the sink holds them', async () => {
  const held: { chunk: Uint8Array; copy: Buffer }[] = [];
  const sink: Sink = {
    async write(chunk) {
      held.push({ chunk, copy: Buffer.from(chunk) });
      await new Promise((next) => setTimeout(next, 3));
      const { copy } = held.find((item) => item.chunk === chunk)!;
      expect(copy.equals(chunk)).toBe(true);
    },
  };
  await pump(body, { from: 0, to: content.length }, sink);
  expect(Buffer.concat(held.map(({ copy }) => copy)).equals(content)).toBe(true);
});

test('the signal ends it, and no read goes on', async () => {
  const gone = new AbortController();
  const source = recording(memorySource(content));
  const sink: Sink = {
    async write() {
      gone.abort();
    },
  };
  await expect(pump(Body.ofFile(source), { from: 0, to: content.length }, sink, { signal: gone.signal })).rejects.toMatchObject({
    fault: 'cancelled',
  });
  const reads = source.reads.length;
  await new Promise((next) => setTimeout(next, 10));
  expect(source.reads).toHaveLength(reads);
  expect(reads).toBeLessThanOrEqual(8);
});

test('a signal that has gone off already: nothing is read', async () => {
  const source = recording(memorySource(content));
  await expect(pump(Body.ofFile(source), { from: 0, to: 10 }, collector(), { signal: AbortSignal.abort() })).rejects.toMatchObject({
    fault: 'cancelled',
  });
  expect(source.reads).toHaveLength(0);
});

test('a failing read is passed on, and the sink gets nothing behind it', async () => {
  const memory = memorySource(content);
  const broken: ByteSource = {
    ...memory,
    name: memory.name,
    size: memory.size,
    etag: memory.etag,
    lastModified: memory.lastModified,
    close: () => memory.close(),
    read: (range, options) => (range.offset >= 5 * MiB ? Promise.reject(new Error('the disk is gone')) : memory.read(range, options)),
  };
  const sink = collector();
  await expect(pump(Body.ofFile(broken), { from: 0, to: content.length }, sink)).rejects.toThrow('the disk is gone');
  expect(sink.bytes().equals(content.subarray(0, 5 * MiB))).toBe(true);
});

test('a failing sink ends it', async () => {
  const sink: Sink = { write: () => Promise.reject(new Error('no more')) };
  await expect(pump(body, { from: 0, to: content.length }, sink)).rejects.toThrow('no more');
});
