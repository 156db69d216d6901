import type { CubeSink } from '../computed-plan.js';
import { cubeFile } from '../cube-file.js';
import type { CubeRef } from '../cube-ref.js';
import type { Cube } from '../cube.js';
import type { LevelNoise } from '../mask/levels-part.js';
import { assertMeasured, knownNoise } from '../noise/known-noise.js';
import { measureCorrelation, measureSpread, type NoiseOptions } from '../noise/measure-noise.js';
import { needsCorrelation, needsErrors, needsNoise, needsSigma, takesCompanion, type MomentRequest } from './moment-request.js';
import type { MomentJob } from './moment-work.js';
import { inChannels, noiseApart } from './noise-channels.js';

/** Where the noise of each sample is read; stopped together with the cube. */
export async function varianceFile(
  cube: Cube,
  request: MomentRequest,
  out: CubeSink,
  ref: CubeRef,
  signal: AbortSignal,
): Promise<CubeRef | undefined> {
  const { variance } = cube;
  if (!variance || !takesCompanion(request, true)) return undefined;
  return {
    ...(await cubeFile({ ...cube, image: variance.image, pixels: variance.pixels, zerosBlank: false }, out, signal)),
    stop: ref.stop,
  };
}

/** ρ of the whole product, of its first plane when it is measured. */
export async function correlationOf(
  cube: Cube,
  ref: CubeRef,
  request: MomentRequest,
  kernel: MomentJob['kernel'],
  signal: AbortSignal,
): Promise<readonly number[] | undefined> {
  if (!needsErrors(request)) return undefined;
  if (typeof request.correlation === 'object') return request.correlation;
  if (!needsCorrelation(request)) return undefined;
  const measured = await measureCorrelation(ref, 0, {
    kernel: kernel === 'gpu' ? 'wasm' : kernel,
    lineFree: lineFreeOf(cube, request),
    signal,
  });
  return [...measured];
}

/** What cards say of it; NaN: it could not be measured. */
export function measuredOf(correlation: readonly number[] | undefined): Readonly<Record<string, number | string>> {
  if (!correlation) return {};
  const unknown = correlation.flatMap((rho, n) => (Number.isNaN(rho) ? [n + 1] : []));
  const text = unknown.length === 0 ? 'in whole spectra' : `not measurable at ${unknown.join(', ')}, taken as none: no whole spectra`;
  return { ...Object.fromEntries(correlation.map((rho, n) => [`RHO${n + 1}`, rho])), RHOTEXT: `RHO: ${text}` };
}

/** How the noise of a cube, or of one made of it, is measured for a request. */
export const measuringOf = (cube: Cube, request: MomentRequest, kernel: MomentJob['kernel'], signal: AbortSignal): NoiseOptions => {
  const { noise = 'mad', noiseScope = 'cube' } = request;
  return {
    kernel: kernel === 'gpu' ? 'wasm' : kernel,
    // Of a companion nothing is measured.
    estimator: noise === 'companion' ? 'mad' : noise,
    scope: noiseScope === 'channel' ? 'channel' : 'cube',
    lineFree: lineFreeOf(cube, request),
    signal,
    lanes: cube.site.lanes,
    blockPixels: cube.site.blockPixels,
  };
};

/** What is known of the noise of a plane before the blocks: that of each pixel is measured with them. */
export async function levelNoise(ref: CubeRef, plane: number, request: MomentRequest, options: NoiseOptions): Promise<LevelNoise> {
  const centred = request.centre === 'median';
  const { kernel, lineFree } = options;
  if (request.noiseScope === 'pixel') return { kernel, lineFree, centred };
  const measured = await measureSpread(ref, plane, options);
  // One of several planes may be empty; its card then says that there is none.
  if (ref.planes.length === 1) assertMeasured(measured, options.estimator);
  return { sigma: knownNoise(measured.sigma), centre: centred ? measured.centre : undefined };
}

/** Where the noise is measured: in the cube, or in channels beside it. */
export interface Quiet {
  readonly cube: Cube;
  readonly ref: CubeRef;
}

/** The part of a cube that NOISECHAN names. @throws what `cubeFile` throws */
export async function quietPart(cube: Cube, ref: CubeRef, request: MomentRequest, out: CubeSink, signal: AbortSignal): Promise<Quiet> {
  const channels = noiseApart(cube, request);
  if (!channels) return { cube, ref };
  const apart = inChannels(cube, channels);
  return { cube: apart, ref: { ...(await cubeFile(apart, out, signal)), stop: ref.stop } };
}

/** Of each plane; none where nobody needs it. */
export async function noiseOfPlanes(
  cube: Cube,
  quiet: Quiet,
  variance: CubeRef | undefined,
  request: MomentRequest,
  kernel: MomentJob['kernel'],
  signal: AbortSignal,
  progress: (part: number) => void,
): Promise<readonly LevelNoise[]> {
  if (variance && cube.variance) return cube.planes.map(() => ({ variance, power: cube.variance!.power }));
  const { sigma } = request;
  if (sigma !== undefined && needsSigma(request)) return cube.planes.map(() => ({ sigma: new Float64Array(cube.nz).fill(sigma) }));
  if (!needsNoise(request, cube.variance !== undefined)) return [];
  const options = measuringOf(quiet.cube, request, kernel, signal);
  const found: LevelNoise[] = [];
  for (const plane of cube.planes.keys()) {
    const ofPlane = (part: number): void => progress((plane + part) / cube.planes.length);
    const noise = await levelNoise(quiet.ref, plane, request, { ...options, progress: ofPlane });
    found.push(quiet.cube === cube ? noise : sameFor(noise, cube.nz));
  }
  return found;
}

/** What was measured in other channels, for all of these. */
function sameFor(noise: LevelNoise, channels: number): LevelNoise {
  if (!('sigma' in noise)) return noise;
  const all = (values: Float64Array): Float64Array => new Float64Array(channels).fill(values[0]);
  return { sigma: all(noise.sigma), centre: noise.centre && all(noise.centre) };
}

function lineFreeOf({ nz, box }: Cube, { noiseChannels }: MomentRequest): Uint8Array | undefined {
  if (!noiseChannels) return undefined;
  const [first, last] = noiseChannels;
  return Uint8Array.from({ length: nz }, (_, k) => Number(box.z.first + k + 1 >= first && box.z.first + k + 1 <= last));
}
