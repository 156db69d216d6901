import { describe, expect, test } from '@jest/globals';
import type { ImageShape } from '#fits';
import { memorySource } from '#storage';
import { fakeTiles } from '../test/fake-tiles.js';
import { Body } from './body.js';
import { boxesOf } from './output-boxes.js';
import { pixelsOf, sectionOf, type AxisCut } from './section.js';

const content = Uint8Array.from({ length: 400_000 }, (_, i) => (i * 2654435761) >>> 24);
const cut = (size: number, first: number, count: number, step = 1): AxisCut => ({ size, first, count, step });

const BITPIX = { 1: 8, 2: 16, 4: 32, 8: 64 } as const;

function shapeOf(bytesPerPixel: 1 | 2 | 4 | 8, cuts: readonly AxisCut[]): ImageShape {
  const axes = cuts.map(({ size }) => size);
  return { bitpix: BITPIX[bytesPerPixel], axes, bytesPerPixel, pixels: axes.reduce((a, b) => a * b, 1) };
}

async function bytesOf(body: Body, size: number): Promise<Buffer> {
  const whole = Buffer.alloc(body.length);
  for (let at = 0; at < body.length; at += size) await body.fill(at, whole.subarray(at, Math.min(at + size, body.length)));
  return whole;
}

describe.each<[string, 1 | 2 | 4 | 8, AxisCut[], number[]]>([
  ['a line', 2, [cut(5000, 17, 4000)], [100]],
  ['rows as tiles', 4, [cut(200, 20, 100), cut(300, 30, 201)], [200, 1]],
  ['squares', 4, [cut(200, 20, 100), cut(300, 30, 201)], [64, 50]],
  ['every third pixel and every second row', 2, [cut(201, 2, 66, 3), cut(300, 1, 150, 2)], [64, 50]],
  ['steps longer than tiles', 1, [cut(500, 3, 25, 20), cut(300, 7, 20, 13)], [7, 5]],
  ['blocks of a cube', 4, [cut(40, 3, 30), cut(50, 11, 39), cut(30, 2, 27)], [16, 9, 7]],
  ['planes of a cube', 8, [cut(40, 3, 30), cut(50, 11, 39), cut(20, 2, 9, 2)], [40, 50, 1]],
  ['four axes', 4, [cut(12, 2, 9), cut(14, 1, 13), cut(15, 3, 11), cut(9, 2, 5)], [5, 6, 4, 2]],
  ['one spectrum', 4, [cut(30, 7, 1), cut(30, 9, 1), cut(90, 3, 80)], [30, 30, 8]],
  ['all', 4, [cut(30, 0, 30), cut(30, 0, 30), cut(90, 0, 90)], [30, 30, 90]],
])('%s', (_, bytesPerPixel, cuts, tileAxes) => {
  const tiled = fakeTiles(content, shapeOf(bytesPerPixel, cuts), tileAxes);
  const plain = new Body([{ kind: 'section', source: memorySource(content), section: sectionOf(0, bytesPerPixel, cuts) }]);

  test.each([1_000_000, 4096, 777])('read %i bytes at a time is what an uncompressed array gives', async (size) => {
    const body = new Body([{ kind: 'tiles', tiled, cuts }]);
    expect(body.length).toBe(plain.length);
    const step = Math.max(size, Math.ceil(body.length / 31));
    expect((await bytesOf(body, step)).equals(await bytesOf(plain, body.length))).toBe(true);
  });

  test('the boxes of a block are all of its pixels, in order', () => {
    const all = pixelsOf(cuts);
    for (const [from, pixels] of [[0, all], [1, all - 2], [Math.floor(all / 3), Math.floor(all / 2)], [all - 1, 1]]) {
      let next = 0;
      const boxes = boxesOf(cuts, from, pixels);
      for (const { at, count } of boxes) {
        expect(at).toBe(next);
        next += count.reduce((a, b) => a * b, 1);
      }
      expect(next).toBe(pixels);
      expect(boxes.length).toBeLessThanOrEqual(2 * cuts.length - 1);
    } // prettier-ignore
  });
});

test('only the tiles that have pixels of the cut are fetched', async () => {
  const cuts = [cut(100, 10, 3, 30), cut(100, 45, 10)];
  const tiled = fakeTiles(content, shapeOf(1, cuts), [10, 50]);
  await bytesOf(new Body([{ kind: 'tiles', tiled, cuts }]), 1000);
  expect(tiled.asked).toEqual([1, 4, 7, 11, 14, 17]);
});

test('a tile that cannot be had ends it', async () => {
  const cuts = [cut(100, 0, 100), cut(100, 0, 100)];
  const tiled = fakeTiles(content, shapeOf(1, cuts), [100, 1]);
  const broken = { ...tiled, tilesOf: () => Promise.reject(new Error('tile 7 is damaged')) };
  await expect(bytesOf(new Body([{ kind: 'tiles', tiled: broken, cuts }]), 10_000)).rejects.toThrow('tile 7 is damaged');
});
