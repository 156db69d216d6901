import { expect, test } from '@jest/globals';
import * as region from './index.js';

test('surface', () =>
  expect(Object.keys(region).sort()).toEqual([
    'POL_STATES',
    'footprint',
    'intervalSpan',
    'polLabelOf',
    'polPlanes',
    'shapeBox',
    'shapeContains',
    'shapesIntersect',
  ]));
