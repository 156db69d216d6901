import { UsageError } from '#faults';
import { quote } from './quote.js';

/** A format that a service can answer in. */
export interface FormatOffer {
  /** the DALI short name (DALI 1.1 §3.4.3), or one of our own for media types that have none */
  readonly name: string;
  /** lower case, without parameters */
  readonly mediaTypes: readonly string[];
  /** what is sent when the short name or nothing is asked */
  readonly contentType: string;
}

export interface ChosenFormat {
  readonly name: string;
  readonly contentType: string;
}

export const DATALINK_MEDIA_TYPE = 'application/x-votable+xml;content=datalink';
export const VOTABLE_MEDIA_TYPE = 'application/x-votable+xml';
export const FITS_MEDIA_TYPE = 'application/fits';

const VOTABLE_TYPES = ['application/x-votable+xml', 'text/xml', 'application/xml'];

/** {links}: clients compare the canonical string, so no blank and nothing added (DataLink 1.1 §3). */
export const DATALINK_FORMATS: readonly FormatOffer[] = [{ name: 'votable', mediaTypes: VOTABLE_TYPES, contentType: DATALINK_MEDIA_TYPE }];
export const SIA2_FORMATS: readonly FormatOffer[] = [{ name: 'votable', mediaTypes: VOTABLE_TYPES, contentType: VOTABLE_MEDIA_TYPE }];
export const CUTOUT_FORMATS: readonly FormatOffer[] = [
  { name: 'fits', mediaTypes: ['application/fits', 'image/fits'], contentType: FITS_MEDIA_TYPE },
];

/**
 * The format of an answer. A media type is matched without its parameters and case; asked as a media type, the answer has that type,
 * with our parameters added (DALI 1.1 §3.4.3). Nothing asked: the first offer.
 * @throws UsageError for a format not offered
 */
export function negotiateFormat(asked: string | undefined, offers: readonly FormatOffer[]): ChosenFormat {
  const wanted = asked?.split(';', 1)[0].trim().toLowerCase();
  if (!wanted) return { name: offers[0].name, contentType: offers[0].contentType };
  for (const { name, mediaTypes, contentType } of offers) {
    if (wanted === name) return { name, contentType };
    if (mediaTypes.includes(wanted)) return { name, contentType: contentType.replace(/^[^;]*/, wanted) };
  }
  const known = offers.flatMap(({ name, mediaTypes }) => [name, ...mediaTypes]).join(', ');
  throw new UsageError(`RESPONSEFORMAT needs one of ${known}, got ${quote(asked!)}`);
}
