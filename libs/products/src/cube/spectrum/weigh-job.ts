import { referenceBackend, wasmBackend, type KernelName, type Weighed } from '#kernels';
import { cubeReader, type CubeBlock } from '../cube-reader.js';
import type { CubeRef } from '../cube-ref.js';
import { regionEntries, type WeightedRegion } from './region-entries.js';

/** Sums over regions of some channels of one plane, of the pixels of one block. */
export interface WeighJob {
  readonly ref: CubeRef;
  readonly plane: number;
  /** of the box */
  readonly block: CubeBlock;
  /** pixel of the image that the box begins at, in whose pixels the regions are */
  readonly origin: { readonly x: number; readonly y: number };
  readonly channels: { readonly first: number; readonly count: number };
  readonly regions: readonly WeightedRegion[];
  readonly medians: boolean;
  readonly kernel: KernelName;
}

/** In a worker thread: channels × regions, region first. */
export function weighBlock({ ref, plane, block, origin, channels, regions, medians, kernel }: WeighJob): Weighed {
  const entries = regionEntries(regions, { x0: origin.x + block.x0, y0: origin.y + block.y0, columns: block.nx, rows: block.ny });
  const backend = kernel === 'wasm' ? wasmBackend : referenceBackend;
  const { first, count } = channels;
  const weigh = backend.weigh({ pixels: ref.pixels, count: block.nx * block.ny, channels: count, entries, medians });
  const reader = cubeReader(ref);
  try {
    for (let k = 0; k < count; k += weigh.planes) {
      const planes = Math.min(weigh.planes, count - k);
      reader.readBlock(plane, block, first + k, planes, (channel) => weigh.input(channel - first - k));
      weigh.add(k, planes);
    }
  } finally {
    reader.close();
  }
  return weigh.finish();
}
