import { bytesPerPixel, decode, type KernelName } from '#kernels';
import type { PixelBox } from '#region';
import { backendOf } from '../backends.js';
import type { CubeBlock, CubeReader } from '../cube-reader.js';
import type { CubeJob, Done } from '../cube-tasks.js';
import { gridOffsets, type OffsetGrid } from './offset-grid.js';
import { RingCollector } from './ring-collector.js';
import type { RingStatistics } from './ring-sums.js';
import type { RingPart } from './ring-parts.js';
import type { Ring } from './rings.js';

/** The rings of one plane: of its only channel as it stands, or of the integral over the channels. */
export interface ProfileJob extends CubeJob {
  readonly kernel: KernelName;
  readonly plane: number;
  /** the pixels of the image that the cube's file is narrowed to */
  readonly box: PixelBox;
  readonly rings: readonly Ring[];
  readonly parts: readonly RingPart[];
  readonly divide: number;
  readonly grid: OffsetGrid;
  /** Δ_k, to integrate */
  readonly widths?: Float64Array;
}

/** The rings of each part. */
export type ProfileParts = readonly (readonly RingStatistics[])[];

/** What a thread reads at once. */
const BLOCK_PIXELS = 1 << 16;
const SPECTRA_BYTES = 32 * 2 ** 20;

/** In a worker thread, from the lowest rows on. */
export async function profileOf(job: ProfileJob, reader: CubeReader): Promise<Done<ProfileParts>> {
  const { cube, box, rings, parts, divide, grid, widths } = job;
  const collector = new RingCollector({ plane: gridOffsets(grid), box, rings, parts, divide });
  const { x, y, z } = cube.strides;
  const most = widths && z < Math.min(x, y) ? Math.min(BLOCK_PIXELS, SPECTRA_BYTES / (cube.nz * cube.bytesPerPixel)) : BLOCK_PIXELS;
  const rows = Math.max(1, Math.floor(most / cube.nx));
  for (let y0 = 0; y0 < cube.ny; y0 += rows) {
    const block = { x0: 0, nx: cube.nx, y0, ny: Math.min(rows, cube.ny - y0) };
    const values = widths ? await integral(job, reader, block, widths) : plain(job, reader, block);
    for (let row = 0; row < block.ny; row++) collector.row(box.y0 + y0 + row, values.subarray(row * cube.nx, (row + 1) * cube.nx));
  }
  return { value: collector.statistics() };
}

function plain({ cube, plane }: ProfileJob, reader: CubeReader, block: CubeBlock): Float64Array {
  const count = block.nx * block.ny;
  const bytes = new Uint8Array(count * bytesPerPixel(cube.pixels));
  reader.readBlock(plane, block, 0, 1, () => bytes);
  const values = new Float64Array(count);
  decode(bytes, cube.pixels, values);
  return values;
}

/** Moment 0 (kernels §7). */
async function integral(
  { cube, plane, kernel }: ProfileJob,
  reader: CubeReader,
  block: CubeBlock,
  widths: Float64Array,
): Promise<Float64Array> {
  const count = block.nx * block.ny;
  const coordinates = new Float64Array(cube.nz);
  const collapse = backendOf(kernel).collapse({
    pixels: cube.pixels,
    count,
    channels: cube.nz,
    coordinates,
    widths,
    reference: 0,
    want: [0],
  });
  const { x, y, z } = cube.strides;
  const group = z < Math.min(x, y) ? new Uint8Array(count * cube.nz * cube.bytesPerPixel) : undefined;
  const size = count * cube.bytesPerPixel;
  if (group) reader.readBlock(plane, block, 0, cube.nz, (channel) => group.subarray(channel * size, (channel + 1) * size));
  do {
    for (let k = 0; k < cube.nz; k += collapse.planes) {
      const planes = Math.min(collapse.planes, cube.nz - k);
      if (group)
        for (let slot = 0; slot < planes; slot++) collapse.input(slot).set(group.subarray((k + slot) * size, (k + slot + 1) * size));
      else reader.readBlock(plane, block, k, planes, (channel) => collapse.input(channel - k));
      await collapse.add(k, planes);
    }
  } while (await collapse.again());
  return (await collapse.finish()).maps.get(0) as Float64Array;
}
