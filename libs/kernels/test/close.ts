import { expect } from '@jest/globals';

/** As expectClose, of the squares: differences of sums stand under the roots of errors, and where there is no error they are 0 but for rounding. */
export function expectSquaresClose(
  what: string,
  given: ArrayLike<number> | undefined,
  expected: ArrayLike<number>,
  tolerance: number,
  least = 1,
): void {
  const squares = (values: ArrayLike<number>) => Array.from(values, (value) => value * value);
  expectClose(what, given && squares(given), squares(expected), tolerance, least);
}

/** NaN in the same places, and elsewhere within a part of the largest value that is expected (of `least` when all are less, where what is 0 but for rounding is no scale). */
export function expectClose(
  what: string,
  given: ArrayLike<number> | undefined,
  expected: ArrayLike<number>,
  tolerance: number,
  least = 0,
): void {
  expect([what, given?.length]).toEqual([what, expected.length]);
  const scale = Array.from(expected).reduce((most, value) => (Math.abs(value) > most ? Math.abs(value) : most), least);
  const far = Array.from(expected).flatMap((value, i) => {
    const near = Number.isNaN(value) ? Number.isNaN(given![i]) : Math.abs(given![i] - value) <= tolerance * scale;
    return near ? [] : [`${what} [${i}]: ${given![i]}, expected ${value}`];
  });
  expect(far).toEqual([]);
}
