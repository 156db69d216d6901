import { afterAll, expect, test } from '@jest/globals';
import { MemorySink } from '../../../test/cube/memory-sink.js';
import type { CubeRef } from '../cube-ref.js';
import { BitsFile, newBits, rowBytes } from './bits-file.js';
import { grow } from './grow-part.js';

const sink = new MemorySink();
afterAll(() => sink.remove());

const SIZE = { nx: 13, ny: 9, nz: 11, planes: 1 };
const SET: readonly (readonly [x: number, y: number, k: number])[] = [
  [2, 3, 1],
  [9, 4, 6],
  [12, 8, 10],
];

/** x, y and channel of the voxels that are set after growing, in blocks of so many rows. */
async function grown(xy: number, v: number, rows: number): Promise<string[]> {
  const { nx, ny, nz } = SIZE;
  const [from, into] = [await newBits(sink, SIZE), await newBits(sink, SIZE)];
  const width = rowBytes(SIZE);
  const file = new BitsFile(from, 'r+');
  for (let k = 0; k < nz; k++) {
    const bits = new Uint8Array(ny * width);
    for (const [x, y, channel] of SET) if (channel === k) bits[y * width + (x >> 3)] |= 1 << (x & 7);
    file.writeRows(0, k, 0, ny, bits);
  }
  file.close();
  const cube = { name: 'cube', stop: new SharedArrayBuffer(4) } as unknown as CubeRef;
  for (let y0 = 0; y0 < ny; y0 += rows) grow({ cube, plane: 0, y0, rows: Math.min(rows, ny - y0), from, into, xy, v });
  const result = new BitsFile(into);
  const bits = new Uint8Array(ny * width);
  const found: string[] = [];
  for (let k = 0; k < nz; k++) {
    result.readRows(0, k, 0, ny, bits);
    for (let y = 0; y < ny; y++) for (let x = 0; x < nx; x++) if ((bits[y * width + (x >> 3)] >> (x & 7)) & 1) found.push(`${x} ${y} ${k}`);
  }
  result.close();
  return found;
}

function expected(xy: number, v: number): string[] {
  const { nx, ny, nz } = SIZE;
  const found: string[] = [];
  for (let k = 0; k < nz; k++)
    for (let y = 0; y < ny; y++)
      for (let x = 0; x < nx; x++)
        if (SET.some(([a, b, c]) => (x - a) ** 2 + (y - b) ** 2 <= xy * xy && Math.abs(k - c) <= v)) found.push(`${x} ${y} ${k}`);
  return found;
}

test.each([
  [0, 1],
  [2.3, 0],
  [1.5, 2],
  [3, 40],
  [1e6, 3],
])('growth by %d pixels and %d channels', async (xy, v) => {
  for (const rows of [2, 9]) expect(await grown(xy, v, rows)).toEqual(expected(xy, v));
});

test('growth by more channels than there are takes no more memory than by all of them', async () => {
  expect(await grown(0, 2 ** 31, 9)).toEqual(expected(0, SIZE.nz));
});
