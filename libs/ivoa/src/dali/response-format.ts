import { UsageError } from '#faults';
import { quote } from './quote.js';

/** A format that a service can answer in. */
export interface FormatOffer {
  /** the DALI short name (DALI 1.1 §3.4.3), or one of our own for media types that have none */
  readonly name: string;
  /** lower case, without parameters */
  readonly mediaTypes: readonly string[];
  /** a parameter that a media type must have to mean this offer; without, those of an offer are not looked at */
  readonly parameter?: { readonly name: string; readonly value: string };
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

const FITS_TYPES = ['application/fits', 'image/fits'];
export const RICE_MEDIA_TYPE = `${FITS_MEDIA_TYPE};compress=rice`;

/** Cutouts of images are FITS, spectra all but the compressed one. */
export const CUTOUT_FORMATS: readonly FormatOffer[] = [
  { name: 'fits', mediaTypes: FITS_TYPES, contentType: FITS_MEDIA_TYPE },
  { name: 'rice', mediaTypes: FITS_TYPES, parameter: { name: 'compress', value: 'rice' }, contentType: RICE_MEDIA_TYPE },
  { name: 'votable', mediaTypes: VOTABLE_TYPES, contentType: VOTABLE_MEDIA_TYPE },
  { name: 'csv', mediaTypes: ['text/csv'], contentType: 'text/csv;header=present' },
];

/**
 * The format of an answer. A media type is matched without its case and without parameters that no offer is about; asked as a media type, the
 * answer has that type, with our parameters added (DALI 1.1 §3.4.3). Nothing asked: the first offer.
 * @throws UsageError for a format not offered
 */
export function negotiateFormat(asked: string | undefined, offers: readonly FormatOffer[]): ChosenFormat {
  const [wanted, ...parameters] = (asked ?? '').split(';').map((part) => part.trim().toLowerCase());
  if (!wanted) return { name: offers[0].name, contentType: offers[0].contentType };
  const particular = offers.toSorted((a, b) => Number(b.parameter !== undefined) - Number(a.parameter !== undefined));
  for (const { name, mediaTypes, contentType, parameter } of particular) {
    if (wanted === name) return { name, contentType };
    const given = parameter && valueOf(parameters, parameter.name);
    if (!mediaTypes.includes(wanted) || (parameter && given === undefined)) continue;
    if (parameter && given !== parameter.value)
      throw new UsageError(`RESPONSEFORMAT takes ${parameter.name}=${parameter.value} of ${wanted}, got ${quote(asked!)}`);
    return { name, contentType: contentType.replace(/^[^;]*/, wanted) };
  }
  const known = offers.flatMap(({ name, mediaTypes, parameter }) =>
    parameter ? [contentTypeOf(mediaTypes[0], parameter)] : [name, ...mediaTypes],
  );
  throw new UsageError(`RESPONSEFORMAT needs one of ${known.join(', ')}, got ${quote(asked!)}`);
}

const contentTypeOf = (mediaType: string, { name, value }: NonNullable<FormatOffer['parameter']>): string =>
  `${mediaType};${name}=${value}`;

/** `compress=rice`, with blanks and quotes as RFC 9110 §5.6.6 allows. */
function valueOf(parameters: readonly string[], name: string): string | undefined {
  const pairs = parameters.map((text) => text.split('=', 2).map((side) => side.trim().replace(/^"(.*)"$/, '$1')));
  return pairs.find(([key]) => key === name)?.[1];
}
