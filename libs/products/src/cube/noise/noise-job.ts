import { bytesPerPixel, decode, medianOf, noiseOf, scaleOf, type Counts, type Estimator, type KernelName } from '#kernels';
import { backendOf } from '../backends.js';
import type { CubeBlock, CubeReader } from '../cube-reader.js';
import type { CubeRef } from '../cube-ref.js';
import type { CubeJob, Done } from '../cube-tasks.js';
import { Samples } from '../mask/samples.js';
import { correlationOf } from './correlation.js';
import { spread } from './spread.js';

interface NoiseJobs {
  /** a few thousand values of the plane, to choose the classes by; or σ at once when there are not many more */
  sample: {
    readonly job: { readonly estimator: Estimator };
    readonly result: { readonly centre: number; readonly scale: number; readonly exact?: Spread };
  };
  /** counts of a block, of all channels that are wanted */
  block: { readonly job: { readonly block: CubeBlock; readonly centre: number; readonly scale: number }; readonly result: Counts };
  /** σ and the centre of each of some channels, one after another */
  channels: {
    readonly job: {
      readonly first: number;
      readonly end: number;
      readonly centre: number;
      readonly scale: number;
      readonly estimator: Estimator;
    };
    readonly result: Float64Array;
  };
  /** ρ at lags 1, 2, 3 */
  correlation: { readonly job: object; readonly result: Float64Array };
}

/** Of some samples. */
interface Spread {
  readonly sigma: number;
  readonly median: number;
}

export type NoiseKind = keyof NoiseJobs;

export type NoiseJob<K extends NoiseKind = NoiseKind> = CubeJob & {
  readonly kind: K;
  readonly kernel: KernelName;
  readonly plane: number;
  /** channels (1) that have no line; all when not given */
  readonly lineFree?: Uint8Array;
} & NoiseJobs[K]['job'];

export type NoiseResult<K extends NoiseKind = NoiseKind> = NoiseJobs[K]['result'];

type Work = { readonly [K in NoiseKind]: (job: NoiseJob<K>, reader: CubeReader) => NoiseResult<K> };

const WORK: Work = { sample, block, channels, correlation };

export function noisePart<K extends NoiseKind>(job: NoiseJob<K>, reader: CubeReader): Done<NoiseResult<K>> {
  return { value: (WORK[job.kind] as Work[K])(job, reader) };
}

function correlation({ cube, plane, lineFree }: NoiseJob<'correlation'>, reader: CubeReader): Float64Array {
  return correlationOf(cube, plane, lineFree, reader);
}

const SAMPLE_ROWS = 16;
const SAMPLE_CHANNELS = 16;

/** Of so few values classes would be too coarse: what lies between two of them counts. */
export const FEW = 2 ** 18;

/** Rows of channels that are spread evenly: the same ones however the work is divided. */
function sample({ cube, plane, lineFree, estimator }: NoiseJob<'sample'>, reader: CubeReader): NoiseResult<'sample'> {
  const { nx, ny, nz, pixels } = cube;
  const wanted = Array.from({ length: nz }, (_, k) => k).filter((k) => !lineFree || lineFree[k] === 1);
  if (estimator === 'mad' && nx * ny * wanted.length <= FEW) {
    const samples = wholePlanes(cube, reader);
    const all = wanted.map((k) => plainPlane(samples, plane, k).slice());
    return { centre: 0, scale: 1, exact: deviation(all) };
  }
  const each = Math.min(nx, 4096);
  const bytes = new Uint8Array(each * bytesPerPixel(pixels));
  const values = new Float64Array(each);
  const found: number[] = [];
  for (const k of spread(wanted.length, SAMPLE_CHANNELS)) {
    for (const y of spread(ny, SAMPLE_ROWS)) {
      reader.readBlock(plane, { x0: (nx - each) >> 1, nx: each, y0: y, ny: 1 }, wanted[k], 1, () => bytes);
      decode(bytes, pixels, values);
      const step = Math.max(1, Math.floor(each / 256));
      for (let i = 0; i < each; i += step) if (values[i] === values[i]) found.push(values[i]);
    }
  }
  return scaleOf(Float64Array.from(found));
}

const wholePlanes = (cube: CubeRef, reader: CubeReader): Samples => new Samples(cube, reader, { x0: 0, nx: cube.nx, y0: 0, ny: cube.ny });

/** The valid values of a plane, in the memory of the samples. */
function plainPlane(samples: Samples, plane: number, k: number): Float64Array {
  const values = samples.read(plane, k);
  let count = 0;
  for (let i = 0; i < values.length; i++) if (values[i] === values[i]) values[count++] = values[i];
  return values.subarray(0, count);
}

/** 1.4826 × MAD and the median, exact; NaN of none. */
function deviation(parts: readonly Float64Array[]): Spread {
  const values = new Float64Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    values.set(part, at);
    at += part.length;
  }
  return deviationOf(values);
}

/** The values are used up. */
function deviationOf(values: Float64Array): Spread {
  const middle = medianOf(values);
  for (let i = 0; i < values.length; i++) values[i] = Math.abs(values[i] - middle);
  return { sigma: 1.4826 * medianOf(values), median: middle };
}

function block({ cube, plane, block: part, centre, scale, kernel, lineFree }: NoiseJob<'block'>, reader: CubeReader): Counts {
  const count = part.nx * part.ny;
  const histogram = backendOf(kernel).histogram({ pixels: cube.pixels, count, centre, scale });
  for (let k = 0; k < cube.nz; k += histogram.planes) {
    const group = Array.from({ length: Math.min(histogram.planes, cube.nz - k) }, (_, i) => k + i);
    const wanted = lineFree ? group.filter((channel) => lineFree[channel] === 1) : group;
    if (wanted.length === group.length) reader.readBlock(plane, part, k, group.length, (channel) => histogram.input(channel - k));
    else for (const [slot, channel] of wanted.entries()) reader.readBlock(plane, part, channel, 1, () => histogram.input(slot));
    if (wanted.length > 0) histogram.add(wanted.length);
  }
  return histogram.take();
}

/** Beyond it the classes are chosen again, by what was found with the first ones. */
export const MOST_ERROR = 1e-3;

const CHANNEL_BYTES = 256 * 1024;

function channels({ cube, plane, first, end, centre, scale, estimator, kernel }: NoiseJob<'channels'>, reader: CubeReader): Float64Array {
  const { nx, ny, pixels } = cube;
  const columns = Math.min(nx, CHANNEL_BYTES / bytesPerPixel(pixels));
  const rows = Math.max(1, Math.min(ny, Math.floor(CHANNEL_BYTES / bytesPerPixel(pixels) / columns)));
  const countsOf = (k: number, classes: { centre: number; scale: number }): Counts => {
    const histogram = backendOf(kernel).histogram({ pixels, count: rows * columns, ...classes });
    for (let y0 = 0; y0 < ny; y0 += rows) {
      for (let x0 = 0; x0 < nx; x0 += columns) {
        const part = { x0, nx: Math.min(columns, nx - x0), y0, ny: Math.min(rows, ny - y0) };
        reader.readBlock(plane, part, k, 1, () => histogram.input());
        histogram.add(1, part.nx * part.ny);
      }
    }
    return histogram.take();
  };
  const samples = estimator === 'mad' && nx * ny <= FEW ? wholePlanes(cube, reader) : undefined;
  const spreadOf = (k: number): Spread => {
    if (samples) return deviationOf(plainPlane(samples, plane, k));
    const found = noiseOf(countsOf(k, { centre, scale }), estimator);
    if (!(found.relativeError > MOST_ERROR) || !(found.sigma > 0)) return found;
    return noiseOf(countsOf(k, { centre: found.median, scale: found.sigma }), estimator);
  };
  const found = new Float64Array(2 * (end - first));
  for (let k = first; k < end; k++) {
    const { sigma, median } = spreadOf(k);
    found.set([sigma, median], 2 * (k - first));
  }
  return found;
}
