import { LimitError } from '#faults';
import { workerFile, workerThreads, type WorkerTask } from '#workers';
import type { KernelName } from '#kernels';
import type { Cube } from '../cube.js';
import type { CubeBlock } from '../cube-reader.js';
import type { CubeRef } from '../cube-ref.js';
import type { BitsRef } from '../mask/bits-file.js';
import type { Answer } from '../cube-tasks.js';
import { unionOf } from '../narrowed.js';
import type { PlacedAperture } from './placed-aperture.js';
import type { WeightedRegion } from './region-entries.js';
import type { SpectrumRequest } from './spectrum-request.js';
import type { MaskedWeighed, WeighJob } from './weigh-job.js';

export const WEIGH: WorkerTask<WeighJob, Answer<MaskedWeighed>> = { file: workerFile(import.meta.url, './weigh-worker.js') };

/** Pixels of a plane in the memory of a thread. Sums of an aperture depend on these, so they are the same everywhere. */
const BLOCK_PIXELS = 1 << 16;
/** A median needs all pixels of the aperture at once. */
const MEDIAN_PIXELS = 1 << 20;
/** What a task reads, about. */
const TASK_BYTES = 32 * 2 ** 20;

/** How the sums of one aperture are made: blocks of rows, each with all channels. */
export interface ApertureWork {
  readonly regions: readonly WeightedRegion[];
  readonly medians: boolean;
  /** only the voxels of the mask of the cube */
  readonly masked: boolean;
  /** blocks of the box, from the lowest rows on */
  readonly blocks: readonly CubeBlock[];
}

/** @param cube narrowed to what is read @throws LimitError for a median of too many pixels */
export function apertureWork(cube: Cube, placed: PlacedAperture, { method, background }: SpectrumRequest): ApertureWork {
  const { coverage, angles, sky, place } = placed;
  const masked = place.kind === 'mask';
  const regions: WeightedRegion[] = [{ coverage }];
  // Where pixels differ in solid angle, fluxes have weights of their own; and a mask is as large as it turns out to be.
  if ((method === 'sum_beam' || masked) && angles.kind === 'rows') regions.push({ coverage, angles });
  if (sky) regions.push({ coverage: sky });
  const bounds = unionOf(regions.map((region) => region.coverage.box));
  const [x0, nx] = [bounds.x0 - cube.box.x.first, bounds.x1 - bounds.x0 + 1];
  const [y0, ny] = [bounds.y0 - cube.box.y.first, bounds.y1 - bounds.y0 + 1];
  const medians = method === 'median' || background?.statistic === 'median';
  if (medians && nx * ny > MEDIAN_PIXELS)
    throw new LimitError(`a median is made of at most ${MEDIAN_PIXELS} pixels around an aperture, this one has ${nx} x ${ny}`);
  const rows = medians ? ny : Math.max(1, Math.floor(BLOCK_PIXELS / nx));
  const blocks = Array.from({ length: Math.ceil(ny / rows) }, (_, i) => ({ x0, nx, y0: y0 + i * rows, ny: Math.min(rows, ny - i * rows) }));
  return { regions, medians, masked, blocks };
}

/** The tasks of an aperture in one plane; channels are independent, so groups of them are as the threads like. */
export function weighJobs(
  ref: CubeRef,
  cube: Cube,
  plane: number,
  { regions, medians, masked, blocks }: ApertureWork,
  kernel: KernelName,
  bits: BitsRef | undefined,
): WeighJob[] {
  const origin = { x: cube.box.x.first, y: cube.box.y.first };
  const [{ nx, ny }] = blocks;
  const most = Math.max(8, Math.floor(TASK_BYTES / (nx * ny * ref.bytesPerPixel)));
  const group = Math.min(most, Math.max(8, Math.ceil(cube.nz / (2 * workerThreads))));
  return blocks.flatMap((block) =>
    Array.from({ length: Math.ceil(cube.nz / group) }, (_, g) => {
      const channels = { first: g * group, count: Math.min(group, cube.nz - g * group) };
      return { cube: ref, plane, block, origin, channels, regions, medians, kernel, mask: masked ? bits : undefined };
    }),
  );
}
