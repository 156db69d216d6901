import { planCutout } from '../cutout.js';
import { etagOf, fitsPlan, stem, type CutoutPlan, type Origin } from '../cutout-plan.js';
import { canonical, type Filters } from '../filters.js';
import { PlanRoom } from '../plan-room.js';
import { chooseSamples } from './choose-samples.js';
import { cutSpectra } from './cut-spectra.js';
import type { Spectra } from './spectra.js';
import { spectrumDocument, type SpectrumDocument } from './spectrum-document.js';

export type SpectrumFormat = 'fits' | 'votable' | 'csv';

/** Spectra as a table: what the writers of VOTable and CSV take. Its length is not known before it is written. */
export interface SpectrumTablePlan {
  readonly document: SpectrumDocument;
  /** strong: a pure function of the source's bytes, the request, the format and the version of Sodalite */
  readonly etag: string;
  readonly fileName: string;
  readonly contentType: string;
}

const TABLES: Readonly<Record<Exclude<SpectrumFormat, 'fits'>, { readonly suffix: string; readonly contentType: string }>> = {
  votable: { suffix: 'vot', contentType: 'application/x-votable+xml' },
  csv: { suffix: 'csv', contentType: 'text/csv; charset=utf-8; header=present' },
};

/**
 * Plans the part of the spectra of a file that the filters leave, as FITS of the same structure or as a table.
 * @param room for all plans of the request
 * @throws what chooseSamples does; UnsupportedError for what cannot be cut as FITS
 */
export async function planSpectrum(
  spectra: Spectra,
  filters: Filters,
  format: 'fits',
  origin: Origin,
  signal?: AbortSignal,
  room?: PlanRoom,
): Promise<CutoutPlan>;
export async function planSpectrum(
  spectra: Spectra,
  filters: Filters,
  format: Exclude<SpectrumFormat, 'fits'>,
  origin: Origin,
  signal?: AbortSignal,
  room?: PlanRoom,
): Promise<SpectrumTablePlan>;
export async function planSpectrum(
  spectra: Spectra,
  filters: Filters,
  format: SpectrumFormat,
  origin: Origin,
  signal?: AbortSignal,
  room = new PlanRoom(),
): Promise<CutoutPlan | SpectrumTablePlan> {
  if (format === 'fits' && isImageCutout(spectra, filters)) return planCutout(spectra, filters, origin, signal, room);
  const { source } = spectra.file;
  const request = canonical(filters);
  const cuts = await chooseSamples(spectra, filters, signal, room);
  const provenance = { ...origin, request, sourceModified: source.lastModified };
  if (format === 'fits') return fitsPlan(spectra, request, origin, await cutSpectra(spectra, cuts, provenance, signal, room));
  const { suffix, contentType } = TABLES[format];
  const etag = etagOf(source.etag, request, origin.sourceId, origin.creator, format);
  const fileName = `${stem(source.name)}_cutout_${etag.slice(0, 8)}.${suffix}`;
  return { document: spectrumDocument(spectra, cuts, provenance), etag, fileName, contentType };
}

/** Nothing but images, each with the spectral axis of its WCS: these are cut as all images are. */
function isImageCutout({ arms, images }: Spectra, { shape, timeMjd, pixels }: Filters): boolean {
  if (pixels && images.length > 0) return true;
  if (timeMjd) return false;
  return arms.every(({ pieces: [piece, ...others], grid }) => {
    if (others.length > 0 || piece.kind !== 'image' || (shape && !piece.image.wcs.celestial)) return false;
    return grid(0).map !== undefined && grid(0).map === piece.image.wcs.spectral?.metres;
  });
}
