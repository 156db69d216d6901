import { expect, test } from '@jest/globals';
import { WorkingRate } from './working-rate.js';

test('the rate is assumed until it is measured, and follows what is measured', () => {
  const rate = new WorkingRate();
  expect(rate.bytesPerSecond('moment', 'near')).toBe(500e6);
  expect(rate.bytesPerSecond('moment', 'far')).toBe(30e6);
  for (let i = 0; i < 40; i++) rate.add('moment', 'near', 1e9, 0.5);
  expect(rate.bytesPerSecond('moment', 'near')).toBeCloseTo(2e9, -5);
  expect(rate.bytesPerSecond('pv', 'near')).toBe(500e6);
});

test('a slow one counts at once', () => {
  const rate = new WorkingRate();
  rate.add('pv', 'near', 1e9, 100);
  expect(rate.bytesPerSecond('pv', 'near')).toBeLessThan(40e6);
});

test('what is small says nothing', () => {
  const rate = new WorkingRate();
  rate.add('moment', 'near', 1e6, 1);
  expect(rate.bytesPerSecond('moment', 'near')).toBe(500e6);
});
