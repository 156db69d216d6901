import { closeSync, openSync, writeSync } from 'node:fs';
import { TransientError } from '#faults';
import type { CubeReader } from '../cube-reader.js';
import type { CubeJob } from '../cube-tasks.js';
import { Samples } from './samples.js';
import { SkySmoother, SmoothPlane } from './smooth-plane.js';
import type { Weights } from './smoothing.js';

export interface SmoothJob {
  readonly plane: number;
  readonly y0: number;
  readonly rows: number;
  readonly weights: Weights;
  /** a file of big-endian float32: x, y, channels, planes */
  readonly into: string;
}

/** Bytes that a job holds for so many rows of a cube. */
export function smoothBytes(nx: number, rows: number, { y, z }: Weights): number {
  const all = rows + y.length - 1;
  return 8 * nx * (4 * all + 2 * rows * (z.length + 1)) + nx * rows * z.length;
}

/**
 * Rows of all channels of a plane, smoothed: Σ w I / Σ w over the valid samples of the box, NaN where the sample itself is not valid. The sums of a voxel
 * do not depend on how the rows are divided.
 */
export function smooth({ cube, plane, y0, rows, weights, into }: CubeJob & SmoothJob, reader: CubeReader): undefined {
  const { nx, ny, nz } = cube;
  const reach = (weights.y.length - 1) / 2;
  const first = Math.max(0, y0 - reach);
  const end = Math.min(ny, y0 + rows + reach);
  const samples = new Samples(cube, reader, { x0: 0, nx, y0: first, ny: end - first });
  const ahead = (weights.z.length - 1) / 2;
  const ring = Array.from({ length: weights.z.length }, () => new SmoothPlane(nx * rows));
  const sky = new SkySmoother(nx, { first, end, y0, rows }, weights.x, weights.y);
  const output = Buffer.alloc(4 * nx * rows);
  const file = openSync(into, 'r+');
  try {
    for (let k = 0; k < nz + ahead; k++) {
      if (k < nz) sky.smooth(samples.read(plane, k), ring[k % ring.length]);
      const middle = k - ahead;
      if (middle < 0) continue;
      alongZ(ring, middle, nz, weights.z, output);
      write(file, output, 4 * (((plane * nz + middle) * ny + y0) * nx));
    }
  } finally {
    closeSync(file);
  }
}

function alongZ(ring: readonly SmoothPlane[], middle: number, nz: number, weights: Float64Array, output: Buffer): void {
  const reach = (weights.length - 1) / 2;
  const { count, valid } = ring[middle % ring.length];
  const planes: { readonly plane: SmoothPlane; readonly weight: number }[] = [];
  for (let j = -reach; j <= reach; j++) {
    if (middle + j >= 0 && middle + j < nz) planes.push({ plane: ring[(middle + j) % ring.length], weight: weights[j + reach] });
  }
  const [sums, covered] = [new Float64Array(count), new Float64Array(count)];
  for (const { plane, weight } of planes) {
    for (let i = 0; i < count; i++) sums[i] += weight * plane.sums[i];
    for (let i = 0; i < count; i++) covered[i] += weight * plane.weights[i];
  }
  const floats = new Float32Array(output.buffer, output.byteOffset, count);
  for (let i = 0; i < count; i++) floats[i] = valid[i] === 0 ? NaN : sums[i] / covered[i];
  if (IS_LITTLE) output.swap32();
}

const IS_LITTLE = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;

function write(file: number, bytes: Uint8Array, offset: number): void {
  try {
    for (let done = 0; done < bytes.length;) done += writeSync(file, bytes, done, bytes.length - done, offset + done);
  } catch (cause) {
    throw new TransientError(`a smoothed cube cannot be written into the spool (${(cause as NodeJS.ErrnoException).code})`, undefined, {
      cause,
    });
  }
}
