import { expect, test } from '@jest/globals';
import { tileCount, tileLengths, tileShapeOf } from './tile-shape.js';

test.each([
  [[4096, 4096], [4096, 8], 512],
  [[100, 100], [100, 100], 1],
  [[200, 200, 50], [200, 100, 1], 100],
  [[64, 64, 1000], [64, 64, 8], 125],
  [[10, 3, 2, 4], [10, 3, 2, 4], 1],
  [[1000000], [250000], 4],
  [[300000, 2], [150000, 1], 4],
  [[1, 1, 100000], [1, 1, 25000], 4],
])('%j in tiles of %j', (axes, shape, count) => {
  expect(tileShapeOf(axes)).toEqual(shape);
  expect(tileCount(axes, shape)).toBe(count);
  expect([...tileLengths(axes, shape)]).toHaveLength(count);
});

test('tiles at the edge have what is left', () => {
  expect([...tileLengths([10, 7, 2], [10, 3, 1])]).toEqual([30, 30, 10, 30, 30, 10]);
  expect([...tileLengths([7], [3])]).toEqual([3, 3, 1]);
});
