import { expect, test } from '@jest/globals';
import { CorrectedPlane } from './corrected-plane.js';
import { LookupCorrection } from './lookup-correction.js';
import { PolynomialCorrection } from './polynomial-correction.js';

const image = (values: readonly number[], dims: readonly number[]) => ({ name: 'A', version: 1, level: 1, values: Float32Array.from(values), dims, crpix: [1, 1], crval: [0, 0], cdelt: [1, 1] }); // prettier-ignore
const along = (k: 0 | 1, step = 1, origin = 0) => ({ along: k, origin, step });

test('a table is linear between its elements and stays as it is beyond them', () => {
  const table = new LookupCorrection(0, image([0, 1, 10, 11], [2, 2]), [along(0), along(1)]);
  expect([table.at(0.5, 0), table.at(0, 0.25), table.at(0.5, 0.5), table.at(-9, 0), table.at(9, 9)]).toEqual([0.5, 2.5, 5.5, 0, 11]);
  expect([table.withSlopes(0.5, 0.5), table.dx, table.dy]).toEqual([5.5, 1, 10]);
  expect([table.withSlopes(-1, 2), table.dx, table.dy]).toEqual([10, 0, 0]);
  expect(table.at(NaN, 0)).toBeNaN();
});

test('its axes may run along any of the two, and have one row', () => {
  const line = new LookupCorrection(1, image([0, 2, 4], [3]), [along(1, 0.5, 1)]);
  expect([line.at(99, 0), line.at(0, 1), line.at(0, 50)]).toEqual([2, 3, 4]);
  expect([line.withSlopes(0, 1), line.dx, line.dy]).toEqual([3, 0, 1]);
});

test('stages follow each other, corrections of one stage do not', () => {
  const shift = (target: 0 | 1, constant: number, x: number) =>
    new PolynomialCorrection({ target, u: [0, 1, 0], v: [0, 0, 1], terms: [{ coefficient: constant, i: 0, j: 0 }, { coefficient: x, i: 1, j: 0 }] }); // prettier-ignore
  const plane = new CorrectedPlane([[shift(0, 1, 0)], [shift(0, 0, 0.5), shift(1, 0, 0.5)]], 0);
  const pairs = Float64Array.of(3, 0);
  plane.forward(pairs, 1);
  expect([...pairs]).toEqual([4 + 2, 2]);
  plane.inverse(pairs, 1);
  expect(pairs[0]).toBeCloseTo(3, 12);
  expect(pairs[1]).toBeCloseTo(0, 12);
});

test('a field that is folded over ends the search', () => {
  const fold = new CorrectedPlane([[new PolynomialCorrection({ target: 0, u: [0, 1, 0], v: [0, 0, 1], terms: [{ coefficient: 1, i: 2, j: 0 }] })]], 0); // prettier-ignore
  const pairs = Float64Array.of(-5, 0, 2, 1);
  fold.inverse(pairs, 2);
  expect([...pairs.subarray(0, 2)]).toEqual([NaN, NaN]);
  expect(pairs[2]).toBeCloseTo(1, 12);
});
