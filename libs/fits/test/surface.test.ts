import { expect, test } from '@jest/globals';
import * as fits from '../src/index.js';

test('surface', () =>
  expect(Object.keys(fits).sort()).toEqual([
    'BLOCK_BYTES',
    'BinTable',
    'CARD_BYTES',
    'FitsFile',
    'Header',
    'HeaderEditor',
    'MAX_CARDS',
    'TiledImage',
    'bytesOf',
    'checksumText',
    'decodePixels',
    'encodePixels',
    'formatNumber',
    'padded',
    'parseCard',
    'scalingOf',
    'sumBoth',
    'sumOf',
    'writeCompressed',
  ]));
