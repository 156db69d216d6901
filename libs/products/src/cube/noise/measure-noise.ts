import { mergedCounts, noiseOf, type Counts, type Estimator, type KernelName } from '#kernels';
import { workerFile, type WorkerTask } from '#workers';
import { backendOf } from '../backends.js';
import type { CubeRef } from '../cube-ref.js';
import { runOnCube, type Answer } from '../cube-tasks.js';
import { blocksOf } from '../moment/moment-layout.js';
import { FEW, MOST_ERROR, type NoiseJob, type NoiseKind, type NoiseResult } from './noise-job.js';

export interface NoiseOptions {
  readonly kernel: KernelName;
  readonly estimator: Estimator;
  /** one σ for all, or one for each channel */
  readonly scope: 'cube' | 'channel';
  /** channels (1) that have no line */
  readonly lineFree?: Uint8Array;
  readonly signal: AbortSignal;
  readonly lanes?: number;
  readonly blockPixels?: number;
  readonly progress?: (part: number) => void;
}

const worker: WorkerTask<NoiseJob, Answer<NoiseResult>> = { file: workerFile(import.meta.url, './noise-worker.js') };

/** Of each channel of a plane. */
export interface ChannelNoise {
  readonly sigma: Float64Array;
  /** the median of what σ is of */
  readonly centre: Float64Array;
}

/**
 * σ of each channel of a plane (kernels.md §6.2) by histograms: relative error at most 10⁻³; NaN where nothing is valid.
 * @throws what `runOnCube` throws
 */
export async function measureNoise(cube: CubeRef, plane: number, options: NoiseOptions): Promise<Float64Array> {
  return (await measureSpread(cube, plane, options)).sigma;
}

/** As `measureNoise`, with the medians. */
export async function measureSpread(cube: CubeRef, plane: number, options: NoiseOptions): Promise<ChannelNoise> {
  const { kernel, lineFree, estimator } = options;
  const about = { cube, kernel, plane, lineFree };
  const noClasses = options.scope === 'channel' && estimator === 'mad' && cube.nx * cube.ny <= FEW;
  const [classes] = noClasses ? [{ centre: 0, scale: 1 }] : await run<'sample'>(cube, [{ ...about, kind: 'sample', estimator }], options);
  if (options.scope === 'channel') return ofChannels(cube, about, classes, options);
  const same = ({ sigma, median }: { readonly sigma: number; readonly median: number }): ChannelNoise => ({
    sigma: new Float64Array(cube.nz).fill(sigma),
    centre: new Float64Array(cube.nz).fill(median),
  });
  if (classes.exact) return same(classes.exact);
  const first = noiseOf(await countAll(cube, about, classes, options), estimator);
  if (!(first.relativeError > MOST_ERROR) || !(first.sigma > 0)) return same(first);
  const closer = { centre: first.median, scale: first.sigma };
  return same(noiseOf(await countAll(cube, about, closer, options), estimator));
}

/** ρ between channels at lags 1, 2, 3 (kernels.md §6.2), of a sample of the spectra; NaN where nothing is valid. @throws what `runOnCube` throws */
export async function measureCorrelation(
  cube: CubeRef,
  plane: number,
  options: Pick<NoiseOptions, 'kernel' | 'lineFree' | 'signal'>,
): Promise<Float64Array> {
  const { kernel, lineFree } = options;
  const job = { cube, kernel, plane, lineFree, kind: 'correlation' } as const;
  const [found] = await run<'correlation'>(cube, [job], { ...options, estimator: 'mad', scope: 'cube' });
  return found;
}

/**
 * σ of each channel of a plane over all of its pixels (kernels.md §6.2, §12), for products that have no background to measure it in.
 * @throws what `runOnCube` throws
 */
export async function channelNoise(
  cube: CubeRef,
  plane: number,
  options: Pick<NoiseOptions, 'kernel' | 'signal' | 'lanes' | 'progress'> & { readonly estimator?: Estimator },
): Promise<Float64Array> {
  return measureNoise(cube, plane, {
    ...options,
    kernel: options.kernel === 'gpu' ? 'wasm' : options.kernel,
    estimator: options.estimator ?? 'mad',
    scope: 'channel',
  });
}

type About = Pick<NoiseJob, 'cube' | 'kernel' | 'plane' | 'lineFree'>;
type Classes = NoiseResult<'sample'>;

async function countAll(cube: CubeRef, about: About, classes: Classes, options: NoiseOptions): Promise<Counts> {
  const most = options.blockPixels ?? backendOf(about.kernel).bestCount('histogram', { pixels: cube.pixels, ...classes }, Infinity);
  const jobs = blocksOf(cube, 'x', most).map((block): NoiseJob<'block'> => ({ ...about, kind: 'block', block, ...classes }));
  let counts: Counts | undefined;
  await run<'block'>(cube, jobs, options, (part) => (counts = counts ? mergedCounts([counts, part]) : part));
  return counts!;
}

/** Channels of a job. */
const GROUP = 8;

async function ofChannels(cube: CubeRef, about: About, classes: Classes, options: NoiseOptions): Promise<ChannelNoise> {
  const { estimator } = options;
  // Where the spectral axis runs fastest every job goes through all of the file.
  const isFastest = cube.strides.z < Math.min(cube.strides.x, cube.strides.y);
  const group = isFastest ? Math.ceil(cube.nz / 4) : GROUP;
  const jobs: NoiseJob<'channels'>[] = [];
  for (let first = 0; first < cube.nz; first += group)
    jobs.push({ ...about, kind: 'channels', first, end: Math.min(first + group, cube.nz), ...classes, estimator });
  const [sigma, centre] = [new Float64Array(cube.nz), new Float64Array(cube.nz)];
  await run<'channels'>(cube, jobs, options, (pairs, n) => {
    for (let i = 0; i < pairs.length; i += 2) [sigma[n * group + i / 2], centre[n * group + i / 2]] = [pairs[i], pairs[i + 1]];
  });
  return { sigma, centre };
}

async function run<K extends NoiseKind>(
  cube: CubeRef,
  jobs: readonly NoiseJob<K>[],
  { signal, lanes, progress }: NoiseOptions,
  done?: (result: NoiseResult<K>, job: number) => void,
): Promise<NoiseResult<K>[]> {
  const results: NoiseResult<K>[] = [];
  await runOnCube(worker as unknown as WorkerTask<NoiseJob<K>, Answer<NoiseResult<K>>>, cube, jobs, {
    signal,
    lanes,
    progress: done && progress,
    done: (result, job) => (done ? done(result, job) : void results.push(result)),
  });
  return results;
}
