import { bytesPerPixel, maskBytes, type Backend, type CollapseSpec, type ColumnsSpec } from '#kernels';
import { backendOf } from '../backends.js';
import { cubeReader, type CubeReader } from '../cube-reader.js';
import type { CubeRef } from '../cube-ref.js';
import type { Done } from '../cube-tasks.js';
import { openBits, type BitsFile } from '../mask/bits-file.js';
import { knownNoise } from '../noise/known-noise.js';
import { UpperLimits } from './limits.js';
import { mapBytes } from './map-bytes.js';
import type { MapId } from './moment-request.js';
import { statistics } from './moment-strips.js';
import type { MomentJob, MomentPart } from './moment-work.js';
import { thresholdOf, type NoiseThreshold } from './noise-threshold.js';
import { keepZeros, keptZeros } from './resident-zeros.js';
import { scratchOf } from './scratch.js';
import { ZeroTally } from './zero-tally.js';

/** @throws what reading throws */
export async function momentPart(job: MomentJob, reader: CubeReader, backend: Backend = backendOf(job.kernel)): Promise<Done<MomentPart>> {
  const masks = openBits(job.masks ?? []);
  try {
    return await maskedPart(job, reader, backend, masks);
  } finally {
    for (const mask of masks) mask.close();
  }
}

async function maskedPart(job: MomentJob, reader: CubeReader, backend: Backend, masks: readonly BitsFile[]): Promise<Done<MomentPart>> {
  const ofPixels = job.pixelNoise && statistics(job, reader, backend, sigmaSpec(job), []);
  const sigma: PixelFactors | undefined = ofPixels && {
    sigma: knownNoise(ofPixels.get('sigma')!),
    centre: job.pixelNoise?.centred ? ofPixels.get(3)! : undefined,
  };
  const found = new Map<MapId | 'nchan', Float64Array | Int32Array>();
  let invalid = 0;
  let guarded = { mean: 0, about: 0 };
  const zeros = new ZeroTally(job.cube, job.block);
  if (job.columns) {
    const made = statistics(job, reader, backend, withPixelNoise(job.columns, sigma), masks, job.sums ? undefined : zeros);
    for (const [id, map] of made) found.set(id, map);
  }
  if (job.sums) {
    const spec = withPixelNoise(job.sums, sigma);
    const limits = job.limitWidth === undefined ? undefined : new UpperLimits(job, spec);
    const collapsed = await sums(job, reader, backend, { spec, threshold: job.threshold, masks, zeros, limits });
    for (const [id, map] of collapsed.maps) found.set(id, map);
    await limits?.fill(found);
    ({ invalid, guarded } = collapsed);
  }
  if (job.strong) {
    const spec = withPixelNoise(job.strong.sums, sigma);
    const collapsed = await sums(job, reader, backend, { spec, threshold: job.strong.threshold, masks });
    for (const [id, map] of collapsed.maps) if (id !== 'nchan') found.set(id, map);
    guarded = collapsed.guarded; // what it empties is made here
  }
  if (job.snrBlank !== undefined) blankBelow(found, job.snrBlank);
  const maps = job.maps.map(({ id, bitpix }) => mapBytes(found.get(id)!, job.block, job.order, bitpix));
  return {
    value: { maps, invalid, guarded, zeros: { valid: zeros.valid, zeros: zeros.zeros } },
    transfer: maps.map(({ bytes }) => bytes),
  };
}

interface SumsOf {
  readonly spec: Omit<CollapseSpec, 'count' | 'pixels'>;
  readonly threshold?: NoiseThreshold;
  readonly masks: readonly BitsFile[];
  readonly zeros?: ZeroTally;
  readonly limits?: UpperLimits;
}

/** One pass, planes in their order; again where digits were lost. */
async function sums(job: MomentJob, reader: CubeReader, backend: Backend, { spec, threshold, masks, zeros, limits }: SumsOf) {
  const { cube, block, variance } = job;
  const count = block.nx * block.ny;
  const bits = thresholdOf(cube, threshold, spec.noise, count);
  const isMasked = bits !== undefined || masks.length > 0;
  const known = zeros && keptZeros(spec.cube);
  // What stays where the kernels are is not read, unless something else has to be found out from the samples.
  const needsSamples = limits !== undefined || bits !== undefined || (zeros !== undefined && !known);
  const begin = (name: string | undefined) =>
    backend.collapse({ ...spec, cube: name, pixels: cube.pixels, count, mask: isMasked || undefined });
  let collapse = begin(spec.cube);
  if (collapse.resident && needsSamples) {
    collapse.close?.();
    collapse = begin(undefined);
  }
  const isThere = collapse.resident === true;
  const each = maskBytes(count);
  const selected = new Uint8Array(isMasked ? collapse.planes * each : 0);
  const noise = variance && cubeReader(variance);
  let isFirst = true;
  try {
    const feed = isThere ? undefined : feedOf(job, cube, reader, 'spectra');
    const feedNoise = noise && feedOf(job, variance, noise, 'noise');
    do {
      for (let k = 0; k < cube.nz; k += collapse.planes) {
        const planes = Math.min(collapse.planes, cube.nz - k);
        feed?.(k, planes, (slot) => collapse.input(slot));
        feedNoise?.(k, planes, (slot) => collapse.noiseInput(slot));
        if (isFirst && feed) for (let slot = 0; zeros && slot < planes; slot++) zeros.add(k + slot, collapse.input(slot));
        if (isFirst) await limits?.add(collapse, k, planes, noise !== undefined);
        for (let slot = 0; isMasked && slot < planes; slot++) {
          const plane = selected.subarray(slot * each, (slot + 1) * each);
          if (bits) bits.of(collapse.input(slot), collapse.noiseInput(slot), plane);
          else plane.fill(255);
          for (const mask of masks) mask.keepOnly(job.plane, k + slot, block, plane);
        }
        await collapse.add(k, planes, isMasked ? selected.subarray(0, planes * each) : undefined);
      }
      isFirst = false;
    } while (await collapse.again());
    if (zeros && isThere && known) zeros.take(known);
    else if (zeros && spec.cube !== undefined) keepZeros(spec.cube, zeros);
  } finally {
    noise?.close();
  }
  return collapse.finish();
}

type Feed = (first: number, channels: number, into: (slot: number) => Uint8Array) => void;

/** Where the spectral axis runs fastest the block is read once and as a whole, for otherwise it would be for each few planes. */
function feedOf({ plane, block }: MomentJob, { strides, nz, pixels }: CubeRef, reader: CubeReader, use: 'spectra' | 'noise'): Feed {
  if (strides.z > Math.min(strides.x, strides.y))
    return (first, channels, into) => reader.readBlock(plane, block, first, channels, (channel) => into(channel - first));
  const size = block.nx * block.ny * bytesPerPixel(pixels);
  const memory = scratchOf(size * nz, use);
  const at = (channel: number): Uint8Array => memory.subarray(channel * size, (channel + 1) * size);
  reader.readBlock(plane, block, 0, nz, at);
  return (first, channels, into) => {
    for (let slot = 0; slot < channels; slot++) into(slot).set(at(first + slot));
  };
}

interface PixelFactors {
  readonly sigma: Float64Array;
  readonly centre?: Float64Array;
}

/** The threshold of a pixel is so many times its σ, which stands in the factors of the channels; from its centre on when it has one. */
function withPixelNoise<S extends Omit<CollapseSpec | ColumnsSpec, 'count' | 'pixels'>>(spec: S, pixels: PixelFactors | undefined): S {
  if (!pixels) return spec;
  const { sigma: pixel, centre } = pixels;
  const { keep, noise } = spec;
  const times = keep?.atLeast?.channel?.[0] ?? 1;
  const atLeast = keep?.atLeast && {
    ...keep.atLeast,
    ...(centre ? { channel: undefined, pixel: pixel.map((sigma, i) => centre[i] + times * sigma) } : { pixel }),
  };
  return { ...spec, keep: keep && { ...keep, atLeast }, noise: noise && 'channel' in noise ? { ...noise, pixel } : noise };
}

function sigmaSpec({ columns, sums: collapse, cube, pixelNoise }: MomentJob): Omit<ColumnsSpec, 'count' | 'pixels'> {
  const { coordinates, widths } = (columns ?? collapse)!;
  const edges = columns?.edges ?? new Float64Array(cube.nz + 1);
  return {
    channels: cube.nz,
    coordinates,
    widths,
    edges,
    want: pixelNoise?.centred ? ['sigma', 3] : ['sigma'],
    lineFree: pixelNoise?.lineFree,
  };
}

function blankBelow(maps: ReadonlyMap<MapId | 'nchan', Float64Array | Int32Array>, least: number): void {
  const snr = maps.get('snr')!;
  for (const id of [1, 2, 'error1', 'error2'] as const) {
    const map = maps.get(id);
    if (!map) continue;
    for (let i = 0; i < map.length; i++) if (!(snr[i] >= least)) map[i] = NaN;
  }
}
