import { createHash } from 'node:crypto';
import type { Body } from '../body.js';
import { planCutout } from '../cutout.js';
import { canonical, type Filters } from '../filters.js';
import type { Provenance } from '../provenance.js';
import { chooseSamples } from './choose-samples.js';
import { cutSpectra } from './cut-spectra.js';
import type { Spectra } from './spectra.js';
import { spectrumDocument, type SpectrumDocument } from './spectrum-document.js';

export type SpectrumFormat = 'fits' | 'votable' | 'csv';

/** A part of the spectra of a file. FITS has a body, whose length is known; the other formats are written from a document. */
export interface SpectrumPlan {
  readonly body?: Body;
  /** plain data, and its rows block by block: the writers of VOTable and CSV take it */
  readonly document?: SpectrumDocument;
  /** strong: a pure function of the source's bytes, the request, the format and the version of Sodalite */
  readonly etag: string;
  readonly fileName: string;
  readonly contentType: string;
}

type Origin = Omit<Provenance, 'request' | 'sourceModified'>;

const TYPES: Readonly<Record<SpectrumFormat, { readonly suffix: string; readonly contentType: string }>> = {
  fits: { suffix: 'fits', contentType: 'application/fits' },
  votable: { suffix: 'vot', contentType: 'application/x-votable+xml' },
  csv: { suffix: 'csv', contentType: 'text/csv; charset=utf-8; header=present' },
};

/**
 * Plans the part of the spectra of a file that the filters leave, as FITS of the same structure or as a table.
 * @throws what chooseSamples does; UnsupportedError for what cannot be cut as FITS
 */
export async function planSpectrum(
  spectra: Spectra,
  filters: Filters,
  format: SpectrumFormat,
  origin: Origin,
  signal?: AbortSignal,
): Promise<SpectrumPlan> {
  if (format === 'fits' && isImageCutout(spectra, filters)) return planCutout(spectra, filters, origin, signal);
  const { source } = spectra.file;
  const request = canonical(filters);
  const cuts = await chooseSamples(spectra, filters, signal);
  const { suffix, contentType } = TYPES[format];
  const hash = createHash('sha256').update(`${source.etag}\n${request}\n${origin.sourceId}\n${origin.creator}\n${format}`);
  const etag = hash.digest('hex').slice(0, 32);
  const provenance = { ...origin, request, sourceModified: source.lastModified };
  const name = `${stem(source.name)}_cutout_${etag.slice(0, 8)}.${suffix}`;
  if (format !== 'fits') return { document: spectrumDocument(spectra, cuts, provenance), etag, fileName: name, contentType };
  return { body: await cutSpectra(spectra, cuts, provenance, signal), etag, fileName: name, contentType };
}

/** Nothing but images, each with the spectral axis of its WCS: these are cut as all images are. */
function isImageCutout({ arms, images }: Spectra, { shape, timeMjd, pixels }: Filters): boolean {
  if (pixels && images.length > 0) return true;
  if (shape || timeMjd) return false;
  return arms.every(({ pieces: [piece, ...others], grid }) => {
    return others.length === 0 && piece.kind === 'image' && grid(0).map !== undefined && grid(0).map === piece.image.wcs.spectral?.metres;
  });
}

/** 'a/b.fits.gz' → 'b', of characters that need no quoting in a header. */
function stem(name: string): string {
  const base = name.split('/').at(-1) ?? name;
  return base.replace(/(\.(fits?|fts))?(\.(gz|fz|z))?$/i, '').replace(/[^\w.+-]/g, '_') || 'spectrum';
}
