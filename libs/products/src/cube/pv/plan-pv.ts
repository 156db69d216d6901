import { LimitError, NoOverlapError, UsageError } from '#faults';
import { bytesPerPixel, type PixelType } from '#kernels';
import { etagOf, stem, type Origin } from '../../cutout-plan.js';
import { chooseKernels, type ChosenKernels } from '../backends.js';
import type { ComputedPlan } from '../computed-plan.js';
import type { Cube } from '../cube.js';
import { commonResolution } from '../derived/common-resolution.js';
import { preparation } from '../derived/preparation.js';
import { requestOf, type Defaults } from '../option-texts.js';
import { MEAN_PIXELS } from './channel-mean.js';
import { flatPath } from './flat-path.js';
import { makeSlices } from './make-slices.js';
import { pathOf } from './path.js';
import { pathRows, type PathRows } from './places.js';
import { PV_LIMITS, type PvRequest } from './pv-request.js';
import { samplingOf, type Sampling } from './sampling.js';
import { sliceHdus } from './slice-hdus.js';
import { spectralBins } from './spectral-bins.js';

/**
 * A position–velocity slice (kernels §10): offset along a path × spectral axis, one image for each plane, and where on the sky each sample is.
 * @throws UsageError and LimitError naming the parameter, NoOverlapError when the path does not cross the image, UnsupportedError for a spectral axis that is
 * coupled to the sky
 */
export function planPv(given: Cube, request: PvRequest, origin: Origin): ComputedPlan {
  const whole = commonResolution(given, (request.binChannels ?? 1) > 1);
  const { leastValid = 0.5, geometry, path: asked } = request;
  if (!(leastValid >= 0 && leastValid <= 1)) throw new UsageError(`PVNAN is ${leastValid}; expected a part from 0 to 1`);
  const cube = spectralBins(whole, request.binChannels);
  const limits = { ...PV_LIMITS, ...request.limits };
  const { box, sky } = cube;
  const middle = [box.x.first + (box.x.count - 1) / 2, box.y.first + (box.y.count - 1) / 2] as const;
  const own = pathOf(asked, limits);
  const path = geometry === 'pixel' ? flatPath(own, asked.kind === 'outline', sky, middle) : own;
  const sampling = samplingOf(path, request, sky, middle, limits);
  const pixels = sampling.samples * cube.nz * cube.planes.length;
  if (pixels > limits.pixels)
    throw new LimitError(
      `the slice has ${sampling.samples} samples of ${cube.nz} channels in ${cube.planes.length} planes, ${pixels} pixels; at most ${limits.pixels} are made`,
    );
  const rows = pathRows(sampling, sky);
  assertOverlap(cube, sampling, rows);
  const readBytes = bytesToRead(whole, sampling);
  const chosen = kernelsFor(whole, cube === whole ? whole.pixels : MEAN_PIXELS, readBytes, request);
  const text = requestText(cube, request);
  const hdus = sliceHdus({ cube, request, sampling, rows, origin, chosen, text });
  const etag = etagOf(cube.source.etag, text, origin.sourceId, origin.creator, `pv ${chosen.kernel}`);
  return {
    etag,
    fileName: `${stem(cube.source.name)}_pv_${etag.slice(0, 8)}.fits`,
    contentType: 'application/fits',
    length: hdus.length,
    shape: hdus.shape,
    readBytes,
    ...preparation(cube),
    ...mannerOf(request),
    passes: 1,
    ...chosen,
    async make(out, signal, progress) {
      const slices = await makeSlices(
        { cube: whole, channels: cube.nz, request, sampling, limits, kernel: chosen.kernel, hdus },
        out,
        signal,
        progress,
      );
      for (const [p, slice] of slices.entries()) await hdus.slices[p].finish(out, slice.sum, cardsOf(slice));
      await hdus.writeTables(out, signal);
    },
  };
}

/** A slice of nothing is no slice. */
function assertOverlap({ box, source }: Cube, { width, pixel, path }: Sampling, { x, y }: PathRows): void {
  // Half of the width, and what an interpolation reaches beyond a sample.
  const margin = width / pixel / 2 + 2;
  const touches = x.some(
    (at, j) =>
      at > box.x.first - margin &&
      at < box.x.first + box.x.count + margin &&
      y[j] > box.y.first - margin &&
      y[j] < box.y.first + box.y.count + margin,
  );
  if (!touches) throw new NoOverlapError(`the path of ${path.curves.length} pieces does not cross ${source.name}`);
}

/** About: pixels along and across, with those beside them that an interpolation takes. */
function bytesToRead({ nx, ny, nz, planes, pixels }: Cube, { path, width, pixel }: Sampling): number {
  const touched = (path.length / pixel + 3) * (width / pixel + 3);
  return Math.ceil(Math.min(touched, nx * ny)) * nz * planes.length * bytesPerPixel(pixels);
}

function kernelsFor(cube: Cube, pixels: PixelType, bytes: number, { interpolation = 'bilinear' }: PvRequest): ChosenKernels {
  const notOnGpu = interpolation === 'bilinear' ? undefined : `slices of INTERPOLATION=${interpolation} are not made on a GPU`;
  return chooseKernels({ ...cube, pixels }, ['gather'], { bytes, notOnGpu });
}

/** What interpolates otherwise takes more pixels for each sample. */
function mannerOf({ interpolation = 'bilinear' }: PvRequest): Pick<ComputedPlan, 'manner'> {
  return interpolation === 'bilinear' || interpolation === 'nearest' ? {} : { manner: { name: interpolation, slowness: 3 } };
}

function requestText({ options }: Cube, request: PvRequest): string {
  return requestOf(
    [
      ...pathTexts(request.path),
      ['WIDTH', request.widthArcsec],
      ['SPACING', request.spacingArcsec],
      ['INTERPOLATION', request.interpolation],
      ['COMBINE', request.combine],
      ['FIT', request.fit === (request.compat === undefined) ? undefined : request.fit],
      ['OVERSAMPLE', request.oversample],
      ['SPECBIN', request.binChannels],
      ['PVNAN', request.leastValid],
      ['GEOM', request.geometry],
      ['REVERSE', request.reverse],
      ['COMPAT', request.compat],
    ],
    options,
    DEFAULTS,
  );
}

const DEFAULTS: Defaults = {
  WIDTH: 0,
  INTERPOLATION: 'bilinear',
  COMBINE: 'mean',
  OVERSAMPLE: 1,
  SPECBIN: 1,
  PVNAN: 0.5,
  GEOM: 'sky',
  REVERSE: false,
};

function pathTexts(path: PvRequest['path']): [string, string | number | readonly number[]][] {
  if (path.kind === 'polyline') return [['PATH', path.lonLatDeg]];
  if (path.kind === 'outline') {
    const { kind, ...numbers } = path.shape;
    return [['OUTLINE', `${kind.toUpperCase()} ${Object.values(numbers).join(' ')}`]];
  }
  const direction = path.kind === 'centre' ? (['PA', path.paDeg] as const) : (['FIXED', path.kind === 'meridian' ? 'RA' : 'DEC'] as const);
  return [['CENTER', [path.lonDeg, path.latDeg]], [...direction], ['LENGTH', path.lengthArcsec]];
}

function cardsOf({ minimum, maximum, invalid }: { readonly minimum: number; readonly maximum: number; readonly invalid: number }) {
  return { DATAMIN: minimum, DATAMAX: maximum, SLBLANK: invalid };
}
