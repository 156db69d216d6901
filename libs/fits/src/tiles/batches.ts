import type { TileJob } from './decode-tile.js';

/** Bytes of the file. */
export interface Extent {
  readonly offset: number;
  readonly bytes: number;
}

/** A tile to be read and decoded. */
export interface TilePlan {
  readonly n: number;
  readonly job: TileJob;
  readonly data: Extent;
  /** of NULL_PIXEL_MASK; of no bytes without */
  readonly mask: Extent;
  /** decoded */
  readonly outBytes: number;
}

/** Less than that is not worth a message to another thread; more than that holds one thread up while others are idle. */
const LEAST_BYTES = 256 * 1024;
const MOST_BYTES = 2 * 1024 * 1024;

/** In the order of the file, so much to decode at a time that all threads have something to do. */
export function batchesOf(plans: readonly TilePlan[], threads: number): TilePlan[][] {
  const ordered = plans.toSorted((a, b) => a.data.offset - b.data.offset);
  const total = plans.reduce((sum, { outBytes }) => sum + outBytes, 0);
  const target = Math.min(Math.max(total / (2 * threads), LEAST_BYTES), MOST_BYTES);
  const batches: TilePlan[][] = [];
  let bytes = Infinity;
  for (const plan of ordered) {
    if (bytes + plan.outBytes / 2 > target) {
      batches.push([]);
      bytes = 0;
    }
    batches[batches.length - 1].push(plan);
    bytes += plan.outBytes;
  }
  return batches;
}
