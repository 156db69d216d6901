import type { CubeOperation } from '#ivoa';
import type { ComputedPlan, Cube } from '#products';
import { workerThreads } from '#workers';

const MiB = 2 ** 20;

/** What a job reads before it is worked on. */
const BLOCK_BYTES = 8 * MiB;
/** Of planes on their way to a GPU: what is read, and its copy there. */
const SLAB_BYTES = 16 * MiB;
/** Of a pixel of the sky, what comes back of its sums, and the sums made of that. */
const GPU_PIXEL_BYTES = 256;

/** What the jobs under way hold of their results until they are written, each. */
const RESULTS: Readonly<Record<CubeOperation, (cube: Cube, plan: ComputedPlan) => number>> = {
  moment: (_, { shape }) => (shape.length * MiB) / 2,
  // Where a spectrum stands in one piece in the file, all channels of what a slice needs are held.
  pv: ({ axes }) => (axes.z < Math.min(axes.x, axes.y) ? 80 : 16) * MiB,
  channels: () => 16 * MiB,
  spectrum: ({ nz }) => 64 * nz,
  profile: ({ nz }) => 64 * nz,
};

/** Bytes of memory that a product holds at most while it is made, about: the buffers of its jobs, times how many are under way. */
export function memoryOf(operation: CubeOperation, cube: Cube, plan: ComputedPlan): number {
  const lanes = cube.site.lanes ?? workerThreads + 1;
  // Masks are made by threads, wherever the sums are.
  const masks = lanes * (plan.jobBytes ?? 0) + (plan.soleBytes ?? 0);
  if (plan.kernel === 'gpu') return Math.max(SLAB_BYTES + cube.nx * cube.ny * GPU_PIXEL_BYTES, masks);
  return lanes * (BLOCK_BYTES + RESULTS[operation](cube, plan)) + masks;
}
