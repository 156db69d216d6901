import { FatalError } from '#faults';
import type { Bitpix } from './hdu.js';
import type { Scaling } from './scaling.js';

/**
 * Physical values of big-endian pixels: `bytes.length / |bitpix/8|` of them, into `out` when given (at least that long).
 * BLANK and NaN become NaN. 64-bit integers are rounded once to the nearest double, unsigned ones (BZERO = 2^63) as well.
 * Throws FatalError when bytes and out do not fit.
 */
export function decodePixels(bytes: Uint8Array, bitpix: Bitpix, scaling: Scaling, out?: Float64Array): Float64Array {
  const size = Math.abs(bitpix) / 8;
  const count = bytes.length / size;
  if (!Number.isInteger(count)) throw new FatalError(`pixels of ${size} bytes expected, got ${bytes.length} bytes`);
  const values = out ?? new Float64Array(count);
  if (values.length < count) throw new FatalError(`room for ${count} pixels expected, got ${values.length}`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bitpix === 64) return decode64(view, count, scaling, values);
  LOADERS[bitpix](view, count, values);
  if (bitpix > 0 && scaling.blank !== undefined) blankOut(values, count, scaling.blank);
  scale(values, count, scaling.bscale, scaling.bzero);
  return values;
}

const LOADERS: Record<Exclude<Bitpix, 64>, (view: DataView, count: number, out: Float64Array) => void> = {
  8: (view, count, out) => {
    for (let i = 0; i < count; i++) out[i] = view.getUint8(i);
  },
  16: (view, count, out) => {
    for (let i = 0; i < count; i++) out[i] = view.getInt16(2 * i);
  },
  32: (view, count, out) => {
    for (let i = 0; i < count; i++) out[i] = view.getInt32(4 * i);
  },
  [-32]: (view, count, out) => {
    for (let i = 0; i < count; i++) out[i] = view.getFloat32(4 * i);
  },
  [-64]: (view, count, out) => {
    for (let i = 0; i < count; i++) out[i] = view.getFloat64(8 * i);
  },
};

function decode64(view: DataView, count: number, { bscale, bzero, blank }: Scaling, out: Float64Array): Float64Array {
  // high × 2^32 is exact, so the sum is rounded once. Adding 2^63 afterwards would round twice and lose small unsigned values: flip the sign bit instead.
  const unsigned = bscale === 1 && bzero === 2 ** 63;
  const blankHigh = blank === undefined ? NaN : Math.floor(Math.min(blank, 2 ** 63 - 1024) / 2 ** 32);
  const isMax = blank === 2 ** 63; // 2^63 - 1 as a double
  const blankLow = blank === undefined ? NaN : isMax ? 0xffffffff : blank - blankHigh * 2 ** 32;
  for (let i = 0; i < count; i++) {
    const high = view.getInt32(8 * i);
    const low = view.getUint32(8 * i + 4);
    if (high === blankHigh && low === blankLow) out[i] = NaN;
    else out[i] = (unsigned ? (high ^ 0x80000000) >>> 0 : high) * 2 ** 32 + low;
  }
  if (!unsigned) scale(out, count, bscale, bzero);
  return out;
}

function blankOut(values: Float64Array, count: number, blank: number): void {
  for (let i = 0; i < count; i++) if (values[i] === blank) values[i] = NaN;
}

function scale(values: Float64Array, count: number, bscale: number, bzero: number): void {
  if (bscale === 1 && bzero === 0) return;
  for (let i = 0; i < count; i++) values[i] = values[i] * bscale + bzero;
}
