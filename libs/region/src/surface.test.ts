import { expect, test } from '@jest/globals';
import * as region from './index.js';

test('surface', () =>
  expect(Object.keys(region).sort()).toEqual([
    'POL_STATES',
    'RADIANS',
    'angleBetween',
    'blend',
    'coverageOf',
    'cross',
    'directionOf',
    'dot',
    'footprint',
    'intervalSpan',
    'latOf',
    'lonOf',
    'minus',
    'normalised',
    'polLabelOf',
    'polPlanes',
    'shapeBox',
    'shapeContains',
    'shapeMask',
    'shapesIntersect',
  ]));
