import type { KernelName } from '#kernels';
import type { CubeSink } from '../computed-plan.js';
import type { Cube } from '../cube.js';
import { cubeFile } from '../cube-file.js';
import { runOnCube } from '../cube-tasks.js';
import { maskBits } from '../mask/mask-bits.js';
import type { Companion } from '../noise/companion.js';
import { knownNoise } from '../noise/known-noise.js';
import { channelNoise } from '../noise/measure-noise.js';
import type { MadeColumn } from '../column-table.js';
import { companionNoise } from './companion-noise.js';
import { fluxesOf, type FluxRules } from './flux.js';
import { mergeSums } from './merge-sums.js';
import { noiseFile } from './noise-rows.js';
import type { PlacedAperture } from './placed-aperture.js';
import { coordinateColumns, fluxColumns } from './spectrum-columns.js';
import type { MaskedWeighed } from './weigh-job.js';
import { WEIGH, weighJobs, type ApertureWork } from './weigh-jobs.js';

/** One spectrum that is to be made: an aperture in a plane of the cube. */
export interface PlannedSpectrum {
  readonly placed: PlacedAperture;
  readonly work: ApertureWork;
  readonly plane: number;
  readonly rules: FluxRules;
  /** of the fluxes */
  readonly unit: string;
}

/** Where the noise of a pixel comes from, when the request does not tell. */
export interface ApertureNoise {
  /** those in which that of each channel is measured */
  readonly rows?: Cube;
  readonly companion?: Companion;
}

/** One that is made. */
export interface MadeSpectrum {
  readonly columns: readonly MadeColumn[];
  readonly values: readonly Float64Array[];
  /** of each channel */
  readonly beams: Float64Array;
  /** of a mask: its pixels in the channel that has most */
  readonly maskPixels?: number;
}

/**
 * Makes all spectra in one pass over the pixels of each.
 * @param cube narrowed to what is read
 * @param source the rows in which that of channels is measured, or the companion that tells it, where there is need of either
 * @throws what cubeFile and runOnCube throw
 */
export async function makeSpectra(
  cube: Cube,
  planned: readonly PlannedSpectrum[],
  source: ApertureNoise | undefined,
  kernel: KernelName,
  out: CubeSink,
  signal: AbortSignal,
  progress?: (part: number) => void,
): Promise<MadeSpectrum[]> {
  const ref = await cubeFile(cube, out, signal);
  const isMasked = planned.some(({ work }) => work.masked);
  const bits = isMasked && cube.mask ? await maskBits(cube.mask, cube, out, signal) : undefined;
  const ofChannels = source?.rows && (await noiseOf(source.rows, kernel, out, signal));
  const ofSpectra = source?.companion && (await companionNoise(cube, source.companion, planned, kernel, bits, out, signal));
  const jobs = planned.flatMap(({ work, plane }, spectrum) =>
    weighJobs(ref, cube, plane, work, kernel, bits).map((job) => ({ spectrum, job })),
  );
  const results: MaskedWeighed[] = [];
  await runOnCube(
    WEIGH,
    ref,
    jobs.map(({ job }) => job),
    { signal, progress, done: (weighed, n) => void (results[n] = weighed) },
  );
  return planned.map((each, spectrum) => {
    const { work, rules, placed, unit, plane } = each;
    const own = results.filter((_, n) => jobs[n].spectrum === spectrum);
    const perBlock = own.length / work.blocks.length;
    const parts = work.blocks.map((_, b) => own.slice(b * perBlock, (b + 1) * perBlock));
    const sums = work.regions.map((_, region) => mergeSums(parts, region, work.regions.length));
    const fluxes = fluxesOf(
      rules,
      sums[0],
      work.regions[1]?.angles && sums[1],
      placed.sky && sums.at(-1),
      ofSpectra?.[spectrum] ?? ofChannels?.[plane],
    );
    const filled = [...coordinateColumns(cube), ...fluxColumns(fluxes, sums[0], rules.beamAngle, unit)];
    return {
      columns: filled.map(([column]) => column),
      values: filled.map(([, values]) => values),
      beams: fluxes.beams,
      maskPixels: sums[0].whole?.reduce((most, count) => Math.max(most, count), 0),
    };
  });
}

/** σ of each channel of each plane. */
async function noiseOf(rows: Cube, kernel: KernelName, out: CubeSink, signal: AbortSignal): Promise<Float64Array[]> {
  const ref = await noiseFile(rows, out, signal);
  const found: Float64Array[] = [];
  for (const plane of rows.planes.keys())
    found.push(knownNoise(await channelNoise(ref, plane, { kernel, signal, lanes: rows.site.lanes })));
  return found;
}
