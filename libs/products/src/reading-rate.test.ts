import { expect, test } from '@jest/globals';
import { ReadingRate } from './reading-rate.js';

test('something is assumed until something is known', () => {
  expect(new ReadingRate().bytesPerSecond).toBe(200e6);
});

test('it is the mean of what was measured, and what is old counts for little', () => {
  const rate = new ReadingRate();
  rate.add(1e6, 0.01);
  rate.add(1e6, 0.03);
  expect(rate.bytesPerSecond).toBeCloseTo(50e6, -5);
  for (let i = 0; i < 100; i++) rate.add(64e6, 0.064);
  expect(rate.bytesPerSecond).toBeCloseTo(1e9, -7);
});
