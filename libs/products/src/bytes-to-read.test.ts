import { expect, test } from '@jest/globals';
import { memorySource, recording } from '#storage';
import { fakeTiles } from '../test/fake-tiles.js';
import { Body } from './body.js';
import { bytesToRead } from './bytes-to-read.js';
import { sectionOf, type AxisCut } from './section.js';

const content = new Uint8Array(3_000_000);
const cut = (size: number, first: number, count: number, step = 1): AxisCut => ({ size, first, count, step });

test.each<[string, number, AxisCut[]]>([
  ['rows that are read together', 4, [cut(1000, 10, 20), cut(60, 5, 30), cut(10, 7, 2)]],
  ['rows far apart', 1, [cut(200_000, 10, 3), cut(10, 4, 2)]],
  ['the whole', 4, [cut(100, 0, 100), cut(100, 0, 100)]],
  ['every second pixel', 1, [cut(1001, 1, 500, 2), cut(70, 3, 60)]],
])('%s: what is told is what is read', async (_, bytesPerPixel, axes) => {
  const source = recording(memorySource(content));
  const body = new Body([{ kind: 'section', source, section: sectionOf(0, bytesPerPixel, axes) }]);
  await body.fill(0, Buffer.alloc(body.length));
  const read = source.reads.reduce((sum, { length }) => sum + length, 0);
  const told = await bytesToRead(body);
  expect(told).toBeLessThanOrEqual(read);
  expect(told / read).toBeGreaterThan(0.9);
});

test('of tiles the compressed bytes; bytes at hand and padding cost nothing', async () => {
  const shape = { bitpix: 8 as const, axes: [10, 10], bytesPerPixel: 1, pixels: 100 };
  const asked: unknown[] = [];
  const tiled = { ...fakeTiles(content, shape, [10, 1]), compressedBytes: async (box: unknown) => (asked.push(box), 77) };
  const cuts = [cut(10, 2, 3, 2), cut(10, 4, 2)];
  const body = new Body([{ kind: 'bytes', bytes: content }, { kind: 'tiles', tiled, cuts }, { kind: 'zeros', length: 9 }]); // prettier-ignore
  expect(await bytesToRead(body)).toBe(77);
  expect(asked).toEqual([[{ first: 2, count: 5 }, { first: 4, count: 2 }]]); // prettier-ignore
});
