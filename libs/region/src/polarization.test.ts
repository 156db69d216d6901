import { expect, test } from '@jest/globals';
import { UnsupportedError, UsageError } from '#faults';
import { POL_STATES, polLabelOf, polPlanes } from './index.js';

test('labels and FITS codes, in ObsCore order', () => {
  expect(POL_STATES.map(({ label }) => label).join(' ')).toBe('I Q U V RR LL RL LR XX YY XY YX POLI POLA');
  expect(POL_STATES.map(({ code }) => code)).toEqual([1, 2, 3, 4, -1, -2, -3, -4, -5, -6, -7, -8, undefined, undefined]);
  expect([1, -8, 0, 9].map(polLabelOf)).toEqual(['I', 'YX', undefined, undefined]);
});

test.each([
  ['in file order', ['V', 'I'], [1, 2, 3, 4], [0, 3]],
  ['once each', ['I', 'I'], [1, 2, 3, 4], [0]],
  ['circular feeds, falling codes', ['RR', 'LR'], [-1, -2, -3, -4], [0, 3]],
  ['what is there', ['I', 'XX'], [-5, -6], [0]],
  ['nothing', ['Q'], [1], []],
  ['without a code', ['POLI'], [1, 2, 9], []],
])('planes: %s', (_, labels, codes, planes) => {
  expect(polPlanes(labels, (pixel) => codes[pixel], codes.length)).toEqual(planes);
});

test('a label that ObsCore does not know', () => {
  expect(() => polPlanes(['I', 'Stokes'], () => 1, 1)).toThrow(UsageError);
  expect(() => polPlanes(['Stokes'], () => 1, 1)).toThrow("'Stokes' is unknown; expected one of I, Q, U");
});

test('an axis that is far too long is refused before it is looked at', () => {
  const looked: number[] = [];
  const codeAt = (pixel: number) => looked.push(pixel);
  expect(() => polPlanes(['I'], codeAt, 3e7)).toThrow(UnsupportedError);
  expect(() => polPlanes(['I'], codeAt, 3e7)).toThrow('30000000 planes; expected at most 1000');
  expect(looked).toEqual([]);
  expect(polPlanes(['I'], (pixel) => 1 + pixel, 1000)).toEqual([0]);
});
