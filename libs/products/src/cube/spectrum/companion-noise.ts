import type { KernelName } from '#kernels';
import type { CubeSink } from '../computed-plan.js';
import { runOnCube } from '../cube-tasks.js';
import type { Cube } from '../cube.js';
import type { BitsRef } from '../mask/bits-file.js';
import { companionFile } from '../noise/companion-file.js';
import type { Companion } from '../noise/companion.js';
import { mergeSums } from './merge-sums.js';
import type { MaskedWeighed } from './weigh-job.js';
import { WEIGH, weighJobs, type ApertureWork } from './weigh-jobs.js';

/**
 * Noise of a pixel of each spectrum in each channel: √(Σwσ²/Σw) of the pixels whose noise the companion tells.
 * @param cube narrowed to what is read; @param bits of its mask, for apertures that are one
 * @throws what cubeFile and runOnCube throw
 */
export async function companionNoise(
  cube: Cube,
  companion: Companion,
  planned: readonly { readonly work: ApertureWork; readonly plane: number }[],
  kernel: KernelName,
  bits: BitsRef | undefined,
  out: CubeSink,
  signal: AbortSignal,
): Promise<Float64Array[]> {
  const ref = await companionFile(cube, companion, out, signal);
  const jobs = planned.flatMap(({ work, plane }, spectrum) => {
    const only = { ...work, regions: work.regions.slice(0, 1), medians: false };
    return weighJobs(ref, cube, plane, only, kernel, bits).map((job) => ({ spectrum, job: { ...job, noisePower: companion.power } }));
  });
  const results: MaskedWeighed[] = [];
  await runOnCube(
    WEIGH,
    ref,
    jobs.map(({ job }) => job),
    { signal, done: (weighed, n) => void (results[n] = weighed) },
  );
  return planned.map(({ work }, spectrum) => {
    const own = results.filter((_, n) => jobs[n].spectrum === spectrum);
    const perBlock = own.length / work.blocks.length;
    const parts = work.blocks.map((_, b) => own.slice(b * perBlock, (b + 1) * perBlock));
    const { sum, weight } = mergeSums(parts, 0, 1);
    return sum.map((total, k) => Math.sqrt(total / weight[k]));
  });
}
