import { describe, expect, test } from '@jest/globals';
import { random } from '../test/random.js';
import { intervalSpan, type AxisMap } from './index.js';

/** An axis from two functions of a single value. */
function axisOf(world: (pixel: number) => number, pixel: (world: number) => number): AxisMap {
  const each = (f: (value: number) => number) => (from: Float64Array, count: number, out: Float64Array) => {
    for (let i = 0; i < count; i++) out[i] = f(from[i]);
  };
  return { pixelToWorld: each(world), worldToPixel: each(pixel) };
}

const linear = (start: number, step: number) => axisOf((p) => start + step * p, (w) => (w - start) / step); // prettier-ignore
const C = 299_792_458;
/** Vacuum wavelength of a frequency axis: not linear, and falling. */
const frequency = (start: number, step: number) => axisOf((p) => C / (start + step * p), (w) => (C / w - start) / step); // prettier-ignore

/** kernels.md §5 word by word, in FITS pixels: channel k covers k − ½ … k + ½ and must share more than a border with the open interval. */
function slowSpan([low, high]: [number, number], axis: AxisMap, length: number) {
  const edges = Float64Array.from({ length: length + 1 }, (_, i) => i - 0.5);
  axis.pixelToWorld(edges, length + 1, edges);
  const kept = Array.from({ length }, (_, i) => i).filter((i) => {
    const [a, b] = [Math.min(edges[i], edges[i + 1]), Math.max(edges[i], edges[i + 1])];
    return Math.min(b, high) > Math.max(a, low);
  });
  return kept.length === 0 ? undefined : { first: kept[0], last: kept[kept.length - 1] };
}

describe.each([
  ['rising', linear(100, 2)],
  ['falling', linear(100, -0.5)],
  ['wavelength of rising frequency', frequency(1.4e9, 1e6)],
  ['wavelength of falling frequency', frequency(1.4e9, -1e6)],
])('%s', (_, axis) => {
  const length = 50;
  const world = (pixel: number) => {
    const value = Float64Array.of(pixel);
    axis.pixelToWorld(value, 1, value);
    return value[0];
  };
  const span = (p1: number, p2: number) => intervalSpan([Math.min(world(p1), world(p2)), Math.max(world(p1), world(p2))], axis, length);

  test('random intervals, against every channel', () => {
    const next = random(7);
    for (let i = 0; i < 300; i++) {
      const [p1, p2] = [next() * 70 - 10, next() * 70 - 10];
      const interval: [number, number] = [Math.min(world(p1), world(p2)), Math.max(world(p1), world(p2))];
      expect(intervalSpan(interval, axis, length)).toEqual(slowSpan(interval, axis, length));
    }
  });

  test.each([
    ['within one channel', 3.2, 3.4, { first: 3, last: 3 }],
    ['over a border', 3.4, 3.6, { first: 3, last: 4 }],
    ['from border to border', 2.5, 5.5, { first: 3, last: 5 }],
    ['the whole axis exactly', -0.5, 49.5, { first: 0, last: 49 }],
    ['more than the axis', -3, 60, { first: 0, last: 49 }],
    ['out at the low end', -5, -0.7, undefined],
    ['out at the high end', 49.6, 55, undefined],
    ['touching the axis from outside', 49.5, 55, undefined],
    ['one value', 7.49, 7.49, { first: 7, last: 7 }],
    ['one value in the first half channel', -0.4, -0.4, { first: 0, last: 0 }],
    ['one value in the last half channel', 49.4, 49.4, { first: 49, last: 49 }],
    ['one value outside', 49.6, 49.6, undefined],
  ])('%s', (_what, p1, p2, expected) => expect(span(p1, p2)).toEqual(expected));

  test('open ends', () => {
    const below = world(20.2) < world(20.3) ? { first: 0, last: 20 } : { first: 20, last: 49 };
    const above = world(20.2) < world(20.3) ? { first: 20, last: 49 } : { first: 0, last: 20 };
    expect(intervalSpan([-Infinity, world(20.2)], axis, length)).toEqual(below);
    expect(intervalSpan([world(20.2), Infinity], axis, length)).toEqual(above);
    expect(intervalSpan([-Infinity, Infinity], axis, length)).toEqual({ first: 0, last: 49 });
    expect(intervalSpan([Infinity, Infinity], axis, length)).toBeUndefined();
    expect(intervalSpan([-Infinity, -Infinity], axis, length)).toBeUndefined();
  });
});

test('an axis with world values on a part only: relativistic velocity ends at c', () => {
  // Channel k is at (k − 10)/10 of c, so 0 … 20 are possible, −c to +c; NaN beyond.
  const rest = 0.21;
  const wave = (beta: number) => (Math.abs(beta) < 1 ? rest * Math.sqrt((1 + beta) / (1 - beta)) : NaN);
  const axis = axisOf((p) => wave((p - 10) / 10), (w) => 10 + (10 * (w * w - rest * rest)) / (w * w + rest * rest)); // prettier-ignore
  expect(intervalSpan([-Infinity, Infinity], axis, 30)).toEqual({ first: 0, last: 20 });
  expect(intervalSpan([wave(0.03), wave(0.52)], axis, 30)).toEqual({ first: 10, last: 15 });
  expect(intervalSpan([wave(0.52), Infinity], axis, 30)).toEqual({ first: 15, last: 20 });
  expect(intervalSpan([1e-9, 0.1], axis, 30)).toEqual({ first: 0, last: 4 });
});

test('an inverse that gives nothing is replaced by a search', () => {
  const axis = axisOf((p) => p ** 3, () => NaN); // prettier-ignore
  expect(intervalSpan([2.6 ** 3, 7.4 ** 3], axis, 20)).toEqual({ first: 3, last: 7 });
  expect(intervalSpan([5 ** 3, 5 ** 3], axis, 20)).toEqual({ first: 5, last: 5 });
});

test('an axis without extent is all or nothing, one without values nothing', () => {
  const flat = axisOf(() => 5e-7, () => NaN); // prettier-ignore
  expect(intervalSpan([4e-7, 6e-7], flat, 3)).toEqual({ first: 0, last: 2 });
  expect(intervalSpan([5e-7, 5e-7], flat, 1)).toEqual({ first: 0, last: 0 });
  expect(intervalSpan([6e-7, 7e-7], flat, 1)).toBeUndefined();
  expect(intervalSpan([0, 1], axisOf(() => NaN, () => NaN), 9)).toBeUndefined(); // prettier-ignore
});
