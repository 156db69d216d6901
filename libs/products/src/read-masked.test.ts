import { describe, expect, test } from '@jest/globals';
import { decodePixels, FitsFile, scalingOf, type Bitpix, type ByteSource, type CardValue } from '#fits';
import { memorySource } from '#storage';
import { freqCards, makeFits, skyCards } from '../test/make-fits.js';
import { planCutout } from './cutout.js';
import type { Filters } from './filters.js';
import { openImages } from './image.js';

type Cards = readonly (readonly [string, CardValue])[];

const circle = (maskOut?: 'hard' | 'touch'): Filters => ({
  shape: { parameter: 'CIRCLE', shape: { kind: 'circle', lonDeg: 40, latDeg: -5, radiusDeg: 3.3 / 60 } },
  maskOut,
});

async function cut(source: ByteSource, filters: Filters) {
  const plan = await planCutout(await openImages(source), filters, { creator: 'Sodalite 9', sourceId: 'x' });
  const bytes = Buffer.alloc(plan.body.length);
  await plan.body.fill(0, bytes);
  const { hdus } = await FitsFile.open(memorySource(bytes, { name: 'cutout' }));
  const { header, image, dataOffset, dataLength } = hdus[0];
  const values = decodePixels(bytes.subarray(dataOffset, dataOffset + dataLength), image!.bitpix, scalingOf(header));
  return { plan, bytes, header, bitpix: image!.bitpix, axes: image!.axes, values: [...values] };
}

/** Every pixel of the cut is as it was, or blank where its centre is farther than the radius from the middle of the 20 × 10 image. */
function expectMasked(values: readonly number[], plain: readonly number[], isBlank: (pixel: number) => boolean) {
  expect(values).toEqual(plain.map((value, pixel) => (isBlank(pixel) ? NaN : value)));
}

/** On the 8 × 8 box that the circle leaves: pixels of 1', the middle between pixels 3 and 4. */
const outside = (pixel: number): boolean => Math.hypot((pixel % 8) - 3.5, (Math.floor(pixel / 8) % 8) - 3.5) > 3.3;

describe.each<[Bitpix, Cards, Bitpix, RegExp]>([
  [-32, [], -32, /whose centre is outside the shape are NaN/],
  [-64, [], -64, /are NaN/],
  [16, [['BLANK', -1]], 16, /are BLANK = -1/],
  [32, [['BLANK', 123456], ['BSCALE', 0.5], ['BZERO', 3]], 32, /BLANK = 123456/],
  [64, [['BLANK', 99n]], 64, /BLANK = 99/],
  [8, [], 16, /BLANK = -32768, for which they have 16 bits now instead of 8/],
  [16, [], 32, /BLANK = -2147483648, for which they have 32 bits now/],
  [16, [['BSCALE', 2], ['BZERO', 32768]], 32, /BLANK = -2147483648/],
  [16, [['BLANK', 99999]], 32, /BLANK = -2147483648/],
  [32, [], 64, /BLANK = -9223372036854775808/],
])('pixels of BITPIX %i, %j', (bitpix, cards, after, history) => {
  const source = () =>
    makeFits([{ bitpix, axes: [20, 10, 3], cards: [...skyCards(20, 10), ...freqCards, ...cards], values: (i) => (bitpix === 8 ? i % 256 : i - 200) }]);

  test('are blanked outside the circle', async () => {
    const [plain, masked] = await Promise.all([cut(source(), circle()), cut(source(), circle('hard'))]);
    expect([masked.axes, masked.bitpix]).toEqual([[8, 8, 3], after]);
    expectMasked(masked.values, plain.values, outside);
    expect(masked.header.texts('HISTORY').join(' ')).toMatch(history);
    expect(masked.plan.etag).not.toBe(plain.plan.etag);
  });

  test('come alike by any ranges', async () => {
    const { plan, bytes } = await cut(source(), circle('hard'));
    for (const size of [1, 3, 7, 100, 1001]) {
      const pieces: Buffer[] = [];
      for (let at = 0; at < bytes.length; at += size) {
        const piece = Buffer.alloc(Math.min(size, bytes.length - at));
        await plan.body.fill(at, piece);
        pieces.push(piece);
      }
      expect(Buffer.concat(pieces).equals(bytes)).toBe(true);
    }
  });
}); // prettier-ignore

test('64-bit integers without BLANK have nothing to spare', async () => {
  const source = makeFits([{ bitpix: 64, axes: [20, 10], cards: skyCards(20, 10) }]);
  await expect(cut(source, circle('hard'))).rejects.toThrow('HDU 0 has 64-bit integers without BLANK');
});

test('what the shape touches is more than what it has the centre of', async () => {
  const source = () => makeFits([{ axes: [20, 10], cards: skyCards(20, 10) }]);
  const blanks = async (mode: 'hard' | 'touch') => (await cut(source(), circle(mode))).values.filter(Number.isNaN).length;
  const corners = (x: number, y: number) => Math.hypot(Math.max(0, Math.abs(x - 3.5) - 0.5), Math.max(0, Math.abs(y - 3.5) - 0.5));
  const expected = Array.from({ length: 64 }, (_, i) => corners(i % 8, Math.floor(i / 8)) > 3.3).filter(Boolean).length;
  expect([await blanks('touch'), await blanks('hard')]).toEqual([
    expected,
    Array.from({ length: 64 }, (_, i) => outside(i)).filter(Boolean).length,
  ]);
});

/** The axes of a cube in another order: where longitude, latitude and frequency stand. */
describe.each([
  [[1, 2, 3]],
  [[2, 1, 3]],
  [[3, 2, 1]],
  [[3, 1, 2]],
  [[1, 3, 2]],
  [[2, 3, 1]],
])('axes of longitude, latitude and frequency: %j', (order) => {
  test('the same pixels are blanked', async () => {
    const lengths = [20, 10, 3];
    const axes: number[] = [];
    order.forEach((place, i) => (axes[place - 1] = lengths[i]));
    const cards = [...skyCards(20, 10), ...freqCards].map(([keyword, value]): [string, CardValue] => {
      const [, stem, digit] = /^(.*?)(\d)$/.exec(keyword) ?? [];
      return stem === undefined ? [keyword, value] : [`${stem}${order[Number(digit) - 1]}`, value];
    });
    const source = () => makeFits([{ axes, cards }]);
    const [plain, masked] = await Promise.all([cut(source(), circle()), cut(source(), circle('hard'))]);
    const stride = [1, 2, 3].map((axis) => masked.axes.slice(0, axis - 1).reduce((a, b) => a * b, 1));
    const digit = (pixel: number, i: number) => Math.floor(pixel / stride[order[i] - 1]) % masked.axes[order[i] - 1];
    expectMasked(masked.values, plain.values, (pixel) => Math.hypot(digit(pixel, 0) - 3.5, digit(pixel, 1) - 3.5) > 3.3);
    expect(masked.values.filter(Number.isNaN).length).toBeGreaterThan(50);
  });
}); // prettier-ignore
