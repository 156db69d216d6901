import type { KernelName, NoisePower, Weighed } from '#kernels';
import { backendOf } from '../backends.js';
import type { CubeBlock, CubeReader } from '../cube-reader.js';
import type { CubeJob, Done } from '../cube-tasks.js';
import type { BitsRef } from '../mask/bits-file.js';
import { VariancePlanes } from '../noise/variance-planes.js';
import { MaskedBlock } from './masked-block.js';
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
  /** the samples are noise, whose σ² is to that power of them and is what is summed */
  readonly noisePower?: NoisePower;
  /** of the box: other voxels have no value */
  readonly mask?: BitsRef;
}

/** With the voxels of the mask in each channel, valid or not. */
export interface MaskedWeighed extends Weighed {
  readonly whole?: Float64Array;
}

/** In a worker thread: channels × regions, region first. */
export async function weighBlock(job: WeighJob, reader: CubeReader): Promise<Done<MaskedWeighed>> {
  const { cube, plane, block, origin, channels, regions, medians, kernel, mask, noisePower } = job;
  const entries = regionEntries(regions, { x0: origin.x + block.x0, y0: origin.y + block.y0, columns: block.nx, rows: block.ny });
  const { first, count } = channels;
  const masked = mask && new MaskedBlock(mask, cube.pixels, block, plane);
  const pixels = masked?.pixels ?? cube.pixels;
  const pixelCount = block.nx * block.ny;
  const variances = noisePower && new VariancePlanes(pixels, noisePower, pixelCount);
  const spec = { pixels: variances ? VariancePlanes.PIXELS : pixels, count: pixelCount, channels: count, entries, medians };
  const weigh = backendOf(kernel).weigh(spec);
  const whole = masked && new Float64Array(count);
  const plain = (slot: number): Uint8Array => variances?.input(slot) ?? weigh.input(slot);
  try {
    for (let k = 0; k < count; k += weigh.planes) {
      const planes = Math.min(weigh.planes, count - k);
      reader.readBlock(plane, block, first + k, planes, (channel) => masked?.input(channel - first - k) ?? plain(channel - first - k));
      for (let slot = 0; masked && slot < planes; slot++) whole![k + slot] = masked.put(slot, first + k + slot, plain(slot));
      for (let slot = 0; variances && slot < planes; slot++) variances.put(slot, weigh.input(slot));
      await weigh.add(k, planes);
    }
  } finally {
    masked?.close();
  }
  return { value: { ...(await weigh.finish()), whole } };
}
