import { UnsupportedError } from '#faults';
import { numberCard } from '../header-cards.js';
import { extensionOf, type DistortionImage } from '../wcs-tables.js';
import { coordinateOf, type DistortionContext } from './distortion-context.js';
import { LookupCorrection, type TableAxis } from './lookup-correction.js';

/** A look-up of corrections that a keyword asks for. */
export interface LookupRequest {
  /** keyword and value, for messages */
  readonly label: string;
  readonly extension: 'WCSDVARR' | 'D2IMARR';
  /** which coordinate it corrects */
  readonly target: 0 | 1;
  /** fields EXTVER and AXIS.n */
  readonly record: ReadonlyMap<string, number>;
}

/** CPDISja and D2IMDISj = 'LOOKUP' (draft of WCS Paper IV §3). Throws UnsupportedError when the table is missing or none. */
export function parseLookup(context: DistortionContext, { label, extension, target, record }: LookupRequest): LookupCorrection {
  const version = record.get('EXTVER') ?? 1;
  const image = extensionOf(context.tables.images, { name: extension, version, level: 1 });
  const named = `${label} asks for the look-up table of extension ${extension},${version}`;
  if (!image) throw new UnsupportedError(`${named}, which is not there`);
  if (image.refusal !== undefined) throw new UnsupportedError(`${named}, which ${image.refusal}`);
  const { dims, values } = image;
  const elements = dims.reduce((product, length) => product * length, 1);
  if (dims.length < 1 || dims.length > 2 || elements < 1 || elements !== values.length)
    throw new UnsupportedError(`${named}, which has ${dims.length} axes (${dims.join(' × ')}) where one or two are expected`);
  const axes = dims.map((_, n) => tableAxis(context, image, n, record.get(`AXIS.${n + 1}`) ?? n + 1, named));
  return new LookupCorrection(target, image, axes);
}

function tableAxis(context: DistortionContext, image: DistortionImage, n: number, imageAxis: number, named: string): TableAxis {
  const along = coordinateOf(context, imageAxis);
  if (along === undefined) throw new UnsupportedError(`${named} along pixel axis ${imageAxis}, which is none of the celestial axes`);
  const [crpix, crval, cdelt] = [image.crpix[n], image.crval[n], image.cdelt[n]];
  // HST writes CRPIX = 0 and counts elements and pixels from 0 then, which is also how astropy read any CRPIX before 6.1.
  const first = crpix === 0 ? 0 : 1;
  const origin = (context.reference[along] + first - crval) / cdelt + crpix - first;
  if (!Number.isFinite(origin) || cdelt === 0)
    throw new UnsupportedError(`${named}, whose grid (CRPIX = ${crpix}, CRVAL = ${crval}, CDELT = ${cdelt}) has no pixels`);
  return { along, origin, step: 1 / cdelt };
}

/** The one table of a detector's axis, as HST files had it before D2IMDISj: AXISCORR says which coordinate it corrects. */
export function parseAxisCorrection(context: DistortionContext): LookupCorrection | undefined {
  if (context.cards.value('AXISCORR') === undefined) return undefined;
  const axis = numberCard(context.cards, 'AXISCORR');
  const target = axis === undefined ? undefined : coordinateOf(context, axis);
  if (target === undefined)
    throw new UnsupportedError(`AXISCORR = ${String(context.cards.value('AXISCORR'))} is none of the celestial axes`);
  return parseLookup(context, { label: `AXISCORR = ${axis}`, extension: 'D2IMARR', target, record: new Map() });
}
