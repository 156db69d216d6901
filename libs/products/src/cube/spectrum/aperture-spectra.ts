import type { KernelName, Weighed } from '#kernels';
import type { CubeSink } from '../computed-plan.js';
import type { Cube } from '../cube.js';
import { cubeFile } from '../cube-file.js';
import { runOnCube } from '../cube-tasks.js';
import type { MadeColumn } from '../column-table.js';
import { fluxesOf, type FluxRules } from './flux.js';
import { mergeSums } from './merge-sums.js';
import type { PlacedAperture } from './placed-aperture.js';
import { coordinateColumns, fluxColumns } from './spectrum-columns.js';
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

/** One that is made. */
export interface MadeSpectrum {
  readonly columns: readonly MadeColumn[];
  readonly values: readonly Float64Array[];
  /** of each channel */
  readonly beams: Float64Array;
}

/**
 * Makes all spectra in one pass over the pixels of each.
 * @param cube narrowed to what is read
 * @throws what cubeFile and runOnCube throw
 */
export async function makeSpectra(
  cube: Cube,
  planned: readonly PlannedSpectrum[],
  kernel: KernelName,
  out: CubeSink,
  signal: AbortSignal,
  progress?: (part: number) => void,
): Promise<MadeSpectrum[]> {
  const ref = await cubeFile(cube, out, signal);
  const jobs = planned.flatMap(({ work, plane }, spectrum) => weighJobs(ref, cube, plane, work, kernel).map((job) => ({ spectrum, job })));
  const results: Weighed[] = [];
  await runOnCube(
    WEIGH,
    ref,
    jobs.map(({ job }) => job),
    { signal, progress, done: (weighed, n) => void (results[n] = weighed) },
  );
  return planned.map((each, spectrum) => {
    const { work, rules, placed, unit } = each;
    const own = results.filter((_, n) => jobs[n].spectrum === spectrum);
    const perBlock = own.length / work.blocks.length;
    const parts = work.blocks.map((_, b) => own.slice(b * perBlock, (b + 1) * perBlock));
    const sums = work.regions.map((_, region) => mergeSums(parts, region, work.regions.length));
    const fluxes = fluxesOf(rules, sums[0], work.regions[1]?.angles && sums[1], placed.sky && sums.at(-1));
    const filled = [...coordinateColumns(cube), ...fluxColumns(fluxes, sums[0], rules.beamAngle, unit)];
    return { columns: filled.map(([column]) => column), values: filled.map(([, values]) => values), beams: fluxes.beams };
  });
}
