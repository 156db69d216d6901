import { LimitError } from '#faults';
import type { CubeSink } from '../computed-plan.js';
import type { CubeRef } from '../cube-ref.js';
import type { Cube } from '../cube.js';
import type { MaskRequest } from './mask-request.js';
import { BLOCK_PIXELS, onRows } from './on-rows.js';
import { smoothBytes } from './smooth-part.js';
import { weightsOf, type Weights } from './smoothing.js';

/** Bytes that a job may hold to smooth a cube. */
const MOST_BYTES = 64 * 1024 * 1024;

/** Rows that are smoothed at a time. */
function smoothRows(nx: number, weights: Weights): number {
  const least = smoothBytes(nx, 1, weights);
  const each = smoothBytes(nx, 2, weights) - least;
  // Few rows at a time would be read again and again for those beside them.
  return Math.min(1 + Math.floor((MOST_BYTES - least) / each), Math.max(Math.ceil(BLOCK_PIXELS / nx), 4 * weights.y.length));
}

/** Bytes that a job holds at most, and multiplications of all; about. */
export interface SmoothingCost {
  readonly jobBytes: number;
  readonly multiplications: number;
}

/**
 * Asks before anything is read whether a cube can be smoothed; answers what it would cost.
 * @throws UsageError, UnsupportedError; LimitError for what would need too much memory
 */
export function assertSmoothing(cube: Cube, request: MaskRequest): SmoothingCost {
  const weights = weightsOf(cube, request);
  if (!weights) return { jobBytes: 0, multiplications: 0 };
  const { nx, ny, nz, planes } = cube;
  const least = smoothBytes(nx, 1, weights);
  if (least > MOST_BYTES)
    throw new LimitError(
      `smoothing rows of ${nx} pixels with ${weights.x.length} x ${weights.y.length} x ${weights.z.length} weights needs ${least} bytes of memory, the most is ${MOST_BYTES}: ask for a smaller SMOOTHXY or SMOOTHV, or a smaller part of the data`,
    );
  const rows = Math.min(ny, smoothRows(nx, weights));
  // Rows beside those of a job are weighed along x for each job anew.
  const again = Math.min(ny, rows + weights.y.length - 1) / rows;
  const each = weights.x.length * again + weights.y.length + weights.z.length;
  return { jobBytes: smoothBytes(nx, rows, weights), multiplications: nx * ny * nz * planes.length * each };
}

/** The cube whose values are compared, smoothed, in the spool. @throws what `runOnCube` throws; LimitError when there is no room */
export async function smoothedCube(cube: Cube, ref: CubeRef, request: MaskRequest, out: CubeSink, signal: AbortSignal): Promise<CubeRef> {
  const weights = weightsOf(cube, request)!;
  const { nx, ny, nz, planes } = ref;
  const file = await out.scratch();
  await file.reserve(4 * nx * ny * nz * planes.length);
  await onRows(
    cube,
    ref,
    nx * smoothRows(nx, weights),
    (part) => ({ kind: 'smooth', cube: ref, ...part, weights, into: file.path }),
    signal,
  );
  const strides = { x: 4, y: 4 * nx, z: 4 * nx * ny };
  return {
    ...ref,
    path: file.path,
    etag: undefined,
    derive: undefined,
    zerosBlank: false,
    pixels: { bitpix: -32, bscale: 1, bzero: 0 },
    bytesPerPixel: 4,
    strides,
    planes: planes.map((_, plane) => plane * nz * strides.z),
  };
}
