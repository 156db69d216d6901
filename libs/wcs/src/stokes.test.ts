import { expect, test } from '@jest/globals';
import { isStokesCtype, parseStokes } from './stokes.js';

const codes = (crval: number | undefined, steps: number[]): number[] => {
  const axis = parseStokes({ value: (keyword) => (keyword === 'CRVAL3A' ? crval : undefined) }, { axis: 2, alternate: 'A' });
  return steps.map((step) => axis.codeAt(step));
};

test('codes are linear in the pixel, either way', () => {
  expect(codes(1, [0, 1, 2, 3])).toEqual([1, 2, 3, 4]);
  expect(codes(-5, [0, -1, -2, -3])).toEqual([-5, -6, -7, -8]);
  expect(codes(1, [0, 3.0000002])).toEqual([1, 4]); // CDELT in single precision
});

test('between planes there is no code', () => expect(codes(1, [0.5, -1])).toEqual([NaN, 0]));

test('names', () => {
  expect(['STOKES', ' stokes ', 'POL', 'Polarization'].map(isStokesCtype)).toEqual([true, true, true, true]);
  expect(['FREQ', 'POLA', ''].map(isStokesCtype)).toEqual([false, false, false]);
});
