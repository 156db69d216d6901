import { expect, test } from '@jest/globals';
import { gaussianKernel } from './gaussian-kernel.js';
import type { SeparableKernel } from './separable-kernel.js';

const valuesOf = ({ width, height, terms }: SeparableKernel): Float64Array => {
  const out = new Float64Array(width * height);
  for (const { row, column } of terms)
    for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) out[y * width + x] += column[y] * row[x];
  return out;
};

const momentsOf = (kernel: SeparableKernel): { sum: number; xx: number; xy: number; yy: number } => {
  const found = { sum: 0, xx: 0, xy: 0, yy: 0 };
  valuesOf(kernel).forEach((value, i) => {
    const [x, y] = [(i % kernel.width) - (kernel.width >> 1), Math.floor(i / kernel.width) - (kernel.height >> 1)];
    found.sum += value;
    found.xx += value * x * x;
    found.xy += value * x * y;
    found.yy += value * y * y;
  });
  return found;
};

test.each([
  [{ xx: 4, xy: 1, yy: 2 }, 2e-4],
  [{ xx: 1, xy: 0, yy: 1 }, 2e-4],
  [{ xx: 0.04, xy: 0.01, yy: 0.03 }, 2e-4],
  [{ xx: 1e-4, xy: 0, yy: 1e-4 }, 2e-4],
  // a line, as of the beams that the common one touches
  [{ xx: 3, xy: Math.sqrt(3), yy: 1 }, 2e-4],
  [{ xx: 9, xy: -3.6, yy: 1.5 }, 2e-4],
  [{ xx: 2, xy: 0, yy: 0 }, 2e-4],
])('a kernel of covariance %j has that covariance and unit sum', (covariance, tolerance) => {
  const { sum, xx, xy, yy } = momentsOf(gaussianKernel(covariance));
  expect(sum).toBeCloseTo(1, 8);
  const scale = Math.max(covariance.xx, covariance.yy);
  for (const [found, wanted] of [
    [xx, covariance.xx],
    [xy, covariance.xy],
    [yy, covariance.yy],
  ])
    expect(Math.abs(found - wanted)).toBeLessThan(tolerance * scale);
});

test('a round kernel is one product, and others take few', () => {
  expect(gaussianKernel({ xx: 9, xy: 0, yy: 4 }).terms).toHaveLength(1);
  const inclined = gaussianKernel({ xx: 20, xy: 8, yy: 12 });
  expect(inclined.cost).toBeLessThan(0.75 * inclined.width * inclined.height);
  const determinant = 20 * 12 - 64;
  const values = valuesOf(inclined);
  const peak = values[values.length >> 1];
  for (const [x, y] of [
    [0, 0],
    [3, -2],
    [-5, 6],
    [9, 9],
  ]) {
    const value = values[(y + (inclined.height >> 1)) * inclined.width + x + (inclined.width >> 1)];
    expect(Math.abs(value / peak - Math.exp(-(12 * x * x - 16 * x * y + 20 * y * y) / (2 * determinant)))).toBeLessThan(1e-8);
  }
});
