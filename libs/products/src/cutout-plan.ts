import { createHash } from 'node:crypto';
import type { Images } from './image.js';
import { bodyOf, type PlannedHdu } from './planned-hdu.js';
import type { Body } from './body.js';
import type { Provenance } from './provenance.js';

/** A product whose every byte is known where to find, before any pixel is read. */
export interface ProductPlan {
  readonly body: Body;
  /** strong: a pure function of the source's bytes, the request and the version of Sodalite */
  readonly etag: string;
  readonly fileName: string;
  readonly contentType: string;
}

/** A cutout as FITS. */
export interface CutoutPlan extends ProductPlan {
  readonly contentType: 'application/fits';
  readonly hdus: readonly PlannedHdu[];
}

export type Origin = Omit<Provenance, 'request' | 'sourceModified'>;

/** @param request the filters, in one spelling */
export function fitsPlan({ file }: Images, request: string, origin: Origin, hdus: readonly PlannedHdu[]): CutoutPlan {
  const etag = etagOf(file.source.etag, request, origin.sourceId, origin.creator);
  return {
    hdus,
    body: bodyOf(hdus),
    etag,
    fileName: `${stem(file.source.name)}_cutout_${etag.slice(0, 8)}.fits`,
    contentType: 'application/fits',
  };
}

export function etagOf(...of: readonly string[]): string {
  return createHash('sha256').update(of.join('\n')).digest('hex').slice(0, 32);
}

/** 'hi/ngc6946.fits' → 'ngc6946', of characters that need no quoting in a header. */
export function stem(name: string): string {
  const base = name.split('/').at(-1) ?? name;
  return base.replace(/(\.(fits?|fts|imfits))?(\.(gz|fz|z))?$/i, '').replace(/[^\w.+-]/g, '_') || 'dataset';
}
