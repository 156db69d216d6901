import { expect, test } from '@jest/globals';
import { ReadingRate } from './reading-rate.js';

function rateWithClock() {
  const clock = { ms: 0 };
  const rate = new ReadingRate(() => clock.ms);
  const block = (bytes: number, ms: number): void => {
    rate.begin();
    clock.ms += ms;
    rate.end(bytes);
  };
  return { rate, clock, block };
}

test('something is assumed until something is known', () => {
  expect(new ReadingRate().bytesPerSecond).toBe(200e6);
});

test('it is the mean of what was measured, and what is old counts for little', () => {
  const { rate, block } = rateWithClock();
  block(1e6, 10);
  block(1e6, 30);
  expect(rate.bytesPerSecond).toBeCloseTo(50e6, -5);
  for (let i = 0; i < 100; i++) block(64e6, 64);
  expect(rate.bytesPerSecond).toBeCloseTo(1e9, -7);
});

test('blocks that are made at the same time share it, and pauses do not count', () => {
  const { rate, clock, block } = rateWithClock();
  rate.begin();
  rate.begin();
  clock.ms += 10;
  rate.end(1e6);
  rate.end(1e6);
  clock.ms += 5000;
  block(1e6, 5);
  expect(rate.bytesPerSecond).toBeCloseTo(200e6, -6);
});
