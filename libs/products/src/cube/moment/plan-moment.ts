import { UnsupportedError, UsageError } from '#faults';
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
import { commonResolution } from '../derived/common-resolution.js';
import { runOnGpu } from '../on-gpu.js';
import { residentName } from '../resident-name.js';
import { assertMask, makeMasks, type MadeMasks } from '../mask/make-masks.js';
import type { LevelNoise } from '../mask/levels-part.js';
import { measureCorrelation, measureSpread, type NoiseOptions } from '../noise/measure-noise.js';
import { momentHdus, requestText, type MapHdu, type MomentHdus } from './moment-hdus.js';
import { momentPart } from './moment-job.js';
import { blocksOf, orderOf, placeOf } from './moment-layout.js';
import { isWeighted, mapsOf, passesOf, passNamesOf, wantedOf } from './moment-maps.js';
import { isShaped, needsCorrelation, needsErrors, needsNoise, takesCompanion, type MomentRequest } from './moment-request.js';
import { stripPixels } from './moment-strips.js';
import type { MomentJob, MomentPart } from './moment-work.js';
import { zeroChannels, type Zeros } from './zero-tally.js';

/**
 * Plans maps along the spectral axis (kernels.md §6 to 9): one HDU each, all from as few passes over the cube as can be. Reads nothing.
 * @throws UsageError; UnsupportedError when the spectral axis is tied to the sky
 */
export function planMoment(whole: Cube, request: MomentRequest, origin: Origin): ComputedPlan {
  const cube = commonResolution(whole, true);
  assertSensible(cube, request);
  const jobBytes = assertMask(cube, request);
  const maps = mapsOf(request);
  const wanted = wantedOf(request, maps);
  const isByColumns = wanted.columns.length > 0 || request.noiseScope === 'pixel';
  const chosen = chooseKernels(cube, isByColumns ? ['collapse', 'columns'] : ['collapse'], {
    specs: { collapse: collapseAsked(cube, request, wanted.sums) },
  });
  const hdus = momentHdus(cube, request, maps, origin, chosen);
  const passNames = passNamesOf(request, wanted, cube);
  const passes = passesOf(passNames);
  const sources = cube.mask ? `${cube.source.etag} ${cube.mask.etag}` : cube.source.etag;
  const etag = etagOf(sources, 'moment', requestText(cube, request), origin.sourceId, origin.creator, chosen.kernel);
  return {
    ...chosen,
    etag,
    fileName: `${stem(cube.source.name)}_moment_${etag.slice(0, 8)}.fits`,
    contentType: 'application/fits',
    notes: cube.notes,
    length: hdus.length,
    shape: [
      ...(hdus.primary ? [{ name: 'PRIMARY', axes: [] }] : []),
      ...hdus.maps.map(({ map, axes, bitpix }) => ({ name: map.extname, axes, bitpix })),
    ],
    readBytes: bytesRead(cube, request, wanted, passes),
    passes,
    passNames,
    jobBytes,
    async make(out, signal, progress) {
      let before = 0;
      const tell = (part: number): void => progress?.((before + part) / passNames.length);
      const passed = (): void => void (tell(1), before++);
      const ref = await cubeFile(cube, out, signal);
      const variance = await varianceFile(cube, request, out, ref, signal);
      const correlation = await correlationOf(cube, ref, request, chosen.kernel, signal);
      const noise = await noiseOfPlanes(cube, ref, variance, request, chosen.kernel, signal, tell);
      if (passNames[0] === 'noise') passed();
      const masks = await masksOf(cube, ref, request, noise, chosen.kernel, out, signal, passed);
      const about = { variance, correlation, noise, masks, kernel: chosen.kernel };
      const jobs = jobsOf(cube, ref, about, request, hdus);
      const counted = { ...measuredOf(correlation), ...(masks.regions === undefined ? {} : { NREGION: masks.regions }) };
      await compute(cube, ref, jobs, hdus, out, signal, counted, (part) => tell(part * (passNames.length - before)));
    },
  };
}

/** As far as it is known before anything is read: what a backend may refuse. */
function collapseAsked({ pixels, nz, spectral, variance, mask }: Cube, request: MomentRequest, want: CollapseSpec['want']): CollapseSpec {
  const { values: coordinates, widths } = spectral;
  return {
    pixels,
    count: 1,
    channels: nz,
    coordinates,
    widths,
    reference: 0,
    want,
    mask: mask !== undefined || isShaped(request) || undefined,
    noise: variance && takesCompanion(request, true) ? { planes: variance.pixels } : undefined,
  };
}

/** Where the noise of each sample is read; stopped together with the cube. */
async function varianceFile(
  cube: Cube,
  request: MomentRequest,
  out: CubeSink,
  ref: CubeRef,
  signal: AbortSignal,
): Promise<CubeRef | undefined> {
  const { variance } = cube;
  if (!variance || !takesCompanion(request, true)) return undefined;
  return { ...(await cubeFile({ ...cube, image: variance.image, pixels: variance.pixels }, out, signal)), stop: ref.stop };
}

/** ρ of the whole product, of its first plane when it is measured. */
async function correlationOf(
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
function measuredOf(correlation: readonly number[] | undefined): Readonly<Record<string, number>> {
  return Object.fromEntries((correlation ?? []).map((rho, n) => [`RHO${n + 1}`, rho]));
}

/** Of the cube, each time, and of its companion, which only the passes that need the noise read. */
function bytesRead(cube: Cube, request: MomentRequest, wanted: ReturnType<typeof wantedOf>, passes: number): number {
  const { nx, ny, nz, planes, pixels, variance } = cube;
  const ofNoise = Number(wanted.sums.length > 0) + Number(wanted.columns.length > 0);
  const noiseBytes = variance && takesCompanion(request, true) ? bytesPerPixel(variance.pixels) * ofNoise : 0;
  return nx * ny * nz * planes.length * (bytesPerPixel(pixels) * passes + noiseBytes);
}

const worker: WorkerTask<MomentJob, Answer<MomentPart>> = { file: workerFile(import.meta.url, './moment-worker.js') };

function assertSensible(cube: Cube, request: MomentRequest): void {
  const { box, nz, spectral } = cube;
  const { moments, noise, noiseChannels, include, exclude, correlation, baseline, limitWidth } = request;
  if (noise === 'companion' && !cube.variance)
    throw new UsageError('NOISE: companion needs an image of variances or errors beside the cube, and there is none of its size');
  if (correlation === 'auto' && !noiseChannels) throw new UsageError('RHO: auto needs NOISECHAN, the channels without a line');
  if (correlation && baseline)
    throw new UsageError('LINEFREE and RHO: the error of the continuum is that of channels without correlation, got both');
  if (limitWidth !== undefined && spectral.unit !== 'km/s')
    throw new UsageError(`LIMWIDTH: it is in km/s, the coordinate here in ${spectral.unit || 'no unit'}`);
  if (moments.length === 0) throw new UsageError('MOMENT: at least one map is expected');
  for (const [name, range] of [
    ['INCLUDE', include],
    ['EXCLUDE', exclude],
  ] as const)
    // prettier-ignore
    if (range && !(range[0] <= range[1])) throw new UsageError(`${name}: the lower value first expected, got ${range.join(' ')}`);
  assertMasked(request);
  if (!noiseChannels) return;
  const [first, last] = [box.z.first + 1, box.z.first + nz];
  if (noiseChannels[1] < first || noiseChannels[0] > last)
    throw new UsageError(`NOISECHAN: channels ${first} to ${last} are looked at, got ${noiseChannels.join(' ')}`);
}

/** What masks need is asked before anything is read. */
function assertMasked(request: MomentRequest): void {
  const { centre, noise, noiseScope, noiseChannels, absolute, nsigma, m12nsigma, minBeams, growXy, growV } = request;
  if (!isShaped(request) && (minBeams ?? growXy ?? growV) !== undefined)
    throw new UsageError('MINBEAMS, GROWXY and GROWV are of a mask that TWOLEVEL, SMOOTHXY or SMOOTHV makes, got none');
  if (centre !== 'median') return;
  if (absolute && (nsigma ?? m12nsigma) !== undefined)
    throw new UsageError('CENTRE=median is for values above it, and ABS for both signs; got both');
  if (noise === 'companion') throw new UsageError('CENTRE=median needs a noise that is measured, got NOISE=companion');
  if (noiseScope === 'pixel' && noiseChannels)
    throw new UnsupportedError('CENTRE=median of each pixel takes all of its channels: give NOISECHAN or NOISESCOPE=pixel, not both');
}

const measuringOf = (cube: Cube, request: MomentRequest, kernel: MomentJob['kernel'], signal: AbortSignal): NoiseOptions => {
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
async function levelNoise(ref: CubeRef, plane: number, request: MomentRequest, options: NoiseOptions): Promise<LevelNoise> {
  const centred = request.centre === 'median';
  const { kernel, lineFree } = options;
  if (request.noiseScope === 'pixel') return { kernel, lineFree, centred };
  const { sigma, centre } = await measureSpread(ref, plane, options);
  return { sigma, centre: centred ? centre : undefined };
}

/** Of each plane; none where nobody needs it. */
async function noiseOfPlanes(
  cube: Cube,
  ref: CubeRef,
  variance: CubeRef | undefined,
  request: MomentRequest,
  kernel: MomentJob['kernel'],
  signal: AbortSignal,
  progress: (part: number) => void,
): Promise<readonly LevelNoise[]> {
  if (variance && cube.variance) return cube.planes.map(() => ({ variance, power: cube.variance!.power }));
  if (!needsNoise(request, cube.variance !== undefined)) return [];
  const options = measuringOf(cube, request, kernel, signal);
  const found: LevelNoise[] = [];
  for (const plane of cube.planes.keys()) {
    const ofPlane = (part: number): void => progress((plane + part) / cube.planes.length);
    found.push(await levelNoise(ref, plane, request, { ...options, progress: ofPlane }));
  }
  return found;
}

/** Steps 3, 6 and 7 of kernels.md §6.1: masks in the spool. */
async function masksOf(
  cube: Cube,
  ref: CubeRef,
  request: MomentRequest,
  noise: readonly LevelNoise[],
  kernel: MomentJob['kernel'],
  out: CubeSink,
  signal: AbortSignal,
  passed: () => void,
): Promise<MadeMasks> {
  if (!cube.mask && !isShaped(request)) return { bits: [] };
  const { include, exclude, zeroBlank: dropZeros, nsigma: times, absolute } = request;
  const options = measuringOf(cube, request, kernel, signal);
  return makeMasks(cube, ref, request, {
    noise,
    noiseOf: (smoothed, plane) => levelNoise(smoothed, plane, request, options),
    keep: { include, exclude, dropZeros, times, absolute },
    out,
    signal,
    passed,
  });
}

interface Measured {
  readonly variance?: CubeRef;
  readonly correlation?: readonly number[];
  readonly noise: readonly LevelNoise[];
  readonly masks: MadeMasks;
  readonly kernel: MomentJob['kernel'];
}

function jobsOf(
  cube: Cube,
  ref: CubeRef,
  { variance, correlation, noise, masks, kernel }: Measured,
  request: MomentRequest,
  hdus: MomentHdus,
): MomentJob[] {
  const { nz, spectral, site } = cube;
  const { nsigma, m12nsigma, absolute, baseline } = request;
  const maps = hdus.maps.filter(({ firstPlane }) => firstPlane === 0);
  const wanted = wantedOf(request, maps.map(({ map }) => map)); // prettier-ignore
  const strong = m12nsigma === undefined ? [] : wanted.sums.filter(isWeighted);
  const plain = wanted.sums.filter((id) => !strong.includes(id));
  const order = orderOf(cube);
  const size = bytesPerPixel(ref.pixels);
  const jobs: MomentJob[] = [];
  for (let plane = 0; plane < cube.planes.length; plane++) {
    const ofPlane: LevelNoise | undefined = noise[plane];
    const isOfPixels = ofPlane !== undefined && 'kernel' in ofPlane;
    const measured = ofPlane && 'sigma' in ofPlane ? ofPlane : undefined;
    const channel = isOfPixels ? new Float64Array(nz).fill(1) : measured?.sigma;
    const atLeast = (times: number | undefined): Float64Array | undefined =>
      times === undefined ? undefined : channel?.map((sigma, k) => (measured?.centre?.[k] ?? 0) + times * sigma);
    const keep = keepOf(request, atLeast(nsigma));
    const more = { correlation: correlation?.some(Number.isNaN) ? undefined : correlation, baseline };
    const about = { channels: nz, coordinates: spectral.values, widths: spectral.widths, keep, compat: request.compat };
    const planes = variance && cube.variance && { planes: variance.pixels, power: cube.variance.power };
    const noiseSpec = planes ?? (channel && { channel });
    const edges = [spectral.edges[0], spectral.edges[nz]].toSorted((a, b) => a - b) as [number, number];
    const sums: MomentJob['sums'] =
      wanted.sums.length === 0
        ? undefined
        : {
            ...about,
            // NCHAN comes with any.
            want: plain.length > 0 ? plain : [0],
            reference: (edges[0] + edges[1]) / 2,
            noise: noiseSpec && { ...noiseSpec, ...more },
            guard: request.guard === false ? undefined : edges,
          };
    const columns: MomentJob['columns'] =
      wanted.columns.length === 0 ? undefined : { ...about, edges: spectral.edges, want: wanted.columns, noise: noiseSpec };
    const strongOf = (spec: MomentJob['sums']): MomentJob['strong'] => {
      if (!spec || m12nsigma === undefined) return undefined;
      // Both thresholds hold, and the higher one of them tells.
      const times = Math.max(m12nsigma, nsigma ?? 0);
      return { sums: { ...spec, keep: keepOf(request, atLeast(times)) }, threshold: variance && { times, absolute } };
    };
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
        strong: sums && strongOf(strong.length > 0 ? { ...sums, want: strong } : undefined),
        pixelNoise: isOfPixels ? ofPlane : undefined,
        masks: masks.bits,
        variance,
        threshold: variance && nsigma !== undefined ? { times: nsigma, absolute } : undefined,
        limitWidth: request.limitWidth,
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
  known: Readonly<Record<string, number>>,
  progress: (part: number) => void,
): Promise<void> {
  const tallies = new Map<MapHdu, Tally>(hdus.maps.map((map) => [map, { minimum: Infinity, maximum: -Infinity, sum: 0 }]));
  const counted = { NINVALID: 0, NGUARD: 0 };
  const order = orderOf(cube);
  const zeros = cube.planes.map((): Zeros => ({ valid: new Uint32Array(cube.nz), zeros: new Uint32Array(cube.nz) }));
  const done = async ({ maps, invalid, guarded, zeros: ofBlock }: MomentPart, n: number): Promise<void> => {
    const { plane, block } = jobs[n];
    for (const key of ['valid', 'zeros'] as const) for (let k = 0; k < cube.nz; k++) zeros[plane][key][k] += ofBlock[key][k];
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
  const found = { ...known, ...warningOf(cube, zeros) };
  for (const map of hdus.maps) {
    const { minimum, maximum, sum } = tallies.get(map)!;
    await map.hdu.finish(out, sum, { DATAMIN: minimum, DATAMAX: maximum, ...counted, ...found });
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
