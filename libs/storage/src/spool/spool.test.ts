import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, rmSync, symlinkSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { CancelledError, LimitError, TransientError } from '#faults';
import type { ByteSource } from '#fits';
import { Spool, type Produce } from './spool.js';

let directory = '';
beforeEach(() => void (directory = mkdtempSync(join(tmpdir(), 'sodalite-spool-'))));
afterEach(() => rmSync(directory, { recursive: true }));

const options = { name: 'product', lastModified: new Date(1e12) };
const open = (maxBytes = 1000) => Spool.open({ directory, maxBytes });
const bytes =
  (...values: number[]): Produce =>
  (out) =>
    out.write(Uint8Array.from(values), 0);
const never: Produce = () => {
  throw new Error('it is made again');
};
const read = async (source: ByteSource) => [...(await source.read({ offset: 0, length: source.size }))];

test('a product is made once, and is a source with the key as its etag', async () => {
  const spool = await open();
  const source = await spool.entry('"a"/../b', options, bytes(1, 2, 3));
  expect(source).toMatchObject({ size: 3, etag: '"a"/../b', name: 'product', lastModified: options.lastModified });
  expect(await read(source)).toEqual([1, 2, 3]);
  await source.close();
  const again = await spool.entry('"a"/../b', options, never);
  expect(await read(again)).toEqual([1, 2, 3]);
  await again.close();
  expect(readdirSync(directory)).toHaveLength(1);
  expect(spool.bytes).toBe(3);
});

test('it is written at any places, zeros between them', async () => {
  const spool = await open();
  expect(spool.has('a')).toBe(false);
  const source = await spool.entry('a', options, async (out) => {
    await out.write(Uint8Array.of(5), 4);
    await out.write(Uint8Array.of(1), 0);
  });
  expect(await read(source)).toEqual([1, 0, 0, 0, 5]);
  expect(spool.bytes).toBe(5);
  expect(spool.has('a')).toBe(true);
});

test('who comes meanwhile waits for the one that is made', async () => {
  const spool = await open();
  const gate = Promise.withResolvers<void>();
  const first = spool.entry('a', options, async (out) => {
    await gate.promise;
    await out.write(Uint8Array.of(7), 0);
  });
  const second = spool.entry('a', options, never);
  gate.resolve();
  expect(await Promise.all([first, second].map(async (source) => read(await source)))).toEqual([[7], [7]]);
});

test('what the making needs is held from when it is asked for until it has ended, whoever has gone meanwhile', async () => {
  const spool = await open();
  const told: string[] = [];
  const hold = (name: string) => () => {
    told.push(`${name} holds`);
    return async () => void told.push(`${name} released`);
  };
  const gone = new AbortController();
  const first = spool.entry('a', { ...options, signal: gone.signal, hold: hold('first') }, async (out) => {
    told.push('begun');
    await out.write(Uint8Array.of(7), 0);
  });
  const second = spool.entry('a', { ...options, hold: hold('second') }, never);
  gone.abort();
  await expect(first).rejects.toBeInstanceOf(CancelledError);
  expect(await read(await second)).toEqual([7]);
  expect(told).toEqual(['first holds', 'begun', 'first released']);
});

test('one who leaves does not end what others wait for; the last one does, and nothing is left', async () => {
  const spool = await open();
  const gate = Promise.withResolvers<void>();
  const started = Promise.withResolvers<AbortSignal>();
  const slow: Produce = async (out, signal) => {
    started.resolve(signal);
    await out.write(Uint8Array.of(7), 0);
    await gate.promise;
    await out.write(Uint8Array.of(8), 1);
  };
  const [one, two] = [new AbortController(), new AbortController()];
  const first = spool.entry('a', { ...options, signal: one.signal }, slow);
  const second = spool.entry('a', { ...options, signal: two.signal }, never);
  const signal = await started.promise;
  one.abort();
  await expect(first).rejects.toThrow(CancelledError);
  expect(signal.aborted).toBe(false);
  two.abort();
  await expect(second).rejects.toThrow(CancelledError);
  expect(signal.aborted).toBe(true);
  const third = spool.entry('a', options, bytes(9)); // waits until the one that was given up has ended
  gate.resolve();
  expect(await read(await third)).toEqual([9]);
  expect(readdirSync(directory)).toHaveLength(1);
  expect(spool.bytes).toBe(1);
});

test('a failure is told to all who wait, and the next one tries again', async () => {
  const spool = await open();
  const fails: Produce = async (out) => {
    await out.write(new Uint8Array(10), 0);
    throw new Error('no pixels');
  };
  const both = await Promise.allSettled([spool.entry('a', options, fails), spool.entry('a', options, never)]);
  expect(both.map((each) => each.status === 'rejected' && (each.reason as Error).message)).toEqual(['no pixels', 'no pixels']);
  expect(readdirSync(directory)).toEqual([]);
  expect(spool.bytes).toBe(0);
  expect(await read(await spool.entry('a', options, bytes(1)))).toEqual([1]);
});

test('the one used longest ago makes way, never one in use', async () => {
  const spool = await open(30);
  const make = (key: string) => spool.entry(key, options, (out) => out.write(new Uint8Array(10), 0));
  const kept = await make('kept');
  for (const key of ['b', 'c', 'b']) await (await make(key)).close();
  await (await make('d')).close();
  expect(spool.bytes).toBe(30);
  await (await spool.entry('b', options, never)).close(); // c went
  await expect(spool.entry('c', options, never)).rejects.toThrow('made again');
  await expect(spool.entry('large', options, (out) => out.write(new Uint8Array(21), 0))).rejects.toThrow(TransientError);
  await expect(spool.entry('larger', options, (out) => out.write(new Uint8Array(31), 0))).rejects.toThrow(
    new LimitError(
      'the product, with what is kept on disk while it is made, is too large: there is room for 30 bytes (SODALITE_SPOOL); ask for a smaller part',
    ),
  );
  expect(spool.bytes).toBe(10); // but for the first, all made way
  expect(await read(kept)).toHaveLength(10);
  await kept.close();
  await kept.close(); // counts once
  await (await spool.entry('large', options, (out) => out.write(new Uint8Array(30), 0))).close();
  expect(spool.bytes).toBe(30);
  expect(readdirSync(directory)).toHaveLength(1);
});

test('products that are made at the same time do not take more together', async () => {
  const spool = await open(100);
  const grows: Produce = async (out) => {
    for (let at = 0; at < 60; at += 10) {
      await out.write(new Uint8Array(10), at);
      expect(spool.bytes).toBeLessThanOrEqual(100);
    }
  };
  const ends = await Promise.allSettled(['a', 'b'].map((key) => spool.entry(key, options, grows)));
  expect(ends.filter(({ status }) => status === 'rejected').length).toBeGreaterThan(0);
  expect(spool.bytes).toBeLessThanOrEqual(60);
  expect(readdirSync(directory)).toHaveLength(spool.bytes / 60);
  expect((await spool.entry('b', options, grows)).size).toBe(60);
});

test('after a restart what is complete is there, and what is not is gone', async () => {
  const spool = await open();
  for (const key of ['a', 'b', 'c']) await (await spool.entry(key, options, bytes(1, 2, 3, 4))).close();
  const [first, second] = readdirSync(directory);
  truncateSync(join(directory, first), 2);
  utimesSync(join(directory, second), 1, 1);
  const part = join(directory, `${'0'.repeat(64)}-0.part`);
  writeFileSync(part, 'x');
  writeFileSync(join(directory, 'notes'), 'not ours');
  const again = await open(7);
  expect(again.bytes).toBe(4); // of the two that are whole the one used longest ago made way
  expect(existsSync(part)).toBe(false);
  expect(readdirSync(directory)).toHaveLength(2);
});

test('a disk that does not take it is told of, without the path', async () => {
  const spool = await open();
  rmSync(directory, { recursive: true });
  const failing = spool.entry('a', options, bytes(1));
  await expect(failing).rejects.toThrow(TransientError);
  await expect(failing).rejects.toThrow('the disk for products cannot be written at the moment (ENOENT)');
  expect(spool.bytes).toBe(0);
  directory = mkdtempSync(join(tmpdir(), 'sodalite-spool-'));
});

test('a full disk is told of, and nothing is left', async () => {
  const spool = await open();
  const hash = createHash('sha256').update('a').digest('hex');
  symlinkSync('/dev/full', join(directory, `${hash}-0.part`));
  await expect(spool.entry('a', options, bytes(1))).rejects.toMatchObject({ fault: 'transient', message: 'the disk for products is full' });
  expect(readdirSync(directory)).toEqual([]);
  expect(spool.bytes).toBe(0);
});

test('a file that has gone meanwhile is made again', async () => {
  const spool = await open();
  await (await spool.entry('a', options, bytes(1))).close();
  for (const name of readdirSync(directory)) rmSync(join(directory, name));
  expect(await read(await spool.entry('a', options, bytes(2)))).toEqual([2]);
  expect(spool.bytes).toBe(1);
});

test('closing ends what is being made', async () => {
  const spool = await open();
  const waiting = spool.entry('a', options, async (out, signal) => {
    await new Promise((resolve) => signal.addEventListener('abort', resolve));
    await out.write(Uint8Array.of(1), 0);
  });
  const ended = expect(waiting).rejects.toThrow(CancelledError);
  await new Promise(setImmediate);
  await spool.close();
  await ended;
  expect(readdirSync(directory)).toEqual([]);
});

test('files for what is needed meanwhile take room while it is made, and are gone afterwards', async () => {
  const spool = await open(100);
  const source = await spool.entry('a', options, async (out) => {
    const scratch = await out.scratch();
    await scratch.reserve(60);
    await scratch.write(Uint8Array.of(1, 2), 20);
    expect([spool.bytes, existsSync(scratch.path)]).toEqual([60, true]);
    await out.write(Uint8Array.of(9), 0);
    await expect(scratch.reserve(101)).rejects.toBeInstanceOf(LimitError);
  });
  expect(spool.bytes).toBe(1);
  expect(await read(source)).toEqual([9]);
  expect(readdirSync(directory)).toHaveLength(1);
  await source.close();
});

test('nothing of them is left when the making fails', async () => {
  const spool = await open(100);
  const failing = spool.entry('a', options, async (out) => {
    await (await out.scratch()).reserve(60);
    throw new Error('damaged');
  });
  await expect(failing).rejects.toThrow('damaged');
  expect([spool.bytes, readdirSync(directory)]).toEqual([0, []]);
});
