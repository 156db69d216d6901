import type { Header } from './header.js';

export type HduKind = 'image' | 'bintable' | 'table' | 'groups' | 'tile-compressed' | 'unknown';

export type Bitpix = 8 | 16 | 32 | 64 | -32 | -64;

/** The pixels of an image; `axes[0]` is NAXIS1, the one that runs fastest in the file. */
export interface ImageShape {
  readonly bitpix: Bitpix;
  readonly axes: readonly number[];
  readonly bytesPerPixel: number;
  readonly pixels: number;
}

/** One header and data unit; offsets and lengths in bytes, offsets from the start of the file. */
export interface Hdu {
  /** 0-based; 0 is the primary HDU. */
  readonly index: number;
  readonly kind: HduKind;
  /** EXTNAME, `''` without. */
  readonly name: string;
  /** EXTVER, 1 without. */
  readonly version: number;
  readonly header: Header;
  readonly headerOffset: number;
  readonly dataOffset: number;
  /** Without padding; `paddedDataLength` is with it (of the last HDU the padding may be missing in the file). */
  readonly dataLength: number;
  readonly paddedDataLength: number;
  /** Only for kind 'image' that has pixels (NAXIS > 0 and every NAXISn > 0). */
  readonly image?: ImageShape;
}
