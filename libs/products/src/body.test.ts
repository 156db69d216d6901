import { expect, test } from '@jest/globals';
import { memorySource, recording } from '#storage';
import { Body } from './body.js';
import type { Part } from './part.js';
import { sectionOf, type AxisCut } from './section.js';

/** Bytes that tell where they came from. */
const content = Uint8Array.from({ length: 3_000_000 }, (_, i) => (i * 2654435761) >>> 24);
const cut = (size: number, first: number, count: number, step = 1): AxisCut => ({ size, first, count, step });

function naive(offset: number, bytesPerPixel: number, axes: readonly AxisCut[]): Buffer {
  let pixels = [0];
  let stride = 1;
  for (const { size, first, count, step } of axes) {
    const s = stride;
    pixels = Array.from({ length: count }, (_, i) => pixels.map((p) => p + (first + i * step) * s)).flat();
    stride *= size;
  }
  return Buffer.concat(pixels.map((p) => content.subarray(offset + p * bytesPerPixel, offset + (p + 1) * bytesPerPixel)));
}

async function windows(body: Body, sizes: readonly number[]): Promise<Buffer[]> {
  const pieces: Buffer[] = [];
  for (let at = 0, i = 0; at < body.length; i++) {
    const piece = Buffer.alloc(Math.min(sizes[i % sizes.length], body.length - at));
    await body.fill(at, piece);
    pieces.push(piece);
    at += piece.length;
  }
  return pieces;
}

test.each<[string, number, AxisCut[]]>([
  ['rows close together: gathered', 4, [cut(100, 17, 40), cut(50, 3, 20), cut(30, 5, 9)]],
  ['rows of small planes: gathered across planes', 4, [cut(20, 3, 9), cut(15, 2, 7), cut(1500, 20, 1300)]],
  ['more tiny planes than are looked at together', 1, [cut(10, 3, 2), cut(10, 2, 2), cut(20_000, 20, 9_000, 2)]],
  ['rows far apart: read one by one', 4, [cut(40_000, 17, 5), cut(18, 3, 11)]],
  ['long runs', 2, [cut(60_000, 0, 60_000), cut(10, 1, 3), cut(2, 0, 2)]],
  ['one spectrum through all planes', 4, [cut(50, 20, 1), cut(50, 30, 1), cut(200, 0, 200)]],
  ['every third plane', 8, [cut(10, 2, 5), cut(10, 0, 10), cut(90, 1, 30, 3)]],
  ['every second pixel', 1, [cut(1001, 1, 500, 2), cut(70, 3, 60)]],
  ['the whole', 4, [cut(100, 0, 100), cut(100, 0, 100), cut(10, 0, 10)]],
])('any window of a section is what one pixel at a time gives: %s', async (_, bytesPerPixel, axes) => {
  const body = new Body([{ kind: 'section', source: memorySource(content), section: sectionOf(2880, bytesPerPixel, axes) }]);
  const expected = naive(2880, bytesPerPixel, axes);
  expect(body.length).toBe(expected.length);
  for (const sizes of [[body.length], [1000], [7, 1, 4093, 64]]) {
    expect(Buffer.concat(await windows(body, sizes)).equals(expected)).toBe(true);
  }
});

test('headers, pixels and padding follow each other', async () => {
  const header = Buffer.from('a header');
  const parts: Part[] = [
    { kind: 'bytes', bytes: header },
    { kind: 'section', source: memorySource(content), section: sectionOf(10, 1, [cut(10, 2, 3), cut(4, 1, 2)]) },
    { kind: 'zeros', length: 5 },
    { kind: 'zeros', length: 0 },
    { kind: 'bytes', bytes: header },
  ];
  const body = new Body(parts);
  const expected = Buffer.concat([header, naive(10, 1, [cut(10, 2, 3), cut(4, 1, 2)]), Buffer.alloc(5), header]);
  for (const size of [1, 2, 3, 5, 8, 13, 100]) expect(Buffer.concat(await windows(body, [size])).equals(expected)).toBe(true);
});

/** What a box costs in reads. */
async function readsOf(bytesPerPixel: number, axes: readonly AxisCut[]) {
  const source = recording(memorySource(content));
  const body = new Body([{ kind: 'section', source, section: sectionOf(0, bytesPerPixel, axes) }]);
  await body.fill(0, Buffer.alloc(body.length));
  return source.reads;
}

test('close rows cost one read for each plane, distant ones a read for each row, and nothing else is read', async () => {
  const plane = (z: number) => ({ offset: z * 240_000 + 5 * 4000 + 40, length: 29 * 4000 + 80 });
  expect(await readsOf(4, [cut(1000, 10, 20), cut(60, 5, 30), cut(10, 7, 2)])).toEqual([plane(7), plane(8)]);
  expect(await readsOf(1, [cut(200_000, 10, 3), cut(10, 4, 2)])).toEqual([
    { offset: 800_010, length: 3 },
    { offset: 1_000_010, length: 3 },
  ]);
});

test('planes that lie close together cost one read for as many as a block holds', async () => {
  const from = (z: number) => z * 10_000 + 5 * 400 + 40;
  expect(await readsOf(4, [cut(100, 10, 20), cut(25, 5, 15), cut(200, 7, 180)])).toEqual([
    { offset: from(7), length: 104 * 10_000 + 14 * 400 + 80 },
    { offset: from(112), length: 74 * 10_000 + 14 * 400 + 80 },
  ]);
});

test('a file is its own body', async () => {
  const body = Body.ofFile(memorySource(content.subarray(0, 1000)));
  expect(Buffer.concat(await windows(body, [300])).equals(content.subarray(0, 1000))).toBe(true);
});
