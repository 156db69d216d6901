import type { CubeRef } from '../cube-ref.js';
import { runOnCube } from '../cube-tasks.js';
import type { Cube } from '../cube.js';
import { maskWorker } from './mask-bits.js';
import type { MaskJob } from './mask-job.js';

/** Pixels of a plane that a job holds at a time. */
export const BLOCK_PIXELS = 2 ** 16;

/** Jobs of rows of each plane, whose results stand in the spool. */
export async function onRows(cube: Cube, ref: CubeRef, most: number, jobOf: (rows: Rows) => MaskJob, signal: AbortSignal): Promise<void> {
  const rows = Math.max(1, Math.floor(Math.min(most, cube.site.blockPixels ?? Infinity) / ref.nx));
  const jobs = ref.planes.flatMap((_, plane) =>
    Array.from({ length: Math.ceil(ref.ny / rows) }, (_, n) => jobOf({ plane, y0: n * rows, rows: Math.min(rows, ref.ny - n * rows) })),
  );
  await runOnCube(maskWorker, ref, jobs, { signal, lanes: cube.site.lanes, done: () => undefined });
}

export interface Rows {
  readonly plane: number;
  readonly y0: number;
  readonly rows: number;
}
