import { expect, test } from '@jest/globals';
import * as fits from '../src/index.js';

test('surface', () =>
  expect(Object.keys(fits).sort()).toEqual([
    'BLOCK_BYTES',
    'CARD_BYTES',
    'FitsFile',
    'Header',
    'HeaderEditor',
    'MAX_CARDS',
    'decodePixels',
    'encodePixels',
    'formatNumber',
    'padded',
    'parseCard',
    'scalingOf',
  ]));
