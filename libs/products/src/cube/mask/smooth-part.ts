import { closeSync, openSync, writeSync } from 'node:fs';
import { TransientError } from '#faults';
import type { CubeReader } from '../cube-reader.js';
import type { CubeJob } from '../cube-tasks.js';
import { Samples } from './samples.js';
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
  const ring = Array.from({ length: weights.z.length }, () => new Plane(nx * rows));
  const along = new Plane(nx * (end - first));
  const output = Buffer.alloc(4 * nx * rows);
  const file = openSync(into, 'r+');
  try {
    for (let k = 0; k < nz + ahead; k++) {
      if (k < nz) {
        const values = samples.read(plane, k);
        alongX(values, nx, weights.x, along);
        const target = ring[k % ring.length];
        alongY(along, nx, first, end, y0, rows, weights.y, target);
        target.keepValid(values, nx * (y0 - first));
      }
      const middle = k - ahead;
      if (middle < 0) continue;
      alongZ(ring, middle, nz, weights.z, output);
      write(file, output, 4 * (((plane * nz + middle) * ny + y0) * nx));
    }
  } finally {
    closeSync(file);
  }
}

/** Σ w I, and Σ w of what is valid. */
class Plane {
  readonly sums: Float64Array;
  readonly weights: Float64Array;
  readonly valid: Uint8Array;

  constructor(readonly count: number) {
    this.sums = new Float64Array(count);
    this.weights = new Float64Array(count);
    this.valid = new Uint8Array(count);
  }

  keepValid(values: Float64Array, from: number): void {
    for (let i = 0; i < this.count; i++) this.valid[i] = Number(values[from + i] === values[from + i]);
  }
}

function alongX(values: Float64Array, nx: number, weights: Float64Array, { sums, weights: covered }: Plane): void {
  const reach = (weights.length - 1) / 2;
  sums.fill(0);
  covered.fill(0);
  for (let row = 0; row < values.length; row += nx) {
    for (let j = -reach; j <= reach; j++) {
      const weight = weights[j + reach];
      const [from, to] = [row + Math.max(0, -j), row + nx - Math.max(0, j)];
      for (let i = from; i < to; i++) {
        const value = values[i + j];
        if (value !== value) continue;
        sums[i] += weight * value;
        covered[i] += weight;
      }
    }
  }
}

/** @param first of the rows in `along`, up to `end` */
function alongY(along: Plane, nx: number, first: number, end: number, y0: number, rows: number, weights: Float64Array, to: Plane): void {
  const reach = (weights.length - 1) / 2;
  to.sums.fill(0);
  to.weights.fill(0);
  for (let y = 0; y < rows; y++) {
    for (let j = -reach; j <= reach; j++) {
      const row = y0 + y + j;
      if (row < first || row >= end) continue;
      const [weight, from, at] = [weights[j + reach], (row - first) * nx, y * nx];
      for (let x = 0; x < nx; x++) {
        to.sums[at + x] += weight * along.sums[from + x];
        to.weights[at + x] += weight * along.weights[from + x];
      }
    }
  }
}

function alongZ(ring: readonly Plane[], middle: number, nz: number, weights: Float64Array, output: Buffer): void {
  const reach = (weights.length - 1) / 2;
  const { count, valid } = ring[middle % ring.length];
  const planes: { readonly plane: Plane; readonly weight: number }[] = [];
  for (let j = -reach; j <= reach; j++) {
    if (middle + j >= 0 && middle + j < nz) planes.push({ plane: ring[(middle + j) % ring.length], weight: weights[j + reach] });
  }
  const floats = new Float32Array(output.buffer, output.byteOffset, count);
  for (let i = 0; i < count; i++) {
    if (valid[i] === 0) {
      floats[i] = NaN;
      continue;
    }
    let [sum, covered] = [0, 0];
    for (let j = 0; j < planes.length; j++) {
      const { plane, weight } = planes[j];
      sum += weight * plane.sums[i];
      covered += weight * plane.weights[i];
    }
    floats[i] = sum / covered;
  }
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
