import { padded } from '#fits';
import { bytesPerPixel } from '#kernels';
import { workerFile, type WorkerTask } from '#workers';
import { Masks } from '../../mask-image.js';
import type { CubeSink } from '../computed-plan.js';
import type { Cube, DerivedPlanes } from '../cube.js';
import type { CubeRef } from '../cube-ref.js';
import { runOnCube, type Answer } from '../cube-tasks.js';
import { narrowed } from '../narrowed.js';
import type { CubeBlock } from '../plane-reader.js';
import type { ConvolveJob } from './convolve-job.js';
import { maskRows } from './mask-rows.js';

const CONVOLVE: WorkerTask<ConvolveJob, Answer<Uint8Array>> = { file: workerFile(import.meta.url, './convolve-worker.js') };

/** Pixels of a job: sums of them fit into a processor's cache, and the margins of a kernel are little beside them. */
const BLOCK_PIXELS = 2 ** 18;

/** What a job holds of a source whose spectral axis runs fastest. */
const SPECTRA_BYTES = 32 * 2 ** 20;

/**
 * Where worker threads read a cube whose channels are convolved: a scratch file that is made once, for a product goes through a cube in blocks that are small
 * beside the kernels, and some several times. It counts against the room of the spool.
 */
export async function convolvedFile(
  cube: Cube,
  { of, kernels, reach, fill }: Extract<DerivedPlanes, { kind: 'convolved' }>,
  fileOf: (of: Cube) => Promise<CubeRef>,
  out: CubeSink,
  signal: AbortSignal,
): Promise<CubeRef> {
  const { nx, ny, nz, box, pixels } = cube;
  const { maskOut, ...filters } = of.options.filters;
  const wide = widened(of, cube, reach);
  // What lies outside of a shape is seen with the beam as well: it is blanked afterwards.
  const source = await fileOf({ ...wide, options: { ...of.options, filters } });
  const [x0, y0] = [box.x.first - wide.box.x.first, box.y.first - wide.box.y.first];
  const size = bytesPerPixel(pixels);
  const planeBytes = nx * ny * nz * size;
  const made: CubeRef = {
    ...source,
    nx,
    ny,
    pixels,
    bytesPerPixel: size,
    derive: { kind: 'convolved', source, x0, y0, kernels, fill },
  };
  const scratch = await out.scratch();
  await scratch.reserve(padded(planeBytes * cube.planes.length));
  const mask = maskOut && (await new Masks(signal).of(cube.image, cube.cuts, { ...filters, maskOut }));
  const jobs = cube.planes.flatMap((_, plane) => jobsOf(made, source, plane));
  await runOnCube(CONVOLVE, made, jobs, {
    signal,
    lanes: cube.site.lanes,
    async done(bytes, n) {
      const { plane, block, first, channels } = jobs[n];
      const each = block.nx * block.ny * size;
      for (let c = 0; c < channels; c++) {
        const part = bytes.subarray(c * each, (c + 1) * each);
        if (mask) maskRows(part, block, size, mask.mask, box);
        await scratch.write(part, plane * planeBytes + ((first + c) * nx * ny + block.y0 * nx) * size);
      }
    },
  });
  return {
    path: scratch.path,
    name: source.name,
    hdu: source.hdu,
    nx,
    ny,
    nz,
    bytesPerPixel: size,
    strides: { x: size, y: nx * size, z: nx * ny * size },
    planes: cube.planes.map((_, p) => p * planeBytes),
    pixels,
    stop: source.stop,
  };
}

/** The cube that is convolved, as large as the other one and what its pixels are made of beside it. */
function widened(of: Cube, { box }: Cube, reach: { readonly x: number; readonly y: number }): Cube {
  const { axes } = of.image.shape;
  const [width, height] = [axes[of.axes.x] ?? 1, axes[of.axes.y] ?? 1];
  return narrowed(of, {
    x0: Math.max(0, box.x.first - reach.x),
    y0: Math.max(0, box.y.first - reach.y),
    x1: Math.min(width, box.x.first + box.x.count + reach.x) - 1,
    y1: Math.min(height, box.y.first + box.y.count + reach.y) - 1,
  });
}

/** Whole rows of a channel; of all channels where the file has their pixels one after another. */
function jobsOf(cube: CubeRef, { strides, bytesPerPixel: size }: CubeRef, plane: number): ConvolveJob[] {
  const { nx, ny, nz } = cube;
  const isSpectral = strides.z < Math.min(strides.x, strides.y);
  const together = isSpectral ? nz : 1;
  const pixels = isSpectral ? SPECTRA_BYTES / size / nz : BLOCK_PIXELS;
  const rows = Math.max(1, Math.min(ny, Math.floor(pixels / nx)));
  const jobs: ConvolveJob[] = [];
  for (let first = 0; first < nz; first += together)
    for (let y0 = 0; y0 < ny; y0 += rows) {
      const block: CubeBlock = { x0: 0, nx, y0, ny: Math.min(rows, ny - y0) };
      jobs.push({ cube, plane, block, first, channels: Math.min(together, nz - first) });
    }
  return jobs;
}
