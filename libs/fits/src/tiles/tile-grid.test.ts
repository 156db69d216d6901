import { expect, test } from '@jest/globals';
import { TileGrid } from './tile-grid.js';

const numbers = (grid: TileGrid, ...box: [first: number, count: number][]) =>
  [...grid.touching(box.map(([first, count]) => ({ first, count })))].map(({ n }) => n);

test('tiles at the far edges are shorter', () => {
  const grid = new TileGrid([10, 7, 3], [4, 3, 2]);
  expect([grid.counts, grid.tiles]).toEqual([[3, 3, 2], 18]);
  expect(grid.span(0)).toEqual({ n: 0, origin: [0, 0, 0], lengths: [4, 3, 2] });
  expect(grid.span(17)).toEqual({ n: 17, origin: [8, 6, 2], lengths: [2, 1, 1] });
});

test('the tiles that a box touches, in their order', () => {
  const grid = new TileGrid([10, 7, 3], [4, 3, 2]);
  expect(numbers(grid, [3, 2], [2, 2], [1, 2])).toEqual([0, 1, 3, 4, 9, 10, 12, 13]);
  expect(numbers(grid, [4, 4], [3, 1], [2, 1])).toEqual([13]);
  expect(numbers(grid, [0, 10], [0, 7], [0, 3])).toEqual(Array.from({ length: 18 }, (_, n) => n));
  expect(numbers(new TileGrid([5], [2]), [3, 2])).toEqual([1, 2]);
});
