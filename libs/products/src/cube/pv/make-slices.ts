import type { KernelName } from '#kernels';
import { workerFile, type WorkerTask } from '#workers';
import type { CubeSink } from '../computed-plan.js';
import { cubeFile, isReadInPlace } from '../cube-file.js';
import type { CubeRef } from '../cube-ref.js';
import { runOnCube, type Answer } from '../cube-tasks.js';
import type { Cube } from '../cube.js';
import { narrowed } from '../narrowed.js';
import { runOnGpu } from '../on-gpu.js';
import { residentName } from '../resident-name.js';
import { frameSet } from './frame-set.js';
import { MEAN_PIXELS } from './channel-mean.js';
import { gatherSamples, type GatherJob } from './gather-job.js';
import { OUTSIDE, type Frame } from './pixel-weights.js';
import type { PvLimits, PvRequest } from './pv-request.js';
import { readSet, type ReadSet } from './read-set.js';
import { sampleWeights, type SampleWeights } from './sample-weights.js';
import type { Sampling } from './sampling.js';
import type { SliceHdus } from './slice-hdus.js';
import type { SlicePart } from './slice-part.js';
import { SliceWriter } from './slice-writer.js';

const GATHER: WorkerTask<GatherJob, Answer<SlicePart>> = { file: workerFile(import.meta.url, './gather-worker.js') };

export interface SliceWork {
  readonly cube: Cube;
  /** of the slice */
  readonly channels: number;
  readonly request: PvRequest;
  readonly sampling: Sampling;
  readonly limits: PvLimits;
  readonly kernel: KernelName;
  readonly hdus: SliceHdus;
}

/**
 * Computes the samples of all planes and writes them to their places; every number depends on its own pixels alone, however the work is divided.
 * @throws what cubeFile, sampleWeights and runOnCube throw
 */
export async function makeSlices(
  work: SliceWork,
  out: CubeSink,
  signal: AbortSignal,
  progress?: (part: number) => void,
): Promise<SliceWriter[]> {
  const { request, sampling, hdus } = work;
  const cube = await narrowedToPath(work, signal);
  const ref = await cubeFile(cube, out, signal);
  const order = { bitpix: hdus.bitpix, reverse: request.reverse ?? false };
  const array = { samples: sampling.samples, channels: work.channels, ...order };
  const { binChannels: bin = 1, leastValid: minimum = 0.5 } = request;
  const writers = hdus.slices.map(({ dataOffset }) => new SliceWriter(out, dataOffset, array));
  const isSpectral = ref.strides.z < Math.min(ref.strides.x, ref.strides.y);
  const across = isApart(work) ? { across: sampling.across, combine: request.combine, minimum } : { minimum };
  const factor = request.combine === 'sum' ? sampling.across : 1;
  let finished = 0;
  for await (const pieces of batches(
    weightsOf(work, frameOf(cube), isSpectral ? Math.ceil(sampling.samples / PIECES) : Infinity, signal),
  )) {
    const jobs = pieces.flatMap((piece) => {
      const common = { cube: ref, kernel: work.kernel, bin, across, factor, order };
      let set: ReadSet | undefined;
      return cube.planes.flatMap((_, plane): { piece: SampleWeights; job: GatherJob }[] => {
        const there = work.kernel === 'gpu' && bin === 1 ? residentSet(cube, ref, plane, piece) : undefined;
        if (there) return [{ piece, job: { ...common, plane, channels: { first: 0, count: cube.nz }, ...there } }];
        const read = (set ??= readSet(piece, cube.nx, bin > 1 ? MEAN_PIXELS : ref.pixels, minimum));
        const groups = channelGroups(work.channels, piece.samples, isSpectral);
        return groups.map((channels) => ({ piece, job: { ...common, plane, channels, set: read } }));
      });
    });
    const samples = pieces.reduce((sum, piece) => sum + piece.samples, 0);
    await run(
      cube,
      ref,
      jobs.map(({ job }) => job),
      signal,
      async (part, n) => {
        const { piece, job } = jobs[n];
        await writers[job.plane].put(part, { first: piece.first, count: piece.samples }, job.channels);
      },
      (part) => progress?.((finished + part * samples) / sampling.samples),
    );
    finished += samples;
  }
  return writers;
}

/** Pieces of a path across spectra that lie one after another in the file: what divides the work where channels do not. */
const PIECES = 16;

const isApart = ({ request, sampling }: SliceWork): boolean => request.combine === 'max' && sampling.across > 1;

function frameOf({ box, nx, ny }: Cube): Frame {
  return { x0: box.x.first, y0: box.y.first, width: nx, height: ny };
}

function weightsOf(work: SliceWork, frame: Frame, pieceSamples: number, signal: AbortSignal): AsyncGenerator<SampleWeights> {
  const { cube, sampling, request, limits } = work;
  const { interpolation = 'bilinear' } = request;
  const options = { interpolation, apart: isApart(work), samplePixels: limits.samplePixels, pieceSamples };
  return sampleWeights(sampling, cube.sky, frame, options, signal);
}

/** What has to be brought here or decoded first is only what the samples are made of. */
async function narrowedToPath(work: SliceWork, signal: AbortSignal): Promise<Cube> {
  const { cube } = work;
  if (isReadInPlace(cube)) return cube;
  let [x0, y0, x1, y1] = [Infinity, Infinity, 0, 0];
  for await (const { pixels } of weightsOf(work, frameOf(cube), Infinity, signal)) {
    for (const pixel of pixels) {
      if (pixel === OUTSIDE) continue;
      const y = Math.floor(pixel / cube.nx);
      const x = pixel - y * cube.nx;
      [x0, x1] = [Math.min(x0, x), Math.max(x1, x)];
      [y0, y1] = [Math.min(y0, y), Math.max(y1, y)];
    }
  }
  const { x, y } = cube.box;
  if (x0 > x1) return narrowed(cube, { x0: x.first, y0: y.first, x1: x.first, y1: y.first });
  return narrowed(cube, { x0: x.first + x0, y0: y.first + y0, x1: x.first + x1, y1: y.first + y1 });
}

/** So many entries are worked on at a time. */
const BATCH_ENTRIES = 262_144;

async function* batches(pieces: AsyncGenerator<SampleWeights>): AsyncGenerator<SampleWeights[]> {
  let batch: SampleWeights[] = [];
  let entries = 0;
  for await (const piece of pieces) {
    batch.push(piece);
    entries += piece.pixels.length;
    if (entries < BATCH_ENTRIES) continue;
    yield batch;
    [batch, entries] = [[], 0];
  }
  if (batch.length > 0) yield batch;
}

/** Planes that a kernel takes at a time. */
const TOGETHER = 8;
/** Numbers that one job gives back, at most. */
const MOST_RESULTS = 2 ** 21;

/** The channels of the jobs of one piece: few enough that there are jobs for all threads; all of them where each read passes all by. */
function channelGroups(nz: number, samples: number, isSpectral: boolean): { readonly first: number; readonly count: number }[] {
  const most = Math.max(TOGETHER, Math.floor(MOST_RESULTS / samples));
  const wanted = isSpectral ? nz : Math.ceil(nz / PIECES / TOGETHER) * TOGETHER;
  const group = Math.min(most, wanted);
  return Array.from({ length: Math.ceil(nz / group) }, (_, g) => ({ first: g * group, count: Math.min(group, nz - g * group) }));
}

/** Where a whole plane of the cube has stayed on the GPU, it is taken from there; undefined where it has not, or that would be too much at once. */
function residentSet(cube: Cube, ref: CubeRef, plane: number, piece: SampleWeights): Pick<GatherJob, 'set' | 'resident'> | undefined {
  if (!cube.site.residents || (piece.offsets.length - 1) * cube.nz > MOST_RESULTS) return undefined;
  const frame = { x0: 0, nx: cube.nx, y0: 0, ny: cube.ny };
  const resident = residentName(cube, ref, plane, frame);
  const set = cube.site.residents.has(resident) ? frameSet(piece, frame) : undefined;
  return set && { set, resident };
}

type Take = (part: SlicePart, job: number) => Promise<void>;

/** In worker threads; where the kernels are those of a GPU, one job after the other here, for that is where the GPU is. */
async function run(
  { site: { gpu, lanes } }: Cube,
  ref: CubeRef,
  jobs: readonly GatherJob[],
  signal: AbortSignal,
  done: Take,
  progress: (part: number) => void,
): Promise<void> {
  const options = { signal, done, progress };
  if (!gpu || jobs[0]?.kernel !== 'gpu') await runOnCube(GATHER, ref, jobs, { ...options, lanes });
  else await runOnGpu(gpu, ref, jobs, gatherSamples, options);
}
