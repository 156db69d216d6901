import { decode, type PixelType } from '#kernels';

/** Values of big-endian pixels as `decode` of #kernels has them; floating-point numbers, which most cubes are made of, the short way. */
export function valuesOf(bytes: Uint8Array, pixels: PixelType, out: Float64Array): void {
  if (pixels.bitpix !== -32) {
    decode(bytes, pixels, out);
    return;
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const { bscale, bzero } = pixels;
  for (let i = 0; i < out.length; i++) {
    const value = view.getFloat32(4 * i) * bscale + bzero;
    out[i] = value - value === 0 ? value : NaN;
  }
}

/** Big-endian floating-point numbers, 4 or 8 bytes each. */
export function encodeFloats(values: Float64Array, { bitpix }: PixelType, into: Uint8Array): void {
  const view = new DataView(into.buffer, into.byteOffset, into.byteLength);
  if (bitpix === -64) for (let i = 0; i < values.length; i++) view.setFloat64(8 * i, values[i]);
  else for (let i = 0; i < values.length; i++) view.setFloat32(4 * i, values[i]);
}
