import { afterAll, expect, test } from '@jest/globals';
import { MemorySink } from '../../../test/cube/memory-sink.js';
import type { CubeRef } from '../cube-ref.js';
import { BitsFile, newBits, rowBytes, type BitsRef } from './bits-file.js';
import { regions } from './regions-part.js';
import { regionBytes } from './regions.js';

const sink = new MemorySink();
afterAll(() => sink.remove());

const cube = { name: 'cube', stop: new SharedArrayBuffer(4) } as unknown as CubeRef;

/** A cube of one row, so deep that its columns are measured a few at a time. */
async function deep(isSet: (x: number, k: number) => boolean): Promise<BitsRef> {
  const size = { nx: 29, ny: 1, nz: 2 ** 17, planes: 1 };
  const ref = await newBits(sink, size);
  const file = new BitsFile(ref, 'r+');
  for (let k = 0; k < size.nz; k++) {
    const bits = new Uint8Array(rowBytes(size));
    for (let x = 0; x < size.nx; x++) if (isSet(x, k)) bits[x >> 3] |= 1 << (x & 7);
    if (k < 40 || k === size.nz - 1) file.writeRows(0, k, 0, 1, bits);
  }
  file.close();
  return ref;
}

test('a region covers a pixel of the sky once, however many channels and columns it goes through', async () => {
  // A stair from x = 3 to 22 in 20 channels of three pixels each, and by itself a bar that is 20 wide.
  const isSet = (x: number, k: number): boolean => (k < 20 && Math.abs(x - 3 - k) <= 1) || (k === 30 && x >= 4 && x < 24);
  for (const [leastPixels, kept] of [
    [20, 2],
    [22, 1],
    [23, 0],
  ])
    expect(regions({ cube, plane: 0, bits: await deep(isSet), leastPixels })).toEqual({ kept, small: 2 - kept });
});

test('what the labels of runs may take is bounded', () => {
  expect(regionBytes({ nx: 10, ny: 10, nz: 10 })).toBe(1.5 * (9 * 500 + 16 * 50));
  expect(regionBytes({ nx: 3000, ny: 3000, nz: 3000 })).toBeLessThan(400 * 2 ** 20);
});
