import { setImmediate } from 'node:timers/promises';
import { workerFile, workerThreads, type WorkerTask } from '#workers';
import type { CubeSink } from '../computed-plan.js';
import { cubeFile } from '../cube-file.js';
import { runOnCube, type Answer } from '../cube-tasks.js';
import type { Cube, CubeMask } from '../cube.js';
import { newBits, type BitsRef } from './bits-file.js';
import type { MaskJob, MaskResult } from './mask-job.js';
import { nearestPixels } from './sky-match.js';

export const maskWorker: WorkerTask<MaskJob, Answer<MaskResult>> = { file: workerFile(import.meta.url, './mask-worker.js') };

/** Pixels of the sky whose places in the mask are found at a time. */
const MOST_PLACES = 2 ** 16;

/** Rows of a plane that a job turns into bits, in bytes of the mask. */
const BLOCK_BYTES = 4 * 1024 * 1024;

/**
 * The bits of a mask, put into the spool on the grid of a cube (its box): `nz` 1 when the mask is an image. Read them with `BitsFile`.
 * @throws what reading the mask throws; LimitError when there is no room; CancelledError
 */
export async function maskBits(mask: CubeMask, cube: Cube, out: CubeSink, signal: AbortSignal): Promise<BitsRef> {
  const { pixels } = mask;
  const ref = await cubeFile(pixels, out, signal);
  const { nx, ny, nz, bytesPerPixel } = ref;
  const own = await newBits(out, { nx, ny, nz, planes: 1 });
  const rows = Math.max(1, Math.floor(BLOCK_BYTES / (nx * bytesPerPixel)));
  const jobs: MaskJob<'nonzero'>[] = [];
  for (let y0 = 0; y0 < ny; y0 += rows) jobs.push({ kind: 'nonzero', cube: ref, y0, rows: Math.min(rows, ny - y0), into: own });
  const { lanes } = cube.site;
  await runOnCube(maskWorker, ref, jobs, { signal, lanes, done: () => undefined });
  const isWhole = mask.isImage || (cube.nz === nz && mask.channels.every((channel, k) => channel === k));
  if (mask.isSameGrid && isWhole) return own;
  const channels = mask.isImage ? new Int32Array(1) : mask.channels;
  const matched = await newBits(out, { nx: cube.nx, ny: cube.ny, nz: channels.length, planes: 1 });
  const group = Math.max(1, Math.floor(MOST_PLACES / cube.nx));
  for (let y0 = 0; y0 < cube.ny;) {
    const jobs: MaskJob<'match'>[] = [];
    for (; jobs.length < workerThreads && y0 < cube.ny; y0 += group) {
      // Finding places takes its time here, and others go on between.
      await setImmediate();
      signal.throwIfAborted();
      const rows = Math.min(group, cube.ny - y0);
      const places = mask.isSameGrid ? samePixels(cube.nx, y0, rows) : nearestPixels(pixels.image, cube, y0, rows);
      jobs.push({ kind: 'match', cube: ref, from: own, into: matched, y0, rows, places, channels });
    }
    await runOnCube(maskWorker, ref, jobs, { signal, lanes, done: () => undefined });
  }
  return matched;
}

const samePixels = (nx: number, y0: number, rows: number): Int32Array => Int32Array.from({ length: nx * rows }, (_, i) => y0 * nx + i);
