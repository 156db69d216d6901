import { expect, test } from '@jest/globals';
import { panelsOf } from './panels.js';

test('panels from the lowest coordinate on, whichever way the channels run', () => {
  const falling = Float64Array.of(10, 7, 5, 2);
  expect(panelsOf(falling, { step: 3 }, 'km/s')).toEqual({ width: 3, bins: [[2, 5], [5, 8], [8, 11]] }); // prettier-ignore
  expect(panelsOf(falling.toReversed(), { panels: 2 }, 'km/s')).toEqual({ width: 4, bins: [[2, 6], [6, 10]] }); // prettier-ignore
  // A rounding error makes no further panel.
  expect(panelsOf(Float64Array.of(0, 0.1 + 0.2), { step: 0.1 }, 'km/s').bins).toHaveLength(3);
});

test.each([
  [{ step: 0 }, 'usage', 'STEP is 0; expected a width in km/s above 0'],
  [{ step: NaN }, 'usage', 'STEP is NaN'],
  [{ step: 1e-5 }, 'limit', 'STEP makes 800000 maps; at most 4096 are made'],
  [{ panels: 1.5 }, 'usage', 'PANELS is 1.5'],
  [{ panels: 5000 }, 'limit', 'PANELS makes 5000 maps'],
] as const)('refused by name: %j', (request, fault, message) => {
  expect(() => panelsOf(Float64Array.of(2, 10), request, 'km/s')).toThrow(
    expect.objectContaining({ fault, message: expect.stringContaining(message) }),
  );
});
