/** A rectangle of the sky of a cube: columns x0 … x0 + nx − 1 of rows y0 … y0 + ny − 1 of the box. */
export interface CubeBlock {
  readonly x0: number;
  readonly nx: number;
  readonly y0: number;
  readonly ny: number;
}

/** Reads a cube in a worker thread, where waiting for the disk holds nobody up; big-endian pixels, whatever the order of the axes in the file. */
export interface CubeReader {
  /** bytes of rows [y0, y0 + rows) of channel k and plane p of the box: x fastest, all nx */
  read(k: number, p: number, y0: number, rows: number, into: Uint8Array): void;
  /**
   * Channels k … k + channels − 1 of a block, x fastest, each into the memory that `into` has for it. Where the spectral axis runs fastest, ask for as many
   * at a time as there is memory for: they are read together.
   */
  readBlock(p: number, block: CubeBlock, k: number, channels: number, into: (channel: number) => Uint8Array): void;
  /** Blocks of channel k one after another into `into`, where that is quicker than to ask for each: x0, nx, y0, ny of each, those with lower rows first. */
  readBlocks?(p: number, blocks: Int32Array, k: number, into: Uint8Array): void;
  close(): void;
}
