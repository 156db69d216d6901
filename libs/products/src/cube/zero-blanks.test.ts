import { expect, test } from '@jest/globals';
import { bytesPerPixel, decode, type PixelType } from '#kernels';
import type { Cube } from './cube.js';
import type { CubeReader } from './plane-reader.js';
import { ZeroBlankReader, zerosBlanked } from './zero-blanks.js';

const WRITE: Readonly<Record<number, (view: DataView, at: number, value: number) => void>> = {
  8: (view, at, value) => view.setUint8(at, value),
  16: (view, at, value) => view.setInt16(2 * at, value),
  32: (view, at, value) => view.setInt32(4 * at, value),
  64: (view, at, value) => view.setBigInt64(8 * at, BigInt(value)),
  [-32]: (view, at, value) => view.setFloat32(4 * at, value),
  [-64]: (view, at, value) => view.setFloat64(8 * at, value),
};

/** What comes out of some numbers as they stand in a file. */
function read(pixels: PixelType, raw: readonly number[], shift = 0): number[] {
  const type = zerosBlanked({ pixels } as Cube).pixels;
  const size = bytesPerPixel(pixels);
  const file = new Uint8Array(raw.length * size);
  raw.forEach((value, i) => WRITE[pixels.bitpix](new DataView(file.buffer), i, value));
  const source: CubeReader = {
    read: (_k, _p, _y0, _rows, into) => into.set(file),
    readBlock: (_p, _block, k, channels, into) => {
      for (let channel = k; channel < k + channels; channel++) into(channel).set(file);
    },
    close: () => undefined,
  };
  const reader = new ZeroBlankReader({ nx: raw.length, pixels: type }, source);
  const into = new Uint8Array(shift + file.length + 8).subarray(shift);
  reader.readBlock(0, { x0: 0, nx: raw.length, y0: 0, ny: 1 }, 3, 1, () => into);
  const values = new Float64Array(raw.length);
  decode(into.subarray(0, file.length), type, values);
  expect([...into.subarray(file.length)]).toEqual(Array(8).fill(0));
  return [...values];
}

test.each<[string, PixelType, number[], number[]]>([
  ['bytes', { bitpix: 8, bscale: 1, bzero: 0 }, [0, 1, 255], [NaN, 1, 255]],
  ['bytes with BLANK', { bitpix: 8, bscale: 1, bzero: 0, blank: 255 }, [0, 1, 255], [NaN, 1, NaN]],
  ['bytes that BZERO shifts', { bitpix: 8, bscale: 1, bzero: -128 }, [0, 128, 255], [-128, NaN, 127]],
  ['int16', { bitpix: 16, bscale: 0.001, bzero: 0 }, [0, -2000, 7], [NaN, -2, 0.007]],
  ['unsigned', { bitpix: 16, bscale: 1, bzero: 32_768, blank: 5 }, [-32_768, 5, 0], [NaN, NaN, 32_768]],
  ['int16 that have no zero', { bitpix: 16, bscale: 1, bzero: 0.5 }, [0, -1, 1], [0.5, -0.5, 1.5]],
  ['int32', { bitpix: 32, bscale: 1, bzero: 0, blank: -7 }, [0, -7, 65_536], [NaN, NaN, 65_536]],
  ['int64', { bitpix: 64, bscale: 1, bzero: 0 }, [0, 1, -1], [NaN, 1, -1]],
  ['int64 with BLANK', { bitpix: 64, bscale: 1, bzero: 0, blank: -9n }, [0, -9, 256], [NaN, NaN, 256]],
  ['float32', { bitpix: -32, bscale: 1, bzero: 0 }, [0, -0, 2], [NaN, NaN, 2]],
  ['float32, scaled', { bitpix: -32, bscale: 2, bzero: 3 }, [-1.5, 0, 1], [NaN, 3, 5]],
  ['float64', { bitpix: -64, bscale: 1, bzero: 0 }, [0, -0, 1e-300], [NaN, NaN, 1e-300]],
])('zeros of %s have no value', (_, pixels, raw, expected) => {
  expect(read(pixels, raw)).toEqual(expected);
  expect(read(pixels, raw, 1)).toEqual(expected);
});
