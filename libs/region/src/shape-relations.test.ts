import { describe, expect, test } from '@jest/globals';
import { offset, randomShape } from '../test/random-shape.js';
import { random } from '../test/random.js';
import { shapeContains, shapesIntersect, type Shape } from './index.js';

const circle = (lonDeg: number, latDeg: number, radiusDeg: number): Shape => ({ kind: 'circle', lonDeg, latDeg, radiusDeg });
const polygon = (...verticesDeg: number[]): Shape => ({ kind: 'polygon', verticesDeg });
const range = (lon1Deg: number, lon2Deg: number, lat1Deg: number, lat2Deg: number): Shape => ({
  kind: 'range',
  lon1Deg,
  lon2Deg,
  lat1Deg,
  lat2Deg,
});

const square = polygon(359, -1, 1, -1, 1, 1, 359, 1);
const bow = polygon(0, 0, 10, 10, 10, 0, 0, 10);
const ell = polygon(0, 0, 10, 0, 10, 2, 2, 2, 2, 10, 0, 10);

describe('contains', () => {
  test.each([
    [circle(10, 60, 1), 12, 60, true], // a little less than 2° · cos 60° along the great circle
    [circle(10, 60, 1), 12.01, 60, false],
    [circle(359.9, 0, 0.2), 0.05, 0, true],
    [circle(0, 90, 5), 123, 85, true],
    [circle(0, 90, 5), 123, 84.999, false],
    [circle(0, 0, 1 / 3600), 0.999 / 3600, 0, true],
    [circle(0, 0, 1 / 3600), 1.001 / 3600, 0, false],
    [circle(0, 0, 180), 180, 0, true],
    [range(350, 10, -5, 5), 0, 0, true],
    [range(350, 10, -5, 5), 10, 5, true],
    [range(350, 10, -5, 5), 349.99, 0, false],
    [range(350, 10, -5, 5), 180, 0, false],
    [range(10, 350, -5, 5), 0, 0, false],
    [range(0, 360, 89, 90), 200, 89.5, true],
    [range(20, 30, 80, 90), 0, 90, true],
    [range(-Infinity, Infinity, 0, Infinity), 5, 90, true],
    [range(-10, 10, -1, 1), 355, 0, true],
    [square, 0, 0, true],
    [square, 359, 1, true],
    [square, 0, 1.0001, true], // below the great circle between two points at 1°
    [square, 0, 1.0002, false],
    [square, 180, 0, false],
    [bow, 2, 5, true],
    [bow, 5, 2.6, false],
    [bow, 8.2, 5, true],
    [bow, 1, 5, true],
    [ell, 1, 9, true],
    [ell, 9, 1, true],
    [ell, 5, 5, false],
    [polygon(0, 80, 120, 80, 240, 80), 50, 90, true],
    [polygon(0, -80, 120, -80, 240, -80), 50, 90, false],
    [polygon(0, 0, 90, 0, 180, 0, 270, 0), 10, -40, true], // eastward: the left side, seen from the origin, is south
    [polygon(270, 0, 180, 0, 90, 0, 0, 0), 10, 40, true],
    [polygon(270, 0, 180, 0, 90, 0, 0, 0), 10, -40, false],
  ])('%j %d %d: %p', (shape, lon, lat, inside) => expect(shapeContains(shape, lon, lat)).toBe(inside));
});

describe('intersect', () => {
  test.each([
    [circle(0, 0, 1), circle(3, 0, 2), true],
    [circle(0, 0, 1), circle(3, 0, 1.999), false],
    [circle(0, 0, 5), circle(1, 0, 0.1), true],
    [circle(0, 0, 100), circle(180, 0, 79), false],
    [circle(0, 0, 100), circle(180, 0, 81), true],
    [circle(0, 2, 1.0001), square, true],
    [circle(0, 2, 0.9999), square, true], // the edge bulges to 1.00015°
    [circle(0, 2, 0.9998), square, false],
    [circle(0, 0, 0.01), square, true],
    [circle(0, 0, 20), square, true],
    [square, range(0, 360, 1.0001, 90), true],
    [square, range(0, 360, 1.0002, 90), false],
    [square, range(0.5, 0.6, -20, 20), true],
    [square, range(0.5, 0.6, -0.2, 0.2), true],
    [square, range(340, 20, -20, 20), true],
    [square, range(1.5, 358.5, -20, 20), false],
    [range(0, 360, 0, 20), range(0, 360, -10, 10), true],
    [range(0, 360, 0, 20), range(0, 360, 20, 30), true],
    [range(0, 360, 0, 20), range(0, 360, 20.01, 30), false],
    [range(350, 10, 0, 20), range(10, 20, 5, 6), true],
    [range(350, 10, 0, 20), range(10.01, 20, 5, 6), false],
    [range(10, 20, 0, 90), range(100, 120, 80, 90), true], // at the pole
    [square, polygon(0.5, 0, 5, 3, 5, -3), true],
    [square, polygon(1.5, 0, 5, 3, 5, -3), false],
    [polygon(10, -1, 350, -1, 0, 9), polygon(-5, 3, 5, 3, 0, -9), true], // a star: no vertex of one in the other
    [ell, polygon(5, 5, 9, 5, 9, 9), false],
    [square, range(-Infinity, Infinity, -90, 90), true],
  ])('%j %j: %p', (a, b, expected) => {
    expect(shapesIntersect(a, b)).toBe(expected);
    expect(shapesIntersect(b, a)).toBe(expected);
  });

  test('random pairs, against points: a common point means that they meet; shapes that meet have points close to both', () => {
    const next = random(5);
    const counts = { meet: 0, apart: 0 };
    for (let i = 0; i < 400; i++) {
      const [lon, lat] = offset(0, 90, 180 * next(), 360 * next());
      const a = randomShape(next, lon, lat, 10 * next() + 0.5);
      const [lonB, latB] = offset(lon, lat, 15 * next(), 360 * next());
      const b = randomShape(next, lonB, latB, 10 * next() + 0.5);
      const meet = shapesIntersect(a, b);
      expect(shapesIntersect(b, a)).toBe(meet);
      counts[meet ? 'meet' : 'apart']++;
      let common = 0;
      for (let k = 0; k < 300; k++) {
        const [x, y] = offset(lon, lat, 25 * Math.sqrt(next()), 360 * next());
        if (shapeContains(a, x, y) && shapeContains(b, x, y)) common++;
      }
      if (common > 0) expect(meet).toBe(true);
    }
    expect(Math.min(counts.meet, counts.apart)).toBeGreaterThan(50);
  });
});
