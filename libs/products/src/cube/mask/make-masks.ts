import { LimitError, UsageError } from '#faults';
import { beamArea, beamAt, type Beam } from '../cube-beams.js';
import type { CubeSink } from '../computed-plan.js';
import type { CubeRef } from '../cube-ref.js';
import { runOnCube } from '../cube-tasks.js';
import type { Cube } from '../cube.js';
import { newBits, type BitsRef } from './bits-file.js';
import { inChannelOrder } from './channel-order.js';
import type { Candidates, Level, LevelNoise } from './levels-part.js';
import { maskBits, maskWorker } from './mask-bits.js';
import type { MaskJob, MaskKind, MaskResult } from './mask-job.js';
import { hasRegions, isSmoothed, smoothThreshold, type MaskRequest } from './mask-request.js';
import { pixelSize } from './pixel-size.js';
import { smoothBytes } from './smooth-part.js';
import { weightsOf, type Weights } from './smoothing.js';

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

/** Pixels of a plane that a job holds at a time. */
const BLOCK_PIXELS = 2 ** 16;

/** Bytes that a job may hold to smooth a cube. */
const MOST_BYTES = 64 * 1024 * 1024;

/** Rows that are smoothed at a time. */
function smoothRows(nx: number, weights: Weights): number {
  const least = smoothBytes(nx, 1, weights);
  const each = smoothBytes(nx, 2, weights) - least;
  // Few rows at a time would be read again and again for those beside them.
  return Math.min(1 + Math.floor((MOST_BYTES - least) / each), Math.max(Math.ceil(BLOCK_PIXELS / nx), 4 * weights.y.length));
}

/**
 * Asks before anything is read whether a mask can be made; answers the bytes that a job for it holds at most, about.
 * @throws UsageError, UnsupportedError; LimitError for what would need too much memory
 */
export function assertMask(cube: Cube, request: MaskRequest): number {
  leastPixelsOf(cube, request);
  const weights = weightsOf(cube, request);
  if (!weights) return 0;
  const { nx } = cube;
  const least = smoothBytes(nx, 1, weights);
  if (least > MOST_BYTES)
    throw new LimitError(
      `smoothing rows of ${nx} pixels with ${weights.x.length} x ${weights.y.length} x ${weights.z.length} weights needs ${least} bytes of memory, the most is ${MOST_BYTES}: ask for a smaller SMOOTHXY or SMOOTHV, or a smaller part of the data`,
    );
  return smoothBytes(nx, Math.min(cube.ny, smoothRows(nx, weights)), weights);
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
  const smoothed = isSmoothed(request) ? await smoothedCube(cube, plain, request, making) : plain;
  const ofSmoothed = isSmoothed(request) ? await noises(smoothed, making) : [];
  if (isSmoothed(request)) passed();
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
    const noise = isOfCube ? await Promise.all(making.noise.map((each) => noiseInOrder(each, making, cube.site.lanes))) : ofSmoothed;
    await setLevels(cube, of, [wing, core], noise, { ...(isOfCube ? making.keep : {}), masks: user }, making);
    const made = await shaped(cube, of, wing.into, core.into, request, making);
    bits.push(made.bits);
    regions = made.regions;
  }
  return { bits, regions };
}

/** The noise of each sample is read as the cube is. */
async function noiseInOrder(noise: LevelNoise, { out, signal }: MaskMaking, lanes: number | undefined): Promise<LevelNoise> {
  return 'variance' in noise ? { ...noise, variance: await inChannelOrder(noise.variance, out, signal, lanes) } : noise;
}

const noises = (ref: CubeRef, { noiseOf }: MaskMaking): Promise<LevelNoise[]> =>
  ref.planes.reduce(async (before, _, plane) => [...(await before), await noiseOf(ref, plane)], Promise.resolve<LevelNoise[]>([]));

async function newLevel({ nx, ny, nz, planes }: Cube, level: Omit<Level, 'into'>, out: CubeSink): Promise<Level> {
  return { ...level, into: await newBits(out, { nx, ny, nz, planes: planes.length }) };
}

/** Jobs of rows of each plane, whose results stand in the spool. */
async function onRows(cube: Cube, ref: CubeRef, most: number, jobOf: (rows: Rows) => MaskJob, signal: AbortSignal): Promise<void> {
  const rows = Math.max(1, Math.floor(Math.min(most, cube.site.blockPixels ?? Infinity) / ref.nx));
  const jobs = ref.planes.flatMap((_, plane) =>
    Array.from({ length: Math.ceil(ref.ny / rows) }, (_, n) => jobOf({ plane, y0: n * rows, rows: Math.min(rows, ref.ny - n * rows) })),
  );
  await runOnCube(maskWorker, ref, jobs, { signal, lanes: cube.site.lanes, done: () => undefined });
}

interface Rows {
  readonly plane: number;
  readonly y0: number;
  readonly rows: number;
}

async function smoothedCube(cube: Cube, ref: CubeRef, request: MaskRequest, { out, signal, passed }: MaskMaking): Promise<CubeRef> {
  const weights = weightsOf(cube, request)!;
  const { nx, ny, nz, planes } = ref;
  const file = await out.scratch();
  await file.reserve(4 * nx * ny * nz * planes.length);
  await onRows(
    cube,
    ref,
    nx * smoothRows(nx, weights),
    (part) => ({ kind: 'smooth', cube: ref, ...part, weights, into: file.path }),
    signal,
  );
  passed();
  const strides = { x: 4, y: 4 * nx, z: 4 * nx * ny };
  return {
    ...ref,
    path: file.path,
    etag: undefined,
    derive: undefined,
    pixels: { bitpix: -32, bscale: 1, bzero: 0 },
    bytesPerPixel: 4,
    strides,
    planes: planes.map((_, plane) => plane * nz * strides.z),
  };
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
  await onRows(cube, ref, 4 * BLOCK_PIXELS, (part) => ({ kind: 'grow', cube: ref, ...part, from: bits, into, xy, v }), signal);
  passed();
  return { bits: into, regions: count };
}

/** @throws UsageError when the cube has no beam; UnsupportedError when the size of its pixels is not known */
function leastPixelsOf(cube: Cube, { minBeams }: MaskRequest): number | undefined {
  if (minBeams === undefined) return undefined;
  const { beams } = cube;
  const all: (Beam | undefined)[] = cube.planes.flatMap((_, plane) => Array.from({ length: cube.nz }, (_, k) => beamAt(beams, plane, k)));
  const largest = all.reduce((most, beam) => Math.max(most, beam ? beamArea(beam) : 0), 0);
  if (largest === 0) throw new UsageError('MINBEAMS counts beams, and the cube does not tell its beam');
  return (minBeams * largest) / pixelSize(cube).steradians;
}
