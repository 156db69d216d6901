import type { KernelName, Weighed } from '#kernels';
import { backendOf } from '../backends.js';
import type { CubeBlock, CubeReader } from '../cube-reader.js';
import type { CubeJob, Done } from '../cube-tasks.js';
import { regionEntries, type WeightedRegion } from './region-entries.js';

/** Sums over regions of some channels of one plane, of the pixels of one block. */
export interface WeighJob extends CubeJob {
  readonly plane: number;
  /** of the box */
  readonly block: CubeBlock;
  /** pixel of the image that the box begins at; regions are in pixels of the image */
  readonly origin: { readonly x: number; readonly y: number };
  readonly channels: { readonly first: number; readonly count: number };
  readonly regions: readonly WeightedRegion[];
  readonly medians: boolean;
  readonly kernel: KernelName;
}

/** In a worker thread: channels × regions, region first. */
export async function weighBlock(job: WeighJob, reader: CubeReader): Promise<Done<Weighed>> {
  const { cube, plane, block, origin, channels, regions, medians, kernel } = job;
  const entries = regionEntries(regions, { x0: origin.x + block.x0, y0: origin.y + block.y0, columns: block.nx, rows: block.ny });
  const { first, count } = channels;
  const spec = { pixels: cube.pixels, count: block.nx * block.ny, channels: count, entries, medians };
  const weigh = backendOf(kernel).weigh(spec);
  for (let k = 0; k < count; k += weigh.planes) {
    const planes = Math.min(weigh.planes, count - k);
    reader.readBlock(plane, block, first + k, planes, (channel) => weigh.input(channel - first - k));
    await weigh.add(k, planes);
  }
  return { value: await weigh.finish() };
}
