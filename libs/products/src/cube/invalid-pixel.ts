import { bytesPerPixel, type PixelType } from '#kernels';

/** The bytes of a pixel without a value, as they stand in a file; undefined where every number is a value. */
export function invalidPixel(pixels: PixelType): Uint8Array | undefined {
  const { bitpix, blank } = pixels;
  const bytes = Buffer.alloc(bytesPerPixel(pixels));
  if (bitpix === -32) bytes.writeFloatBE(NaN);
  else if (bitpix === -64) bytes.writeDoubleBE(NaN);
  else {
    const [low, high] = bitpix === 8 ? [0n, 255n] : [-(2n ** BigInt(bitpix - 1)), 2n ** BigInt(bitpix - 1) - 1n];
    if (blank === undefined || blank < low || blank > high) return undefined;
    const eight = Buffer.alloc(8);
    eight.writeBigInt64BE(BigInt(blank));
    eight.copy(bytes, 0, 8 - bytes.length);
  }
  return Uint8Array.from(bytes);
}
