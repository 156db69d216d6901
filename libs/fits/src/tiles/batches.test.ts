import { expect, test } from '@jest/globals';
import { batchesOf, type TilePlan } from './batches.js';

const plan = (n: number, kib: number): TilePlan => ({
  n,
  job: { axes: [1], pixels: 1, coding: 'compressed' },
  data: { offset: n * 100, bytes: 100 },
  mask: { offset: 0, bytes: 0 },
  outBytes: kib * 1024,
});
const sizes = (batches: TilePlan[][]) => batches.map((batch) => batch.length);

test.each<[string, number, number, number, number[]]>([
  ['few small ones together', 10, 8, 4, [10]],
  ['enough for each thread', 512, 8, 2, [128, 128, 128, 128]],
  ['not less than 256 KiB', 64, 8, 16, [32, 32]],
  ['not more than 2 MiB', 4096, 8, 2, Array.from({ length: 16 }, () => 256)],
  ['large ones by themselves', 3, 10_000, 2, [1, 1, 1]],
])('%s', (_, count, kib, threads, expected) => {
  const plans = Array.from({ length: count }, (__, n) => plan(n, kib));
  expect(sizes(batchesOf(plans, threads))).toEqual(expected);
});

test('in the order of the file', () =>
  expect(batchesOf([plan(5, 1), plan(2, 1), plan(9, 1)], 2).map((batch) => batch.map(({ n }) => n))).toEqual([[2, 5, 9]]));
