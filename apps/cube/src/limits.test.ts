import { expect, test } from '@jest/globals';
import { Params, parseCube, type CubeOperation } from '#ivoa';
import type { ComputedPlan } from '#products';
import { assertFew, assertSmall, limitTexts } from './limits.js';

const LIMITS = { maxProduct: 2 ** 30, maxVertices: 3, maxRings: 5, maxCombinations: 2 };

test.each<[CubeOperation, string, RegExp | undefined]>([
  ['pv', 'PATH=1 1 2 2 3 3', undefined],
  ['pv', 'PATH=1 1 2 2 3 3 4 4', /^PATH: vertices: one request takes up to 3 \(SODALITE_MAX_VERTICES\), got 4$/],
  ['pv', 'CENTER=1 1&PA=0&LENGTH=10', undefined],
  ['spectrum', 'CIRCLE=1 1 1&CIRCLE=1 1 2&POINT=1 1', /^apertures: one request takes up to 2 \(SODALITE_MAX_COMBINATIONS\), got 3$/],
  ['profile', 'CENTER=1 1&RINGS=1 2 3 4 5', undefined],
  ['profile', 'CENTER=1 1&RINGSTEP=1&RMAX=6', /^RINGS: one request takes up to 5 \(SODALITE_MAX_RINGS\), got 6$/],
  ['moment', 'MOMENT=0', undefined],
])('%s %s', (operation, query, message) => {
  const assert = (): void => assertFew(parseCube(operation, Params.from(new URLSearchParams(`ID=a&${query}`))), LIMITS);
  if (message) expect(assert).toThrow(expect.objectContaining({ fault: 'limit', message: expect.stringMatching(message) }));
  else expect(assert).not.toThrow();
});

test('a product that is too large is refused; one whose length nobody knows is not', () => {
  const plan = (length?: number) => ({ length }) as ComputedPlan;
  expect(() => assertSmall(plan(2 ** 30 + 1), LIMITS)).toThrow('1073741825 bytes, and one may have 1073741824 (SODALITE_MAX_PRODUCT)');
  expect(() => assertSmall(plan(2 ** 30), LIMITS)).not.toThrow();
  expect(() => assertSmall(plan(), LIMITS)).not.toThrow();
});

test('the descriptors say so', () => {
  expect(limitTexts(LIMITS)).toMatchObject({ pv: 'paths of up to 3 vertices, products of up to 1024 MiB', profile: 'up to 5 rings' });
});
