import { expect, test } from '@jest/globals';
import { cardsOf } from '../test/golden-cards.js';
import { parseLinear } from './linear.js';

const linear = (cards: Readonly<Record<string, number>>, size = 2) =>
  parseLinear(cardsOf(cards), { size, alternate: '', pair: { lon: 0, lat: 1 } });

test('without cards a pixel is a unit, counted from the pixel before the first (CRPIX 0)', () => {
  const { matrix, referencePixel } = linear({});
  expect([...matrix]).toEqual([1, 0, 0, 1]);
  expect([...referencePixel]).toEqual([-1, -1]);
});

// What WCSLIB 7.12 makes of the same cards, by astropy's pixel_scale_matrix
test.each<[string, Readonly<Record<string, number>>, number[]]>([
  ['absent PC are those of the identity', { PC1_2: 0.5, CDELT1: -2, CDELT2: 4 }, [-2, -1, 0, 4]],
  ['absent CD are 0', { CD1_1: -0.1, CD2_1: 0.05 }, [-0.1, 0, 0.05, 0]],
  ['CDELT means nothing beside CD', { CD1_1: -0.1, CD2_2: 0.1, CDELT1: -5, CDELT2: 5 }, [-0.1, 0, 0, 0.1]],
  ['PC beats CD', { CD1_1: -0.1, CD2_2: 0.1, PC1_1: 0.7, PC1_2: -0.7, CDELT1: -5, CDELT2: 5 }, [-3.5, 3.5, 0, 5]],
  ['PC00i00j beats CD', { CD1_1: -0.1, CD2_2: 0.1, PC001001: 0.7, PC002001: -0.7, CDELT1: -5, CDELT2: 5 }, [-3.5, 0, -3.5, 5]],
  ['CROTA of the latitude', { CDELT1: -2, CDELT2: 3, CROTA1: 50, CROTA2: 90 }, [0, -3, -2, 0]],
  ['CROTA of the longitude alone', { CDELT1: -2, CDELT2: 3, CROTA1: 50 }, [-2, 0, 0, 3]],
])('%s', (_, cards, expected) => {
  linear(cards).matrix.forEach((element, k) => expect(element).toBeCloseTo(expected[k], 14));
});

test('an axis that no CD card names has a step of 1, whatever its CDELT', () => {
  expect([...linear({ CD1_1: -0.1, CD2_2: 0.1, CDELT3: 5 }, 3).matrix]).toEqual([-0.1, 0, 0, 0, 0.1, 0, 0, 0, 1]);
});
