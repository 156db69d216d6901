import { expect, test } from '@jest/globals';
import { median, medianOf } from './median.js';

const sorted = (values: Float64Array): number => median(values.filter((value) => value === value).sort());

/** Of a linear congruential generator, from 0 to 1. */
function noise(count: number, of: (value: number, i: number) => number): Float64Array {
  let state = 7;
  return Float64Array.from({ length: count }, (_, i) => of((state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32, i));
}

test.each([0, 1, 2, 255, 2047, 2048, 2049, 16_384, 40_001])(
  'the median of %i values is that of the sorted ones, whatever they are',
  (count) => {
    const all: readonly Float64Array[] = [
      noise(count, (value) => value - 0.5),
      noise(count, (value) => Math.floor(4 * value)),
      noise(count, (value, i) => (i % 3 === 0 ? value : NaN)),
      // The sample that tells where the middle is sees the one kind only.
      noise(count, (value, i) => (i % 64 === 0 ? 1000 + value : value)),
      noise(count, (value, i) => (value < 0.4 ? -Infinity : value > 0.6 ? Infinity : i)),
      noise(count, (_, i) => i),
      noise(count, () => 3),
    ];
    for (const values of all) {
      const before = values.slice();
      expect(medianOf(values)).toBe(sorted(values));
      expect(values).toEqual(before);
    }
  },
);
