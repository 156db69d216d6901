import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import type { CubeRef } from './cube-ref.js';
import { FileReader } from './file-reader.js';

const directory = mkdtempSync(join(tmpdir(), 'sodalite-reader-'));
afterAll(() => rmSync(directory, { recursive: true }));

const [nx, ny, nz] = [900, 300, 2];
const blocks = Int32Array.of(5, 1, 0, 1, 300, 200, 2, 9, 320, 7, 2, 40, 10, 3, 3, 12, 890, 10, 150, 30, 0, 900, 180, 2, 0, 2, 299, 1);

test.each([
  { bytesPerPixel: 4, bitpix: -32, offset: 2880, order: 'x' },
  { bytesPerPixel: 8, bitpix: -64, offset: 2880, order: 'x' },
  { bytesPerPixel: 2, bitpix: 16, offset: 2880, order: 'x' },
  { bytesPerPixel: 1, bitpix: 8, offset: 2881, order: 'x' },
  { bytesPerPixel: 4, bitpix: -32, offset: 2880, order: 'y' },
] as const)(
  'blocks read together are those read one by one: BITPIX $bitpix, $order fastest',
  ({ bytesPerPixel, bitpix, offset, order }) => {
    const path = join(directory, `${bitpix}${order}`);
    const bytes = new Uint8Array(offset + nx * ny * nz * bytesPerPixel);
    for (let i = 0, state = 1; i < bytes.length; i++) bytes[i] = (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) >> 24;
    writeFileSync(path, bytes);
    const [x, y] = order === 'x' ? [bytesPerPixel, nx * bytesPerPixel] : [ny * bytesPerPixel, bytesPerPixel];
    const strides = { x, y, z: nx * ny * bytesPerPixel };
    const pixels = { bitpix, bscale: 1, bzero: 0 };
    const ref: CubeRef = {
      path,
      name: 'cube',
      hdu: 0,
      nx,
      ny,
      nz,
      bytesPerPixel,
      strides,
      planes: [offset],
      pixels,
      stop: new SharedArrayBuffer(4),
    };
    const reader = new FileReader(ref);
    const wanted: number[] = [];
    for (let b = 0; b < blocks.length; b += 4) {
      const [x0, columns, y0, rows] = blocks.subarray(b, b + 4);
      const block = new Uint8Array(columns * rows * bytesPerPixel);
      reader.readBlock(0, { x0, nx: columns, y0, ny: rows }, 1, 1, () => block);
      const at = offset + x0 * x + y0 * y + strides.z;
      expect(block.subarray(0, bytesPerPixel)).toEqual(bytes.subarray(at, at + bytesPerPixel));
      for (const byte of block) wanted.push(byte);
    }
    const together = new Uint8Array(wanted.length);
    reader.readBlocks(0, blocks, 1, together);
    reader.close();
    expect(Buffer.from(together).equals(Buffer.from(wanted))).toBe(true);
  },
);
