import { expect, test } from '@jest/globals';
import { PolynomialMap } from './polynomial-map.js';

const MAP = new PolynomialMap(
  [
    { coefficient: 3, i: 0, j: 0 },
    { coefficient: 2, i: 1, j: 0 },
    { coefficient: 0.1, i: 1, j: 1 },
    { coefficient: 0.01, i: 1, j: 0, k: 2 },
  ],
  [
    { coefficient: -1, i: 0, j: 1 },
    { coefficient: 0.05, i: 2, j: 0 },
    { coefficient: 0.5, i: 0, j: 0, k: 1 },
  ],
);

test('values by hand', () => {
  const pairs = Float64Array.of(3, 4, 0, 0);
  MAP.forward(pairs, 2);
  // r = 5: 3 + 6 + 1.2 + 0.75, −4 + 0.45 + 2.5
  [10.95, -1.05, 3, 0].forEach((value, k) => expect(pairs[k]).toBeCloseTo(value, 14));
});

test('the inverse finds the way back, at the origin of the radius too', () => {
  const pairs = Float64Array.of(3, 4, 0, 0, -1, 0.5, 0.2, -2);
  const there = pairs.slice();
  MAP.forward(there, 4);
  MAP.inverse(there, 4);
  pairs.forEach((value, k) => expect(there[k]).toBeCloseTo(value, 10));
});

test('exchanged() is the same map of (y, x)', () => {
  const pair = Float64Array.of(4, 3);
  MAP.exchanged().forward(pair, 1);
  [-1.05, 10.95].forEach((value, k) => expect(pair[k]).toBeCloseTo(value, 14));
});

test('no point, no inverse', () => {
  const parabola = new PolynomialMap(
    [
      { coefficient: 1, i: 1, j: 0 },
      { coefficient: 1, i: 2, j: 0 },
    ],
    [{ coefficient: 1, i: 0, j: 1 }],
  );
  const pair = Float64Array.of(-10, 0); // x + x² is never below −1/4
  parabola.inverse(pair, 1);
  expect([...pair]).toEqual([NaN, NaN]);
  expect(new PolynomialMap([{ coefficient: 1, i: 0, j: 1 }], [{ coefficient: 1, i: 0, j: 1 }]).invertible).toBe(false);
});
