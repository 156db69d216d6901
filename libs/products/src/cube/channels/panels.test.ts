import { expect, test } from '@jest/globals';
import { panelsOf } from './panels.js';

test('panels from the lowest coordinate on, whichever way the channels run', () => {
  const falling = Float64Array.of(10, 7, 5, 2);
  expect(panelsOf(falling, { step: 3 }, 'km/s')).toEqual({ width: 3, bins: [[2, 5], [5, 8], [8, 11]] }); // prettier-ignore
  expect(panelsOf(falling.toReversed(), { panels: 2 }, 'km/s')).toEqual({ width: 4, bins: [[2, 6], [6, 10]] }); // prettier-ignore
  // A rounding error makes no further panel.
  expect(panelsOf(Float64Array.of(0, 0.1 + 0.2), { step: 0.1 }, 'km/s').bins).toHaveLength(3);
});

test('panels from where the range begins that is asked for, and no blank ones at its ends', () => {
  const edges = Float64Array.from({ length: 14 }, (_, k) => 1606.6 + 8.1 * k); // to 1711.9
  const lows = (step: number, asked?: readonly [number, number]): number[] =>
    panelsOf(edges, { step }, 'km/s', asked).bins.map(([low]) => Math.round(low * 1e6) / 1e6);
  expect(lows(20, [1620, 1700])).toEqual([1620, 1640, 1660, 1680]);
  expect(lows(20, [1620, 1711])).toEqual([1620, 1640, 1660, 1680, 1700]);
  expect(lows(20, [1620, Infinity])).toEqual([1620, 1640, 1660, 1680, 1700]);
  expect(lows(20, [-Infinity, 1660])).toEqual([1606.6, 1626.6, 1646.6]);
  // The maps stay where they are when the channels begin later, or end before.
  expect(lows(20, [1500, 1660])).toEqual([1600, 1620, 1640]);
  expect(lows(20, [1490, 1800])).toEqual([1610, 1630, 1650, 1670, 1690]);
  expect(lows(20)).toEqual([1606.6, 1626.6, 1646.6, 1666.6, 1686.6]);
  expect(panelsOf(edges, { panels: 2 }, 'km/s', [1620, 1700]).bins).toEqual([[1620, 1660], [1660, 1700]]); // prettier-ignore
  expect(panelsOf(edges, { panels: 1 }, 'km/s', [1650, 1650]).bins[0][0]).toBe(1606.6);
});

test.each([
  [{ step: 0 }, 'usage', 'STEP is 0; expected a width in km/s above 0'],
  [{ step: NaN }, 'usage', 'STEP is NaN'],
  [{ step: 17 }, 'usage', 'STEP is 17 km/s; a map is blank where channels cover less than half of it, and these are 8 wide'],
  [{ step: 1e-5 }, 'limit', 'STEP makes 800000 maps; at most 4096 are made'],
  [{ panels: 1.5 }, 'usage', 'PANELS is 1.5'],
  [{ panels: 5000 }, 'limit', 'PANELS makes 5000 maps'],
] as const)('refused by name: %j', (request, fault, message) => {
  expect(() => panelsOf(Float64Array.of(2, 10), request, 'km/s')).toThrow(
    expect.objectContaining({ fault, message: expect.stringContaining(message) }),
  );
});
