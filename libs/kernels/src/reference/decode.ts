import { bytesPerPixel, type Bitpix, type PixelType } from '../pixel-type.js';

/** Values of big-endian pixels, scaled; NaN where they are invalid (kernels §1.2). BLANK is looked for before scaling. */
export function decode(bytes: Uint8Array, pixels: PixelType, values: Float64Array): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const { bitpix, bscale } = pixels;
  // A zero of −0 changes no value, not even −0.
  const bzero = pixels.bzero === 0 ? -0 : pixels.bzero;
  const width = bytesPerPixel(pixels);
  const blank = pixels.blank === undefined || bitpix < 0 ? undefined : bitpix === 64 ? BigInt(pixels.blank) : Number(pixels.blank);
  const unsigned = isUnsigned64(pixels);
  for (let i = 0; i < values.length; i++) {
    const raw = RAW[bitpix](view, i * width);
    const value = unsigned ? Number((raw as bigint) + TWO_63) : Number(raw) * bscale + bzero;
    values[i] = raw === blank || !Number.isFinite(value) ? NaN : value;
  }
}

/** Unsigned whole numbers of 64 bits: their zero is added before they are rounded to float64. */
export function isUnsigned64({ bitpix, bscale, bzero }: PixelType): boolean {
  return bitpix === 64 && bscale === 1 && bzero === 2 ** 63;
}

const TWO_63 = 2n ** 63n;

const RAW: Readonly<Record<Bitpix, (view: DataView, offset: number) => number | bigint>> = {
  8: (view, offset) => view.getUint8(offset),
  16: (view, offset) => view.getInt16(offset),
  32: (view, offset) => view.getInt32(offset),
  64: (view, offset) => view.getBigInt64(offset),
  [-32]: (view, offset) => view.getFloat32(offset),
  [-64]: (view, offset) => view.getFloat64(offset),
};
