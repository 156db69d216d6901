import type { CubeSink, Work } from '../computed-plan.js';
import type { CubeRef } from '../cube-ref.js';
import { runOnCube } from '../cube-tasks.js';
import type { Cube } from '../cube.js';
import { newBits, type BitsRef } from './bits-file.js';
import { inChannelOrder } from './channel-order.js';
import { GROW_PIXELS, growthSteps } from './grow-part.js';
import type { Candidates, Level, LevelNoise } from './levels-part.js';
import { maskBits, maskWorker } from './mask-bits.js';
import type { MaskJob, MaskKind, MaskResult } from './mask-job.js';
import { hasRegions, isSmoothed, smoothThreshold, type MaskRequest } from './mask-request.js';
import { BLOCK_PIXELS, onRows, type Rows } from './on-rows.js';
import { regionBytes } from './regions.js';
import { leastPixelsOf } from './region-size.js';
import { assertSmoothing, smoothedCube } from './smoothed-cube.js';

export interface MaskMaking {
  /** of each plane of the cube */
  readonly noise: readonly LevelNoise[];
  /** measures that of the smoothed one */
  readonly noiseOf: (smoothed: CubeRef, plane: number) => Promise<LevelNoise>;
  /** steps 4 and 5 of kernels.md §6.1 */
  readonly keep: Omit<Candidates, 'masks'>;
  readonly out: CubeSink;
  readonly signal: AbortSignal;
  /** called after each pass over the cube or its bits */
  readonly passed: () => void;
}

export interface MadeMasks {
  /** a voxel is kept when all of them say so */
  readonly bits: readonly BitsRef[];
  /** regions that were kept, of all planes; undefined when none were looked for */
  readonly regions?: number;
}

/**
 * Asks before anything is read whether a mask can be made; answers what it costs.
 * @throws UsageError, UnsupportedError; LimitError for what would need too much memory
 */
export function assertMask(cube: Cube, request: MaskRequest): MaskCost {
  leastPixelsOf(cube, request);
  const { jobBytes, multiplications } = assertSmoothing(cube, request);
  const voxels = cube.nx * cube.ny * cube.nz * cube.planes.length;
  const growth = voxels * growthSteps(cube, request);
  const work = {
    ...(multiplications > 0 ? { smoothing: multiplications } : {}),
    // Measuring them goes through the runs of a row again, and sorts them.
    ...(hasRegions(request) ? { regions: voxels * (request.minBeams === undefined ? 1 : 3) } : {}),
    ...(growth > 0 ? { growth } : {}),
  };
  return { jobBytes, soleBytes: hasRegions(request) ? regionBytes(cube) : 0, work };
}

/** What the making of a mask holds and does (see `ComputedPlan`). */
export interface MaskCost {
  readonly jobBytes: number;
  readonly soleBytes: number;
  readonly work: Work;
}

/**
 * Makes the masks of a cube in the spool: one bit for each voxel (kernels.md §6.1, steps 3, 6 and 7). No cube is held in memory; the results do not depend
 * on how the work is divided.
 * @throws UsageError, LimitError; what reading throws; CancelledError
 */
export async function makeMasks(cube: Cube, ref: CubeRef, request: MaskRequest, making: MaskMaking): Promise<MadeMasks> {
  const { out, signal, passed } = making;
  const bits: BitsRef[] = [];
  if (cube.mask) {
    bits.push(await maskBits(cube.mask, cube, out, signal));
    passed();
  }
  const { levels } = request;
  const threshold = smoothThreshold(request);
  if (!levels && threshold === undefined) return { bits };
  const user = [...bits];
  const plain = await inChannelOrder(ref, out, signal, cube.site.lanes);
  const smoothed = isSmoothed(request) ? await smoothedCube(cube, plain, request, out, signal) : plain;
  let ofSmoothed: readonly LevelNoise[] = [];
  if (isSmoothed(request)) {
    passed();
    ofSmoothed = await noises(smoothed, making);
    passed();
  }
  let regions: number | undefined;
  if (threshold !== undefined) {
    const level = await newLevel(cube, { times: threshold, channels: 1 }, out);
    await setLevels(cube, smoothed, [level], ofSmoothed, { masks: user }, making);
    let made = level.into;
    if (!levels) ({ bits: made, regions } = await shaped(cube, smoothed, made, undefined, request, making));
    bits.push(made);
  }
  if (levels) {
    const isOfCube = levels.of === 'cube';
    const of = isOfCube ? plain : smoothed;
    const wing = await newLevel(cube, { times: levels.lo, channels: levels.nlo }, out);
    const core = await newLevel(cube, { times: levels.hi, channels: levels.nhi }, out);
    const noise = isOfCube ? await noiseInOrder(making, cube.site.lanes) : ofSmoothed;
    await setLevels(cube, of, [wing, core], noise, { ...(isOfCube ? making.keep : {}), masks: user }, making);
    const made = await shaped(cube, of, wing.into, core.into, request, making);
    bits.push(made.bits);
    regions = made.regions;
  }
  return { bits, regions };
}

/** The noise of each sample, which all planes have in one file, is read as the cube is. */
async function noiseInOrder({ noise, out, signal }: MaskMaking, lanes: number | undefined): Promise<readonly LevelNoise[]> {
  const [first] = noise;
  if (!first || !('variance' in first)) return noise;
  const variance = await inChannelOrder(first.variance, out, signal, lanes);
  return noise.map(() => ({ ...first, variance }));
}

const noises = (ref: CubeRef, { noiseOf }: MaskMaking): Promise<LevelNoise[]> =>
  ref.planes.reduce(async (before, _, plane) => [...(await before), await noiseOf(ref, plane)], Promise.resolve<LevelNoise[]>([]));

async function newLevel({ nx, ny, nz, planes }: Cube, level: Omit<Level, 'into'>, out: CubeSink): Promise<Level> {
  return { ...level, into: await newBits(out, { nx, ny, nz, planes: planes.length }) };
}

async function setLevels(
  cube: Cube,
  ref: CubeRef,
  levels: readonly Level[],
  noise: readonly LevelNoise[],
  candidates: Candidates,
  { signal, passed }: MaskMaking,
): Promise<void> {
  const jobOf = (part: Rows): MaskJob => ({ kind: 'levels', cube: ref, ...part, levels, noise: noise[part.plane], candidates });
  await onRows(cube, ref, BLOCK_PIXELS, jobOf, signal);
  passed();
}

/** Drops regions, and lets the others grow. */
async function shaped(
  cube: Cube,
  ref: CubeRef,
  bits: BitsRef,
  core: BitsRef | undefined,
  request: MaskRequest,
  { out, signal, passed }: MaskMaking,
): Promise<{ readonly bits: BitsRef; readonly regions?: number }> {
  let count: number | undefined;
  if (hasRegions(request)) {
    count = 0;
    const leastPixels = leastPixelsOf(cube, request);
    const jobs = ref.planes.map((_, plane): MaskJob => ({ kind: 'regions', cube: ref, plane, bits, core, leastPixels }));
    const done = (result: MaskResult<MaskKind>): void => void (count! += result?.kept ?? 0);
    await runOnCube(maskWorker, ref, jobs, { signal, lanes: 1, done });
    passed();
  }
  const { growXy: xy = 0, growV: v = 0 } = request;
  if (xy === 0 && v === 0) return { bits, regions: count };
  const into = await newBits(out, bits);
  await onRows(cube, ref, GROW_PIXELS, (part) => ({ kind: 'grow', cube: ref, ...part, from: bits, into, xy, v }), signal);
  passed();
  return { bits: into, regions: count };
}
