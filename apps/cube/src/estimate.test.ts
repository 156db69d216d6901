import { expect, test } from '@jest/globals';
import type { Dataset } from '#catalog';
import { LimitError } from '#faults';
import type { ComputedPlan } from '#products';
import { assertQuick, estimateOf, measured } from './estimate.js';

const dataset = { file: { source: { kind: 'file', path: '/cube.fits' } } } as unknown as Dataset;
const plan = { readBytes: 5e8 } as ComputedPlan;
const secondsOf = (given: ComputedPlan): number => estimateOf('moment', given, dataset).seconds;

test('what masks take is added to the time of the bytes', () => {
  expect(secondsOf(plan)).toBeCloseTo(1, 6);
  expect(secondsOf({ ...plan, work: { smoothing: 2e10 } })).toBeGreaterThan(10);
  expect(secondsOf({ ...plan, work: { growth: 1e10 } })).toBeGreaterThan(10);
  expect(secondsOf({ ...plan, work: { convolution: 1e10, regions: 1e8 } })).toBeGreaterThan(secondsOf(plan));
  expect(() => assertQuick(estimateOf('moment', { ...plan, work: { smoothing: 1e11 } }, dataset), 60, 'moment')).toThrow(LimitError);
});

test('slow masks and medians say nothing of plain products', () => {
  for (let i = 0; i < 10; i++) {
    measured('moment', { ...plan, work: { smoothing: 1e6 } }, dataset, 100);
    measured('moment', { ...plan, manner: { name: 'order statistics', slowness: 8 } }, dataset, 100);
  }
  expect(secondsOf(plan)).toBeCloseTo(1, 6);
  expect(secondsOf({ ...plan, manner: { name: 'order statistics', slowness: 8 } })).toBeGreaterThan(50);
});
