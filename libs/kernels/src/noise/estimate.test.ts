import { expect, test } from '@jest/globals';
import { ReferenceHistogram } from '../reference/histogram.js';
import type { Counts } from '../histogram.js';
import { mergedCounts } from './distribution.js';
import { noiseOf, scaleOf, type Estimator } from './estimate.js';

const SIGMA = 3;

/** Quantiles of a Gaussian rather than draws from one: what comes out is known to 10⁻³. */
const gaussian = Float64Array.from({ length: 20_001 }, (_, i) => SIGMA * normalQuantile((i + 0.5) / 20_001));

test.each<[Estimator, number]>([
  ['mad', 1e-3],
  ['negative', 1e-3],
  ['clip', 0.03],
  ['gauss', 0.01],
])('%s of Gaussian noise', (estimator, tolerance) => {
  const { sigma, relativeError } = noiseOf(counted(gaussian, scaleOf(gaussian)), estimator);
  expect(Math.abs(sigma / SIGMA - 1)).toBeLessThan(tolerance);
  expect(relativeError).toBeLessThan(1e-3);
});

test('a far centre shows in the bound of the error, and counting again about what came out mends it', () => {
  const values = gaussian.map((value) => value + 1000);
  const far = noiseOf(counted(values, { centre: 0, scale: 1 }), 'mad');
  expect(far.relativeError).toBeGreaterThan(1e-3);
  const near = noiseOf(counted(values, { centre: far.median, scale: far.sigma }), 'mad');
  expect(near.relativeError).toBeLessThan(1e-3);
  expect(near.sigma).toBeCloseTo(SIGMA, 2);
});

test('values alike, and none', () => {
  expect(scaleOf(new Float64Array(5).fill(7))).toEqual({ centre: 7, scale: 1 });
  expect(noiseOf(counted(Float64Array.of(NaN, NaN), { centre: 0, scale: 1 }), 'mad').sigma).toBeNaN();
});

test('counts of several blocks are those of all; other classes are refused', () => {
  const scale = scaleOf(gaussian);
  const parts = [counted(gaussian.subarray(0, 5000), scale), counted(new Float64Array(0), scale), counted(gaussian.subarray(5000), scale)];
  expect(mergedCounts(parts)).toEqual(counted(gaussian, scale));
  expect(() => mergedCounts([parts[0], { ...parts[1], scale: 1 }])).toThrow('cannot be added up');
});

function counted(values: Float64Array, scale: { centre: number; scale: number }): Counts {
  const kernel = new ReferenceHistogram({ pixels: { bitpix: -64, bscale: 1, bzero: 0 }, count: values.length, ...scale });
  const bytes = kernel.input();
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  values.forEach((value, i) => view.setFloat64(8 * i, value));
  kernel.add();
  return kernel.take();
}

/** By halving; the integral of the Gaussian as a series. */
function normalQuantile(p: number): number {
  let [low, high] = [-8, 8];
  for (let round = 0; round < 60; round++) {
    const x = (low + high) / 2;
    let [term, sum] = [x, x];
    for (let k = 1; k < 200; k++) sum += term *= (x * x) / (2 * k + 1);
    if (0.5 + (sum * Math.exp((-x * x) / 2)) / Math.sqrt(2 * Math.PI) < p) low = x;
    else high = x;
  }
  return low;
}
