import { expect, test } from '@jest/globals';
import { WorkingRate } from './working-rate.js';

const moment = { operation: 'moment', distance: 'near' } as const;
const mean = { operation: 'spectrum', distance: 'near' } as const;
const median = { ...mean, manner: { name: 'medians', slowness: 8 } } as const;

test('the rate is assumed until it is measured, and follows what is measured', () => {
  const rate = new WorkingRate(() => 0);
  expect(rate.bytesPerSecond(moment)).toBeCloseTo(500e6, 0);
  expect(rate.bytesPerSecond({ ...moment, distance: 'far' })).toBeCloseTo(30e6, -1);
  for (let i = 0; i < 40; i++) rate.add(moment, 1e9, 0.5);
  expect(rate.bytesPerSecond(moment)).toBeCloseTo(2e9, -5);
  expect(rate.bytesPerSecond({ ...moment, operation: 'pv' })).toBeCloseTo(500e6, 0);
});

test('a slow one counts at once', () => {
  const rate = new WorkingRate(() => 0);
  rate.add(moment, 1e9, 100);
  expect(rate.bytesPerSecond(moment)).toBeLessThan(100e6);
});

test('what is small says nothing', () => {
  const rate = new WorkingRate(() => 0);
  rate.add(moment, 1e6, 1);
  expect(rate.bytesPerSecond(moment)).toBeCloseTo(500e6, 0);
});

test('what is slow by what was asked for counts for its like alone', () => {
  const rate = new WorkingRate(() => 0);
  expect(rate.bytesPerSecond(median)).toBeCloseTo(500e6 / 8, 0);
  for (let i = 0; i < 10; i++) rate.add(median, 192e6, 17);
  expect(rate.bytesPerSecond(median)).toBeLessThan(15e6);
  expect(rate.bytesPerSecond(mean)).toBeCloseTo(500e6, 0);
});

test('however slow some were, the rate has a least, and goes back to what is assumed', () => {
  let now = 0;
  const rate = new WorkingRate(() => now);
  for (let i = 0; i < 100; i++) rate.add(moment, 1e9, 1e4);
  expect(rate.bytesPerSecond(moment)).toBeCloseTo(25e6, -1);
  now = 3600_000;
  expect(rate.bytesPerSecond(moment)).toBeGreaterThan(350e6);
  rate.add(moment, 1e9, 2);
  expect(rate.bytesPerSecond(moment)).toBeCloseTo(1e9 / (0.7 * (2 + (38 + 10) / 64) + 0.6), -9);
});
