import { UsageError } from '#faults';
import { etagOf, stem, type Origin } from '../../cutout-plan.js';
import type { SpectrumDocument } from '../../spectrum/spectrum-document.js';
import { chooseKernels } from '../backends.js';
import { TEXT_TABLES } from '../text-tables.js';
import type { ComputedPlan, CubeSink } from '../computed-plan.js';
import type { Cube } from '../cube.js';
import { commonResolution } from '../derived/common-resolution.js';
import { preparation } from '../derived/preparation.js';
import type { Companion } from '../noise/companion.js';
import { makeSpectra, type PlannedSpectrum } from './aperture-spectra.js';
import { writeSpectra } from './write-spectra.js';
import { hasErrors } from './flux.js';
import { noiseRows, noiseStep } from './noise-rows.js';
import { narrowed, unionOf } from '../narrowed.js';
import { requestOf } from '../option-texts.js';
import { placeApertures, type PlacedAperture } from './placed-aperture.js';
import { rulesOf, unitOf } from './rules-of.js';
import { apertureDocument } from './aperture-document.js';
import type { SpectrumRequest } from './spectrum-request.js';
import { apertureWork } from './weigh-jobs.js';

/** Tables whose text is not known before it is written: `compute` gives what the writers of VOTable and CSV take. */
export interface ComputedTables extends Omit<ComputedPlan, 'make' | 'length'> {
  compute(out: CubeSink, signal: AbortSignal, progress?: (part: number) => void): Promise<SpectrumDocument>;
}

/**
 * Spectra of apertures (kernels §12), a table for each aperture and plane: all channels of the cube, in one pass over the rows that an aperture covers.
 * @throws UsageError, UnsupportedError (a beam or unit that METHOD needs), NoOverlapError, LimitError
 */
export function planApertureSpectrum(cube: Cube, request: SpectrumRequest, origin: Origin, format: 'fits'): ComputedPlan;
export function planApertureSpectrum(cube: Cube, request: SpectrumRequest, origin: Origin, format: 'votable' | 'csv'): ComputedTables;
export function planApertureSpectrum(
  given: Cube,
  request: SpectrumRequest,
  origin: Origin,
  format: 'fits' | 'votable' | 'csv',
): ComputedPlan | ComputedTables {
  const whole = commonResolution(given, false);
  const placed = placeApertures(whole, request);
  const cube = narrowed(whole, unionOf(placed.flatMap(({ coverage, sky }) => [coverage.box, ...(sky ? [sky.box] : [])])));
  const unit = unitOf(cube, request);
  const planned = placed.flatMap((each) => {
    const work = apertureWork(cube, each, request);
    return cube.planes.map((_, plane): PlannedSpectrum => ({
      placed: each,
      work,
      plane,
      unit,
      rules: rulesOf(cube, plane, each, request),
    }));
  });
  const companion = takesCompanion(whole, request) ? whole.variance : undefined;
  const rows = !companion && isNoiseMeasured(request) ? noiseRows(whole) : undefined;
  const chosen = chooseKernels(cube, ['weigh']);
  const text = requestText(cube, request);
  const mask = request.places.some(({ kind }) => kind === 'mask') ? whole.mask?.etag : undefined;
  const etag = etagOf(cube.source.etag + (mask ?? ''), text, origin.sourceId, origin.creator, `spectrum ${chosen.kernel} ${format}`);
  const common = {
    etag,
    shape: planned.map((_, i) => ({ name: nameOf(i, planned.length), axes: [cube.nz] })),
    readBytes:
      readBytes(cube, planned, companion) + (rows ? rows.nx * rows.ny * rows.nz * rows.planes.length * rows.image.shape.bytesPerPixel : 0),
    ...preparation(cube),
    ...(planned.some(({ work }) => work.medians) ? { manner: MEDIANS } : {}),
    passes: 1,
    ...chosen,
  };
  const name = `${stem(cube.source.name)}_spectrum_${etag.slice(0, 8)}`;
  const make = (out: CubeSink, signal: AbortSignal, progress?: (part: number) => void) =>
    makeSpectra(cube, planned, { rows, companion }, chosen.kernel, out, signal, progress);
  if (format === 'fits') {
    const about = { cube, planned, noiseStep: rows && noiseStep(whole), companion, request, text, origin, chosen };
    return {
      ...common,
      fileName: `${name}.fits`,
      contentType: 'application/fits',
      length: writeSpectra(about).reduce((sum, bytes) => sum + bytes.length, 0),
      async make(out, signal, progress) {
        let at = 0;
        for (const bytes of writeSpectra(about, await make(out, signal, progress))) {
          await out.write(bytes, at);
          at += bytes.length;
        }
      },
    };
  }
  const { suffix, contentType } = TEXT_TABLES[format];
  return {
    ...common,
    fileName: `${name}.${suffix}`,
    contentType,
    async compute(out, signal, progress) {
      return apertureDocument({ cube, planned, text, origin }, await make(out, signal, progress));
    },
  };
}

/** Each channel of an aperture is selected from by itself. */
const MEDIANS = { name: 'medians', slowness: 4 };

/** Nothing else says how noisy the channels are. */
const isNoiseMeasured = ({ background, sigma, method }: SpectrumRequest): boolean =>
  !background && sigma === undefined && hasErrors(method);

/** @throws UsageError when it is asked for and there is none */
function takesCompanion({ variance }: Cube, request: SpectrumRequest): boolean {
  if (request.noise === 'companion' && !variance)
    throw new UsageError('NOISE: companion needs an image of variances or errors beside the cube, and there is none of its size');
  return variance !== undefined && request.noise !== 'channel' && isNoiseMeasured(request);
}

/** 'SPECTRUM', and which of several. */
const nameOf = (i: number, count: number): string => (count > 1 ? `SPECTRUM ${i + 1}` : 'SPECTRUM');

function readBytes({ nz, image }: Cube, planned: readonly PlannedSpectrum[], companion: Companion | undefined): number {
  const pixels = planned.reduce((sum, { work }) => work.blocks.reduce((total, { nx, ny }) => total + nx * ny, sum), 0);
  return pixels * nz * (image.shape.bytesPerPixel + (companion?.image.shape.bytesPerPixel ?? 0));
}

function requestText({ options }: Cube, { places, ...request }: SpectrumRequest): string {
  const { background } = request;
  return requestOf(
    [
      ...places.map(placeText),
      ['METHOD', request.method],
      ['EDGE', request.edge],
      ['NANPOL', request.missing],
      ['BACKGROUND', background && [background.innerDeg, background.outerDeg]],
      ['BGSTAT', background?.statistic],
      ['SIGMA', request.sigma],
      ['NOISE', request.noise],
      ['APCORR', request.apertureCorrection],
    ],
    options,
    { EDGE: 'exact', NANPOL: 'ignore', APCORR: false },
  );
}

function placeText(place: PlacedAperture['place']): [string, string] {
  if (place.kind === 'mask') return ['MASK', place.id];
  const { kind, ...values } = place;
  return [kind.toUpperCase(), Object.values(values).flat().join(' ')];
}
