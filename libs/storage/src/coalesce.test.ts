import { expect, test } from '@jest/globals';
import { coalesce } from './coalesce.js';

const at = (offset: number, length: number) => ({ offset, length });

test.each([
  ['nothing', [], 10, []],
  ['one', [at(5, 2)], 0, [{ offset: 5, length: 2, members: [0] }]],
  ['touching ones without a gap allowed', [at(0, 5), at(5, 5)], 0, [{ offset: 0, length: 10, members: [0, 1] }]],
  ['a gap of just the threshold', [at(0, 5), at(15, 5)], 10, [{ offset: 0, length: 20, members: [0, 1] }]],
  [
    'a gap beyond it',
    [at(0, 5), at(16, 5)],
    10,
    [
      { offset: 0, length: 5, members: [0] },
      { offset: 16, length: 5, members: [1] },
    ],
  ],
  ['any order', [at(20, 5), at(0, 5), at(10, 5)], 5, [{ offset: 0, length: 25, members: [1, 2, 0] }]],
  ['overlaps and one within another', [at(0, 50), at(10, 5), at(40, 20)], 0, [{ offset: 0, length: 60, members: [0, 1, 2] }]],
  ['the same twice', [at(3, 4), at(3, 4)], 0, [{ offset: 3, length: 4, members: [0, 1] }]],
])('merges %s', (_, ranges, gap, merged) => expect(coalesce(ranges, gap)).toEqual(merged));

test('does not merge beyond the longest read allowed, nor cuts a range', () => {
  const merged = coalesce([at(0, 40), at(40, 40), at(80, 40), at(120, 500), at(200, 10)], 0, 100);
  expect(merged.map(({ length, members }) => [length, members])).toEqual([
    [80, [0, 1]],
    [40, [2]],
    [500, [3, 4]],
  ]);
});
