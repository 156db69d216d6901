import type { Header } from '#fits';
import { icrsOf } from './icrs-of.js';

/** Where a spectrum was taken, ICRS degrees; `radiusDeg` of the aperture, 0 when the file does not tell. */
export interface Place {
  readonly lonDeg: number;
  readonly latDeg: number;
  readonly radiusDeg: number;
}

/** A place, and the card that it is from. */
export interface CardPlace {
  readonly place: Place;
  /** of the longitude */
  readonly keyword: string;
  /** where the telescope pointed, which may be a degree from the target */
  readonly isBoresight: boolean;
}

/** The place of the target as the cards of a header tell it. */
export const placeOf = (headers: readonly Header[]): Place | undefined => cardPlaceOf(headers)?.place;

/** The place of the target as the cards of the headers tell it, the first header first among equal keywords; ICRS whatever RADESYS and EQUINOX say. */
export function cardPlaceOf(headers: readonly Header[]): CardPlace | undefined {
  for (const [lon, lat] of CARDS) {
    for (const header of headers) {
      const [lonDeg, latDeg] = [degrees(header, lon, 15), degrees(header, lat, 1)];
      if (lonDeg === undefined || latDeg === undefined || Math.abs(latDeg) > 90) continue;
      // Both exactly 0 is what writers leave who do not know.
      if (lonDeg === 0 && latDeg === 0) continue;
      const [aperture] = ['APERTURE', 'FIBERDIA'].map((keyword) => header.number(keyword));
      const place = Float64Array.of(lonDeg, latDeg);
      icrsOf([header, ...headers])(place);
      return {
        place: { lonDeg: place[0], latDeg: place[1], radiusDeg: aperture !== undefined && aperture > 0 && aperture < 1 ? aperture / 2 : 0 },
        keyword: lon,
        // The comments of SDSS are cut off in the middle of the word.
        isBoresight: /\bboresig/i.test(header.comment(lon) ?? ''),
      };
    }
  }
  return undefined;
}

/** Of the target before those of the telescope. */
const CARDS = [
  ['RA_TARG', 'DEC_TARG'],
  ['RAOBJ', 'DECOBJ'],
  ['RA_OBJ', 'DEC_OBJ'],
  ['PLUG_RA', 'PLUG_DEC'],
  ['OBJRA', 'OBJDEC'],
  ['RA', 'DEC'],
  ['OBJCTRA', 'OBJCTDEC'],
  ['RADEG', 'DECDEG'],
  ['RA-D', 'DEC-D'],
] as const;

/** A number of degrees, also one in quotes, or `hh:mm:ss` and `±dd:mm:ss`. */
function degrees(header: Header, keyword: string, perUnit: number): number | undefined {
  const text = header.string(keyword)?.trim() ?? '';
  const number = header.number(keyword) ?? (/^[+-]?\d+(\.\d*)?(e[+-]?\d+)?$/i.test(text) ? Number(text) : undefined);
  if (number !== undefined) return /\b(hours?|hms)\b/i.test(header.comment(keyword) ?? '') ? number * perUnit : number;
  const match = /^([+-]?)\s*(\d{1,3})[:\s]+(\d{1,2})[:\s]+(\d{1,2}(?:\.\d*)?)$/.exec(text);
  if (!match) return undefined;
  const value = Number(match[2]) + Number(match[3]) / 60 + Number(match[4]) / 3600;
  return (match[1] === '-' ? -value : value) * perUnit;
}

/** When the observation began and ended, MJD, as the cards of the headers tell. */
export function timeOf(headers: readonly Header[]): readonly [number, number] | undefined {
  for (const header of headers) {
    const start = header.number('MJD-OBS') ?? header.number('MJD-BEG') ?? mjdOfDate(header.string('DATE-OBS') ?? header.string('DATE-BEG'));
    if (start === undefined || !(start > 0)) continue;
    const exposure = header.number('TELAPSE') ?? header.number('EXPTIME') ?? header.number('EXPOSURE') ?? 0;
    const end = header.number('MJD-END') ?? start + Math.max(exposure, 0) / 86400;
    return [start, Math.max(start, end)];
  }
  return undefined;
}

/** ISO 8601 in UTC; undefined for what is none. */
function mjdOfDate(text: string | undefined): number | undefined {
  if (!/^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d*)?)?)?$/.test(text?.trim() ?? '')) return undefined;
  const ms = Date.parse(text!.trim().length === 10 ? `${text!.trim()}T00:00:00Z` : `${text!.trim()}Z`);
  return Number.isNaN(ms) ? undefined : ms / 86400e3 + 40587;
}
