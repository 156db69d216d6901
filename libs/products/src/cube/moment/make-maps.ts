import { sumBoth } from '#fits';
import { workerFile, type WorkerTask } from '#workers';
import type { CubeSink } from '../computed-plan.js';
import type { CubeRef } from '../cube-ref.js';
import { runOnCube, type Answer } from '../cube-tasks.js';
import type { Cube } from '../cube.js';
import { runOnGpu } from '../on-gpu.js';
import type { MapHdu, MomentHdus } from './moment-hdus.js';
import { momentPart } from './moment-job.js';
import { orderOf, placeOf } from './moment-layout.js';
import type { MomentJob, MomentPart } from './moment-work.js';
import { zeroChannels, type Zeros } from './zero-tally.js';

const worker: WorkerTask<MomentJob, Answer<MomentPart>> = { file: workerFile(import.meta.url, './moment-worker.js') };

/** Sums over the parts of a map, in whatever order they come. */
interface Tally {
  minimum: number;
  maximum: number;
  sum: number;
}

/** Does the jobs and writes what comes back to its place in the product. @throws what `runOnCube` throws */
export async function makeMaps(
  cube: Cube,
  ref: CubeRef,
  jobs: readonly MomentJob[],
  hdus: MomentHdus,
  out: CubeSink,
  signal: AbortSignal,
  known: Readonly<Record<string, number | string>>,
  progress: (part: number) => void,
): Promise<void> {
  const tallies = new Map<MapHdu, Tally>(hdus.maps.map((map) => [map, { minimum: Infinity, maximum: -Infinity, sum: 0 }]));
  const counted = { invalid: 0, mean: 0, about: 0 };
  const order = orderOf(cube);
  const zeros = cube.planes.map((): Zeros => ({ valid: new Uint32Array(cube.nz), zeros: new Uint32Array(cube.nz) }));
  const done = async ({ maps, invalid, guarded, zeros: ofBlock }: MomentPart, n: number): Promise<void> => {
    const { plane, block } = jobs[n];
    for (const key of ['valid', 'zeros'] as const) for (let k = 0; k < cube.nz; k++) zeros[plane][key][k] += ofBlock[key][k];
    counted.invalid += invalid;
    counted.mean += guarded.mean;
    counted.about += guarded.about;
    const mine = hdus.maps.filter(({ firstPlane, planes }) => plane >= firstPlane && plane < firstPlane + planes);
    for (const [i, part] of maps.entries()) {
      const { hdu, bitpix, firstPlane } = mine[i];
      const at = (((plane - firstPlane) * cube.nx * cube.ny + placeOf(cube, order, block)) * Math.abs(bitpix)) / 8;
      await out.write(part.bytes, hdu.dataOffset + at);
      const tally = tallies.get(mine[i])!;
      tally.minimum = Math.min(tally.minimum, part.minimum);
      tally.maximum = Math.max(tally.maximum, part.maximum);
      tally.sum = sumBoth(tally.sum, part.sum, at);
    }
  };
  const { gpu, lanes } = cube.site;
  if (jobs[0].kernel === 'gpu' && gpu)
    await runOnGpu(gpu, ref, jobs, (job, reader, backend) => momentPart(job, reader, backend), { signal, done, progress });
  else await runOnCube(worker, ref, jobs, { signal, lanes, done, progress });
  const found = { ...known, ...warningOf(cube, zeros) };
  for (const map of hdus.maps) {
    const { minimum, maximum, sum } = tallies.get(map)!;
    const guards = map.map.id === 1 || map.map.id === 'error1' ? counted.mean : counted.about;
    await map.hdu.finish(out, sum, { DATAMIN: minimum, DATAMAX: maximum, NINVALID: counted.invalid, NGUARD: guards, ...found });
  }
  await hdus.primary?.finish(out, 0, found);
  let at = hdus.length;
  for (const bytes of hdus.after.toReversed()) await out.write(bytes, (at -= bytes.length));
}

/** Channels that are zero for the most part are often blank ones that nobody marked (kernels.md §1.2). */
function warningOf({ box }: Cube, zeros: readonly Zeros[]): { readonly ZEROWARN: boolean; readonly ZEROTEXT: string } {
  const channels = [...new Set(zeros.flatMap(zeroChannels))].toSorted((a, b) => a - b).map((k) => box.z.first + k + 1);
  if (channels.length === 0) return { ZEROWARN: false, ZEROTEXT: 'no channel is zero in more than half of its valid samples' };
  const [first, last] = [channels[0], channels.at(-1)];
  return { ZEROWARN: true, ZEROTEXT: `WARNING: over half the samples are 0 in ${channels.length} channels, ${first} to ${last}` };
}
