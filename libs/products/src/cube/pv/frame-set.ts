import type { CubeBlock } from '../cube-reader.js';
import { OUTSIDE } from './pixel-weights.js';
import { blockNumbers, type ReadSet } from './read-set.js';
import type { SampleWeights } from './sample-weights.js';

/** As `readSet`, of all pixels of the frame, for planes that are at hand whole; undefined where a sample reaches beyond them. */
export function frameSet({ offsets, pixels, weights }: SampleWeights, frame: CubeBlock): ReadSet | undefined {
  if (pixels.includes(OUTSIDE)) return undefined;
  return { blocks: blockNumbers([frame]), count: frame.nx * frame.ny, entries: { offsets, indices: Uint32Array.from(pixels), weights } };
}
