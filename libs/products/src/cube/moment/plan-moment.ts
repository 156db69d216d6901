import { bytesPerPixel, type CollapseSpec } from '#kernels';
import { etagOf, stem, type Origin } from '../../cutout-plan.js';
import { chooseKernels } from '../backends.js';
import type { ComputedPlan, CubeSink } from '../computed-plan.js';
import { cubeFile } from '../cube-file.js';
import type { CubeRef } from '../cube-ref.js';
import type { Cube } from '../cube.js';
import { commonResolution } from '../derived/common-resolution.js';
import { preparation } from '../derived/preparation.js';
import type { LevelNoise } from '../mask/levels-part.js';
import { assertMask, makeMasks, type MadeMasks } from '../mask/make-masks.js';
import { zerosBlanked } from '../zero-blanks.js';
import { assertSensible } from './assert-sensible.js';
import { makeMaps } from './make-maps.js';
import { momentHdus, notesOf, requestText } from './moment-hdus.js';
import { jobsOf } from './moment-jobs.js';
import { mannerOf } from './moment-manner.js';
import { mapsOf, passesOf, passNamesOf, wantedOf } from './moment-maps.js';
import { isShaped, takesCompanion, type MomentRequest } from './moment-request.js';
import type { MomentJob } from './moment-work.js';
import { noiseValues } from './noise-cards.js';
import { correlationOf, levelNoise, measuredOf, measuringOf, noiseOfPlanes, quietPart, varianceFile } from './plane-noise.js';

/**
 * Plans maps along the spectral axis (kernels.md §6 to 9): one HDU each, all from as few passes over the cube as can be. Reads nothing.
 * @throws UsageError; UnsupportedError when the spectral axis is tied to the sky
 */
export function planMoment(whole: Cube, request: MomentRequest, origin: Origin): ComputedPlan {
  const cube = commonResolution(request.zeroBlank ? zerosBlanked(whole) : whole, true);
  assertSensible(cube, request);
  const { work, ...held } = assertMask(cube, request);
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
    ...preparation(cube),
    notes: [...(cube.notes ?? []), ...notesOf(request)],
    work: { ...preparation(cube).work, ...work },
    manner: mannerOf(request, passNames),
    length: hdus.length,
    shape: [
      ...(hdus.primary ? [{ name: 'PRIMARY', axes: [] }] : []),
      ...hdus.maps.map(({ map, axes, bitpix }) => ({ name: map.extname, axes, bitpix })),
    ],
    readBytes: bytesRead(cube, request, wanted, passes),
    passes,
    passNames,
    ...held,
    async make(out, signal, progress) {
      let before = 0;
      const tell = (part: number): void => progress?.((before + part) / passNames.length);
      const passed = (): void => void (tell(1), before++);
      const ref = await cubeFile(cube, out, signal);
      const variance = await varianceFile(cube, request, out, ref, signal);
      const quiet = await quietPart(cube, ref, request, out, signal);
      const correlation = await correlationOf(quiet.cube, quiet.ref, request, chosen.kernel, signal);
      const ofChannels = request.noiseScope === 'channel' ? { cube, ref } : quiet;
      const noise = await noiseOfPlanes(cube, ofChannels, variance, request, chosen.kernel, signal, tell);
      if (passNames[0] === 'noise') passed();
      const smoothed: LevelNoise[] = [];
      const masks = await masksOf(cube, ref, request, { noise, smoothed }, chosen.kernel, out, signal, passed);
      const about = { variance, correlation, noise, masks, kernel: chosen.kernel };
      const jobs = jobsOf(cube, ref, about, request, hdus);
      const sigmas = noiseValues(noise, smoothed);
      const counted = { ...measuredOf(correlation), ...sigmas, ...(masks.regions === undefined ? {} : { NREGION: masks.regions }) };
      await makeMaps(cube, ref, jobs, hdus, out, signal, counted, (part) => tell(part * (passNames.length - before)));
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

/** Of the cube, each time, and of its companion, which only the passes that need the noise read. */
function bytesRead(cube: Cube, request: MomentRequest, wanted: ReturnType<typeof wantedOf>, passes: number): number {
  const { nx, ny, nz, planes, pixels, variance } = cube;
  const ofNoise = Number(wanted.sums.length > 0) + Number(wanted.columns.length > 0);
  const noiseBytes = variance && takesCompanion(request, true) ? bytesPerPixel(variance.pixels) * ofNoise : 0;
  return nx * ny * nz * planes.length * (bytesPerPixel(pixels) * passes + noiseBytes);
}

/** Steps 3, 6 and 7 of kernels.md §6.1: masks in the spool. */
async function masksOf(
  cube: Cube,
  ref: CubeRef,
  request: MomentRequest,
  { noise, smoothed: ofSmoothed }: { readonly noise: readonly LevelNoise[]; readonly smoothed: LevelNoise[] },
  kernel: MomentJob['kernel'],
  out: CubeSink,
  signal: AbortSignal,
  passed: () => void,
): Promise<MadeMasks> {
  if (!cube.mask && !isShaped(request)) return { bits: [] };
  const { include, exclude, nsigma: times, absolute } = request;
  const options = measuringOf(cube, request, kernel, signal);
  return makeMasks(cube, ref, request, {
    noise,
    async noiseOf(smoothed, plane) {
      return (ofSmoothed[plane] = await levelNoise(smoothed, plane, request, options));
    },
    keep: { include, exclude, times, absolute },
    out,
    signal,
    passed,
  });
}
