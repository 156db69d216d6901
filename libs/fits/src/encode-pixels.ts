import type { Bitpix } from './hdu.js';

/** Stored values as big-endian pixels, without scaling; whole-number types round to nearest and wrap. For generators and tests. */
export function encodePixels(values: ArrayLike<number>, bitpix: Bitpix): Uint8Array<ArrayBuffer> {
  const size = Math.abs(bitpix) / 8;
  const bytes = new Uint8Array(values.length * size);
  const view = new DataView(bytes.buffer);
  const put = WRITERS[bitpix];
  for (let i = 0; i < values.length; i++) put(view, i * size, values[i]);
  return bytes;
}

const WRITERS: Record<Bitpix, (view: DataView, at: number, value: number) => void> = {
  8: (view, at, value) => view.setUint8(at, Math.round(value)),
  16: (view, at, value) => view.setInt16(at, Math.round(value)),
  32: (view, at, value) => view.setInt32(at, Math.round(value)),
  64: (view, at, value) => view.setBigInt64(at, BigInt(Math.round(value))),
  [-32]: (view, at, value) => view.setFloat32(at, value),
  [-64]: (view, at, value) => view.setFloat64(at, value),
};
