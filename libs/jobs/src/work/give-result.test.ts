import { expect, test } from '@jest/globals';
import { NoOverlapError, TransientError, UsageError } from '#faults';
import { Body } from '#products';
import type { ResultWriter } from '../results/result-writer.js';
import { eachIndex } from './each-index.js';
import { giveResult } from './give-result.js';

/** A writer that tells what it was given. */
function told(addFails?: Error) {
  const lines: string[] = [];
  const out = {
    add: async (index: number, { id, bytes }: { id: string; bytes: AsyncIterable<Uint8Array> }) => {
      if (addFails) throw addFails;
      const chunks: Buffer[] = [];
      for await (const chunk of bytes) chunks.push(Buffer.from(chunk));
      lines.push(`${index} ${id} ${Buffer.concat(chunks).toString()}`);
    },
    empty: async (index: number, id: string, reason: string) => void lines.push(`${index} ${id} empty ${reason}`),
    failed: async (index: number, id: string, reason: string) => void lines.push(`${index} ${id} failed ${reason}`),
  };
  return { lines, out: out as unknown as ResultWriter };
}
const product = { body: new Body([{ kind: 'bytes', bytes: Buffer.from('abc') }]), contentType: 'text/plain', fileName: 'x' };
const never = new AbortController().signal;

test('a product, none, and a failure; a defect says nothing of itself', async () => {
  const { lines, out } = told();
  await giveResult({ out, index: 0, id: 'a', signal: never }, (give) => give(product));
  for (const error of [new NoOverlapError('no pixel'), new UsageError('no such dataset'), new Error('/secret')])
    await giveResult({ out, index: lines.length, id: 'b', signal: never }, () => Promise.reject(error));
  expect(lines.slice(0, 3)).toEqual(['0 a abc', '1 b empty UsageError: no pixel', '2 b failed UsageError: no such dataset']);
  expect(lines[3]).toMatch(/^3 b failed Error: (?!.*secret)/);
});

test('what may pass is tried again', async () => {
  const { lines, out } = told();
  let tries = 0;
  await giveResult({ out, index: 0, id: 'a', signal: never }, async (give) => {
    if (tries++ === 0) throw new TransientError('the store is away');
    await give(product);
  });
  expect([tries, lines]).toEqual([2, ['0 a abc']]);
});

test('a place for results that fails ends the job, and so does its signal', async () => {
  const full = new TransientError('the disk is full');
  const { lines, out } = told(full);
  await expect(giveResult({ out, index: 0, id: 'a', signal: never }, (give) => give(product))).rejects.toBe(full);
  const end = new AbortController();
  const ended = giveResult({ out, index: 0, id: 'a', signal: end.signal }, async () => {
    end.abort(new Error('over'));
    throw new TransientError('away');
  });
  await expect(ended).rejects.toThrow('over');
  expect(lines).toEqual([]);
});

test('every index that is not done, some at a time; the first failure ends it when those under way have ended', async () => {
  const done: number[] = [];
  const options = { isDone: (index: number) => index % 2 === 0, lanes: 3, signal: never };
  await eachIndex(10, options, async (index) => void done.push(index));
  expect(done).toEqual([1, 3, 5, 7, 9]);
  let [under, most] = [0, 0];
  const failing = eachIndex(100, { ...options, isDone: () => false }, async (index) => {
    most = Math.max(most, ++under);
    await new Promise((next) => setTimeout(next, 1));
    under -= 1;
    if (index === 4) throw new Error('no');
  });
  await expect(failing).rejects.toThrow('no');
  expect([most, under]).toEqual([3, 0]);
});
