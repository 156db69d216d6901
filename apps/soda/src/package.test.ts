import { expect, test } from '@jest/globals';
import { NoOverlapError, UsageError } from '#faults';
import { reasonOf } from './package.js';

test('a dataset without anything of what was asked for is empty, and not a wrong use', () => {
  expect(reasonOf(new NoOverlapError('CIRCLE 1 2 3 does not overlap a.fits'))).toBe('EMPTY: CIRCLE 1 2 3 does not overlap a.fits');
  expect(reasonOf(new UsageError('BAND is odd'))).toBe('UsageError: BAND is odd');
});
