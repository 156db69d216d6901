import type { ImageShape } from '#fits';

/** Where a tile lies in its image: the first pixel of each axis, 0-based, and how many there are (fewer at the upper edges). */
export interface TilePlace {
  readonly n: number;
  readonly origin: readonly number[];
  readonly lengths: readonly number[];
}

/** What reading a box of a tile-compressed image needs; TiledImage of #fits is one. */
export interface TiledPixels {
  readonly shape: ImageShape;
  /** The tiles that a box touches, NAXIS1 first. */
  tilesIn(box: readonly { readonly first: number; readonly count: number }[]): Iterable<TilePlace>;
  /** The pixels of these tiles as they would stand in an uncompressed file; not to be written to. */
  tilesOf(numbers: readonly number[], signal?: AbortSignal): Promise<Uint8Array[]>;
  /** compressed bytes of the tiles that a box touches */
  compressedBytes(box: readonly { readonly first: number; readonly count: number }[]): Promise<number>;
}
