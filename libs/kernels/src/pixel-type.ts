/** The types of BITPIX. */
export type Bitpix = 8 | 16 | 32 | 64 | -32 | -64;

/** How the big-endian bytes of a file become numbers: raw × bscale + bzero, unless raw is `blank` (whole numbers only), NaN or ±Inf. */
export interface PixelType {
  readonly bitpix: Bitpix;
  readonly bscale: number;
  readonly bzero: number;
  /** before scaling; whole-number pixels only */
  readonly blank?: number | bigint;
}

export function bytesPerPixel({ bitpix }: PixelType): 1 | 2 | 4 | 8 {
  return (Math.abs(bitpix) / 8) as 1 | 2 | 4 | 8;
}
