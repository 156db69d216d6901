import { expect, test } from '@jest/globals';
import { MemorySink } from '../../../test/cube/memory-sink.js';
import { BitsFile, newBits, rowBytes } from './bits-file.js';

test.each([16, 21])('the bits of blocks are those of the rows, %i pixels wide', async (nx) => {
  const sink = new MemorySink();
  try {
    const ref = await newBits(sink, { nx, ny: 5, nz: 2, planes: 1 });
    const isSet = (k: number, y: number, x: number): boolean => (7 * x + 5 * y + 3 * k) % 4 !== 0;
    const file = new BitsFile(ref, 'r+');
    for (let k = 0; k < 2; k++) {
      const rows = new Uint8Array(5 * rowBytes(ref));
      for (let y = 0; y < 5; y++) for (let x = 0; x < nx; x++) if (isSet(k, y, x)) rows[y * rowBytes(ref) + (x >> 3)] |= 1 << (x & 7);
      file.writeRows(0, k, 0, 5, rows);
    }
    for (const block of [
      { x0: 0, nx, y0: 1, ny: 3 },
      { x0: 3, nx: 7, y0: 0, ny: 5 },
      { x0: 0, nx: 8, y0: 4, ny: 1 },
    ]) {
      const bits = new Uint8Array((block.nx * block.ny + 7) >> 3).fill(255);
      bits[0] &= ~1; // dropped before
      file.keepOnly(3, 1, block, bits);
      for (let i = 1; i < block.nx * block.ny; i++)
        expect((bits[i >> 3] >> (i & 7)) & 1).toBe(Number(isSet(1, block.y0 + Math.floor(i / block.nx), block.x0 + (i % block.nx))));
      expect(bits[0] & 1).toBe(0);
    }
    file.close();
  } finally {
    sink.remove();
  }
});
