import { UsageError } from '#faults';
import { sumBoth } from '#fits';
import { bytesPerPixel, type CollapseSpec, type ColumnsSpec, type Selection } from '#kernels';
import { workerFile, type WorkerTask } from '#workers';
import { etagOf, stem, type Origin } from '../../cutout-plan.js';
import { backendOf, chooseKernels } from '../backends.js';
import type { ComputedPlan, CubeSink } from '../computed-plan.js';
import { cubeFile } from '../cube-file.js';
import type { CubeRef } from '../cube-ref.js';
import { runOnCube, type Answer } from '../cube-tasks.js';
import type { Cube } from '../cube.js';
import { runOnGpu } from '../on-gpu.js';
import { residentName } from '../resident-name.js';
import { measureNoise } from '../noise/measure-noise.js';
import { momentHdus, requestText, type MapHdu, type MomentHdus } from './moment-hdus.js';
import { momentPart, stripPixels, type MomentJob, type MomentPart } from './moment-job.js';
import { blocksOf, orderOf, placeOf } from './moment-layout.js';
import { mapsOf, passesOf, wantedOf } from './moment-maps.js';
import { needsErrors, needsNoise, takesVariance, type MomentRequest } from './moment-request.js';

/**
 * Plans maps along the spectral axis (kernels.md §6 to 9): one HDU each, all from as few passes over the cube as can be. Reads nothing.
 * @throws UsageError; UnsupportedError when the spectral axis is tied to the sky
 */
export function planMoment(cube: Cube, request: MomentRequest, origin: Origin): ComputedPlan {
  assertSensible(cube, request);
  const maps = mapsOf(request);
  const wanted = wantedOf(request, maps);
  const isByColumns = wanted.columns.length > 0 || request.noiseScope === 'pixel';
  const chosen = chooseKernels(cube, isByColumns ? ['collapse', 'columns'] : ['collapse'], {
    specs: { collapse: collapseAsked(cube, request, wanted.sums) },
  });
  const hdus = momentHdus(cube, request, maps, origin, chosen);
  const passes = passesOf(request, wanted, cube.variance !== undefined);
  const etag = etagOf(cube.source.etag, 'moment', requestText(cube, request), origin.sourceId, origin.creator, chosen.kernel);
  return {
    ...chosen,
    etag,
    fileName: `${stem(cube.source.name)}_moment_${etag.slice(0, 8)}.fits`,
    contentType: 'application/fits',
    length: hdus.length,
    shape: [
      ...(hdus.primary ? [{ name: 'PRIMARY', axes: [] }] : []),
      ...hdus.maps.map(({ map, axes, bitpix }) => ({ name: map.extname, axes, bitpix })),
    ],
    readBytes: cube.nx * cube.ny * cube.nz * cube.planes.length * bytesPerPixel(cube.pixels) * passes,
    passes,
    async make(out, signal, progress) {
      const ref = await cubeFile(cube, out, signal);
      const variance = await varianceFile(cube, request, out, ref, signal);
      const jobs = await jobsOf(cube, ref, variance, request, hdus, chosen.kernel, signal, (part) => progress?.(part / passes));
      const before = needsNoise(request, cube.variance !== undefined) && request.noiseScope !== 'pixel' ? 1 / passes : 0;
      await compute(cube, ref, jobs, hdus, out, signal, (part) => progress?.(before + part * (1 - before)));
    },
  };
}

/** As far as it is known before anything is read: what a backend may refuse. */
function collapseAsked({ pixels, nz, spectral, variance }: Cube, request: MomentRequest, want: CollapseSpec['want']): CollapseSpec {
  const takes = variance && needsErrors(request) && takesVariance(request, true);
  const { values: coordinates, widths } = spectral;
  return {
    pixels,
    count: 1,
    channels: nz,
    coordinates,
    widths,
    reference: 0,
    want,
    noise: takes ? { planes: variance.pixels } : undefined,
  };
}

/** Where σ² of each sample is read; stopped together with the cube. */
async function varianceFile(
  cube: Cube,
  request: MomentRequest,
  out: CubeSink,
  ref: CubeRef,
  signal: AbortSignal,
): Promise<CubeRef | undefined> {
  const { variance } = cube;
  if (!variance || !needsErrors(request) || !takesVariance(request, true)) return undefined;
  return { ...(await cubeFile({ ...cube, ...variance }, out, signal)), stop: ref.stop };
}

const worker: WorkerTask<MomentJob, Answer<MomentPart>> = { file: workerFile(import.meta.url, './moment-worker.js') };

function assertSensible({ box, nz }: Cube, { moments, noiseChannels, include, exclude }: MomentRequest): void {
  if (moments.length === 0) throw new UsageError('MOMENT: at least one map is expected');
  for (const [name, range] of [
    ['INCLUDE', include],
    ['EXCLUDE', exclude],
  ] as const)
    // prettier-ignore
    if (range && !(range[0] <= range[1])) throw new UsageError(`${name}: the lower value first expected, got ${range.join(' ')}`);
  if (!noiseChannels) return;
  const [first, last] = [box.z.first + 1, box.z.first + nz];
  if (noiseChannels[1] < first || noiseChannels[0] > last)
    throw new UsageError(`NOISECHAN: channels ${first} to ${last} are looked at, got ${noiseChannels.join(' ')}`);
}

/** Measures the noise first, where one is needed that all blocks share. */
async function jobsOf(
  cube: Cube,
  ref: CubeRef,
  variance: CubeRef | undefined,
  request: MomentRequest,
  hdus: MomentHdus,
  kernel: MomentJob['kernel'],
  signal: AbortSignal,
  progress: (part: number) => void,
): Promise<MomentJob[]> {
  const { nz, spectral, site } = cube;
  const { noise = 'mad', noiseScope = 'cube', nsigma } = request;
  const maps = hdus.maps.filter(({ firstPlane }) => firstPlane === 0);
  const wanted = wantedOf(request, maps.map(({ map }) => map)); // prettier-ignore
  const lineFree = lineFreeOf(cube, request);
  const order = orderOf(cube);
  const size = bytesPerPixel(ref.pixels);
  const jobs: MomentJob[] = [];
  for (let plane = 0; plane < cube.planes.length; plane++) {
    let channel: Float64Array | undefined;
    if (needsNoise(request, cube.variance !== undefined)) {
      channel =
        noiseScope === 'pixel'
          ? new Float64Array(nz).fill(1)
          : await measureNoise(ref, plane, {
              kernel: kernel === 'gpu' ? 'wasm' : kernel,
              estimator: noise,
              scope: noiseScope,
              lineFree,
              signal,
              lanes: site.lanes,
              blockPixels: site.blockPixels,
              progress: (part) => progress((plane + part) / cube.planes.length),
            });
    }
    const keep = keepOf(request, nsigma === undefined ? undefined : channel?.map((sigma) => nsigma * sigma));
    const about = { channels: nz, coordinates: spectral.values, widths: spectral.widths, keep, compat: request.compat };
    const noiseSpec = channel && { channel };
    const edges = [spectral.edges[0], spectral.edges[nz]].toSorted((a, b) => a - b) as [number, number];
    const sums: MomentJob['sums'] =
      wanted.sums.length === 0
        ? undefined
        : {
            ...about,
            want: wanted.sums,
            reference: (edges[0] + edges[1]) / 2,
            noise: variance ? { planes: variance.pixels } : noiseSpec,
            guard: request.guard === false ? undefined : edges,
          };
    const columns: MomentJob['columns'] =
      wanted.columns.length === 0 ? undefined : { ...about, edges: spectral.edges, want: wanted.columns, noise: noiseSpec };
    const best = backendFor(cube, kernel).bestCount('collapse', collapseSpec(ref, sums, columns), Infinity);
    const isFastest = ref.strides.z < Math.min(ref.strides.x, ref.strides.y);
    const most = site.blockPixels ?? (isFastest ? Math.min(best, stripPixels(nz, size)) : best);
    for (const block of blocksOf(cube, order, most)) {
      jobs.push({
        cube: ref,
        kernel,
        plane,
        block,
        order,
        maps: maps.map(({ map, bitpix }) => ({ id: map.id, bitpix })),
        sums: sums && kernel === 'gpu' ? { ...sums, cube: residentName(cube, ref, plane, block) } : sums,
        columns,
        pixelNoise: channel && noiseScope === 'pixel' ? { lineFree } : undefined,
        variance: sums && variance,
        snrBlank: request.snrBlank,
      });
    }
  }
  return jobs;
}

const backendFor = ({ site }: Cube, kernel: MomentJob['kernel']) => (kernel === 'gpu' && site.gpu ? site.gpu : backendOf(kernel));

function collapseSpec(ref: CubeRef, sums: MomentJob['sums'], columns: MomentJob['columns']): Omit<CollapseSpec, 'count'> {
  return {
    ...(sums ?? { ...(columns as Omit<ColumnsSpec, 'count' | 'pixels'>), want: [], reference: 0, noise: undefined }),
    pixels: ref.pixels,
  };
}

function keepOf({ include, exclude, absolute, zeroBlank }: MomentRequest, channel: Float64Array | undefined): Selection['keep'] {
  if (!include && !exclude && !channel && !zeroBlank) return undefined;
  return { include, exclude, dropZeros: zeroBlank, atLeast: channel && { channel, absolute } };
}

function lineFreeOf({ nz, box }: Cube, { noiseChannels }: MomentRequest): Uint8Array | undefined {
  if (!noiseChannels) return undefined;
  const [first, last] = noiseChannels;
  return Uint8Array.from({ length: nz }, (_, k) => Number(box.z.first + k + 1 >= first && box.z.first + k + 1 <= last));
}

/** Sums over the parts of a map, in whatever order they come. */
interface Tally {
  minimum: number;
  maximum: number;
  sum: number;
}

async function compute(
  cube: Cube,
  ref: CubeRef,
  jobs: readonly MomentJob[],
  hdus: MomentHdus,
  out: CubeSink,
  signal: AbortSignal,
  progress: (part: number) => void,
): Promise<void> {
  const tallies = new Map<MapHdu, Tally>(hdus.maps.map((map) => [map, { minimum: Infinity, maximum: -Infinity, sum: 0 }]));
  const counted = { NINVALID: 0, NGUARD: 0 };
  const order = orderOf(cube);
  const done = async ({ maps, invalid, guarded }: MomentPart, n: number): Promise<void> => {
    const { plane, block } = jobs[n];
    counted.NINVALID += invalid;
    counted.NGUARD += guarded;
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
  for (const map of hdus.maps) {
    const { minimum, maximum, sum } = tallies.get(map)!;
    await map.hdu.finish(out, sum, { DATAMIN: minimum, DATAMAX: maximum, ...counted });
  }
  await hdus.primary?.finish(out, 0);
}
