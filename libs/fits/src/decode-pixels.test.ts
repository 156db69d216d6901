import { describe, expect, test } from '@jest/globals';
import { FatalError } from '#faults';
import { golden, headerBytes } from '../test/fixtures.js';
import { decodePixels } from './decode-pixels.js';
import { encodePixels } from './encode-pixels.js';
import type { Bitpix } from './hdu.js';
import { Header } from './header.js';
import { scalingOf } from './scaling.js';

interface Case {
  name: string;
  bitpix: Bitpix;
  cards: Record<string, string>;
  stored: string;
  physical: string;
}

describe('physical values as astropy gives them', () => {
  test.each(golden<Case[]>('pixels.json').map((entry) => [entry.name, entry] as const))('%s', (_, { bitpix, cards, stored, physical }) => {
    const lines = Object.entries({ BITPIX: String(bitpix), ...cards }).map(([keyword, value]) => `${keyword.padEnd(8)}= ${value}`);
    const scaling = scalingOf(Header.parse(headerBytes(lines), { file: 'a.fits' }));
    const expected = Buffer.from(physical, 'base64');
    const values = decodePixels(Buffer.from(stored, 'base64'), bitpix, scaling);
    expect(Array.from(values)).toEqual(Array.from({ length: expected.length / 8 }, (_, i) => expected.readDoubleBE(8 * i)));
  });
});

test.each<[Bitpix, number[]]>([
  [8, [0, 255]],
  [16, [-32768, 7, 32767]],
  [32, [-(2 ** 31), 2 ** 31 - 1]],
  [64, [-(2 ** 63), 2 ** 53, -1, 0]],
  [-32, [1.5, NaN, -Infinity]],
  [-64, [Math.PI, NaN]],
])('encodes and decodes BITPIX %d', (bitpix, values) => {
  const bytes = encodePixels(values, bitpix);
  expect(bytes).toHaveLength((values.length * Math.abs(bitpix)) / 8);
  expect(Array.from(decodePixels(bytes, bitpix, { bscale: 1, bzero: 0 }))).toEqual(values);
});

test('is big-endian', () => expect(Array.from(encodePixels([258], 16))).toEqual([1, 2]));

test('decodes at any byte offset, into what is given', () => {
  const bytes = new Uint8Array(9);
  bytes.set(encodePixels([1, -2], 32), 1);
  const out = new Float64Array(3).fill(9);
  expect(decodePixels(bytes.subarray(1), 32, { bscale: 2, bzero: 1 }, out)).toBe(out);
  expect(Array.from(out)).toEqual([3, -3, 9]);
});

test('refuses half a pixel and too little room', () => {
  expect(() => decodePixels(new Uint8Array(3), 16, { bscale: 1, bzero: 0 })).toThrow(FatalError);
  expect(() => decodePixels(new Uint8Array(4), 16, { bscale: 1, bzero: 0 }, new Float64Array(1))).toThrow(FatalError);
});

test('BLANK counts for whole-number pixels only', () => {
  const scaling = (...cards: string[]) => scalingOf(Header.parse(headerBytes(cards), { file: 'a.fits' }));
  expect(scaling('BITPIX  = -32', 'BLANK   = 0')).toEqual({ bscale: 1, bzero: 0 });
  expect(scaling('BITPIX  = 16', 'BLANK   = -1', 'BSCALE  = 2.5')).toEqual({ bscale: 2.5, bzero: 0, blank: -1 });
});
