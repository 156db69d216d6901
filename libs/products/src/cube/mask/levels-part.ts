import { toVariances, type KernelName, type NoisePower } from '#kernels';
import { cubeReader, type CubeReader } from '../cube-reader.js';
import type { CubeRef } from '../cube-ref.js';
import type { CubeJob } from '../cube-tasks.js';
import { BitsFile, openBits, rowBytes, type BitsRef } from './bits-file.js';
import { pixelNoise } from './pixel-noise.js';
import { Runs } from './runs.js';
import { Samples } from './samples.js';

/** So many times the noise above its centre, in so many channels one after another. */
export interface Level {
  readonly times: number;
  readonly channels: number;
  readonly into: BitsRef;
}

/** σ and the centre of each channel; or of each pixel, which the job measures; or of each sample, as the file says. */
export type LevelNoise =
  | { readonly variance: CubeRef; readonly power: NoisePower }
  | { readonly sigma: Float64Array; readonly centre?: Float64Array }
  | { readonly kernel: KernelName; readonly lineFree?: Uint8Array; readonly centred: boolean };

/** What a sample must be before it is compared with the levels (kernels.md §6.1, steps 3 to 5). */
export interface Candidates {
  readonly include?: readonly [number, number];
  readonly exclude?: readonly [number, number];
  /** NSIGMA */
  readonly times?: number;
  readonly absolute?: boolean;
  /** bits of the user's mask */
  readonly masks: readonly BitsRef[];
}

export interface LevelsJob {
  readonly plane: number;
  readonly y0: number;
  readonly rows: number;
  readonly levels: readonly Level[];
  readonly noise: LevelNoise;
  readonly candidates: Candidates;
}

/** Sets the bits of the samples that reach a level for as many channels as it wants, in rows of all channels of a plane; of several levels at once. */
export function levels(job: CubeJob & LevelsJob, reader: CubeReader): undefined {
  const { cube, plane, y0, rows, candidates, noise } = job;
  const { nx, nz } = cube;
  const block = { x0: 0, nx, y0, ny: rows };
  const ofPixels = 'kernel' in noise ? pixelNoise(cube, plane, block, reader, noise) : undefined;
  const sigmas = 'sigma' in noise ? noise : undefined;
  const variances = 'variance' in noise ? cubeReader(noise.variance) : undefined;
  const ofSamples = 'variance' in noise && variances ? new Samples(noise.variance, variances, block) : undefined;
  const width = rowBytes({ nx });
  const runs = job.levels.map(({ channels }) => new Runs(nx, rows, channels));
  const samples = new Samples(cube, reader, block);
  const masks = openBits(candidates.masks);
  const files: BitsFile[] = [];
  const threshold = new Float64Array(nx * rows);
  const thresholdOf = (k: number, times: number): Float64Array => {
    if (ofSamples) for (let i = 0; i < threshold.length; i++) threshold[i] = times * Math.sqrt(ofSamples.values[i]);
    else if (ofPixels) for (let i = 0; i < threshold.length; i++) threshold[i] = (ofPixels.centre?.[i] ?? 0) + times * ofPixels.sigma[i];
    else threshold.fill((sigmas!.centre?.[k] ?? 0) + times * sigmas!.sigma[k]);
    return threshold;
  };
  try {
    for (const { into } of job.levels) files.push(new BitsFile(into, 'r+'));
    const bits = new Uint8Array(rows * width);
    for (let k = 0; k < nz; k++) {
      const values = samples.read(plane, k);
      if (ofSamples && 'power' in noise) toVariances(ofSamples.read(plane, k), noise.power);
      dropByValue(values, candidates);
      if (candidates.times !== undefined) dropBelow(values, thresholdOf(k, candidates.times), candidates.absolute === true);
      for (const mask of masks) {
        mask.readRows(plane, k, y0, rows, bits);
        dropByBits(values, bits, nx, width);
      }
      runs.forEach((each, n) => {
        each.add(k, values, thresholdOf(k, job.levels[n].times));
        const complete = each.complete(k);
        if (complete) files[n].writeRows(plane, complete.channel, y0, rows, complete.bits);
      });
    }
    runs.forEach((each, n) => {
      for (const { channel, bits: rest } of each.rest(nz)) files[n].writeRows(plane, channel, y0, rows, rest);
    });
  } finally {
    for (const file of [...masks, ...files]) file.close();
    variances?.close();
  }
}

function dropByValue(values: Float64Array, { include, exclude }: Candidates): void {
  if (include) {
    const [lo, hi] = include;
    for (let i = 0; i < values.length; i++) if (!(values[i] >= lo && values[i] <= hi)) values[i] = NaN;
  }
  if (exclude) {
    const [lo, hi] = exclude;
    for (let i = 0; i < values.length; i++) if (values[i] > lo && values[i] < hi) values[i] = NaN;
  }
}

function dropBelow(values: Float64Array, least: Float64Array, absolute: boolean): void {
  for (let i = 0; i < values.length; i++) if (!((absolute ? Math.abs(values[i]) : values[i]) >= least[i])) values[i] = NaN;
}

function dropByBits(values: Float64Array, bits: Uint8Array, nx: number, width: number): void {
  for (let i = 0, row = 0; i < values.length; row += width)
    for (let x = 0; x < nx; x++, i++) if (!((bits[row + (x >> 3)] >> (x & 7)) & 1)) values[i] = NaN;
}
