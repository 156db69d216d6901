import type { CubeBlock, CubeReader } from '../plane-reader.js';
import type { CubeJob, Done } from '../cube-tasks.js';

/** Some channels of a block of a cube that is made while it is read. */
export interface ConvolveJob extends CubeJob {
  readonly plane: number;
  readonly block: CubeBlock;
  readonly first: number;
  readonly channels: number;
}

/** In a worker thread: the pixels of the block, one channel after another. */
export function readConvolved({ cube, plane, block, first, channels }: ConvolveJob, reader: CubeReader): Done<Uint8Array<ArrayBuffer>> {
  const size = block.nx * block.ny * cube.bytesPerPixel;
  const bytes = new Uint8Array(channels * size);
  reader.readBlock(plane, block, first, channels, (k) => bytes.subarray((k - first) * size, (k - first + 1) * size));
  return { value: bytes, transfer: [bytes] };
}
