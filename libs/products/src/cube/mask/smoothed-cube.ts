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

/**
 * Asks before anything is read whether a cube can be smoothed; answers the bytes that a job holds at most, about.
 * @throws UsageError, UnsupportedError; LimitError for what would need too much memory
 */
export function assertSmoothing(cube: Cube, request: MaskRequest): number {
  const weights = weightsOf(cube, request);
  if (!weights) return 0;
  const { nx } = cube;
  const least = smoothBytes(nx, 1, weights);
  if (least > MOST_BYTES)
    throw new LimitError(
      `smoothing rows of ${nx} pixels with ${weights.x.length} x ${weights.y.length} x ${weights.z.length} weights needs ${least} bytes of memory, the most is ${MOST_BYTES}: ask for a smaller SMOOTHXY or SMOOTHV, or a smaller part of the data`,
    );
  return smoothBytes(nx, Math.min(cube.ny, smoothRows(nx, weights)), weights);
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
    pixels: { bitpix: -32, bscale: 1, bzero: 0 },
    bytesPerPixel: 4,
    strides,
    planes: planes.map((_, plane) => plane * nz * strides.z),
  };
}
