import type { Header } from '#fits';
import { Wcs } from '#wcs';
import type { Arm, Spectra } from './spectra.js';

/** Where a spectrum was taken, ICRS degrees; `radiusDeg` of the aperture, 0 when the file does not tell. */
export interface Place {
  readonly lonDeg: number;
  readonly latDeg: number;
  readonly radiusDeg: number;
}

/** The place of the target as the cards of a header tell it. */
export function placeOf(headers: readonly Header[]): Place | undefined {
  for (const header of headers) {
    for (const [lon, lat] of CARDS) {
      const [lonDeg, latDeg] = [degrees(header, lon, 15), degrees(header, lat, 1)];
      if (lonDeg === undefined || latDeg === undefined || Math.abs(latDeg) > 90) continue;
      // Both exactly 0 is what writers leave who do not know.
      if (lonDeg === 0 && latDeg === 0) continue;
      const [aperture] = ['APERTURE', 'FIBERDIA'].map((keyword) => header.number(keyword));
      return { ...toIcrs(header, lonDeg, latDeg), radiusDeg: aperture !== undefined && aperture > 0 && aperture < 1 ? aperture / 2 : 0 };
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

/** A number of degrees, or `hh:mm:ss` and `±dd:mm:ss`. */
function degrees(header: Header, keyword: string, perUnit: number): number | undefined {
  const number = header.number(keyword);
  if (number !== undefined) return /\b(hours?|hms)\b/i.test(header.comment(keyword) ?? '') ? number * perUnit : number;
  const match = /^\s*([+-]?)\s*(\d{1,3})[:\s]+(\d{1,2})[:\s]+(\d{1,2}(?:\.\d*)?)\s*$/.exec(header.string(keyword) ?? '');
  if (!match) return undefined;
  const value = Number(match[2]) + Number(match[3]) / 60 + Number(match[4]) / 3600;
  return (match[1] === '-' ? -value : value) * perUnit;
}

/** RADESYS and EQUINOX count as they do for images. */
function toIcrs(header: Header, lonDeg: number, latDeg: number): { lonDeg: number; latDeg: number } {
  const made = new Map<string, string | number>([
    ['CTYPE1', 'RA---TAN'],
    ['CTYPE2', 'DEC--TAN'],
    ['CRVAL1', lonDeg],
    ['CRVAL2', latDeg],
    ['CRPIX1', 1],
    ['CRPIX2', 1],
    ['CDELT1', 1e-3],
    ['CDELT2', 1e-3],
  ]);
  const frame = ['RADESYS', 'RADECSYS', 'EQUINOX', 'EPOCH', 'MJD-OBS', 'DATE-OBS'];
  // An epoch that is no equinox (the date of the observation) would be taken for one.
  const value = (keyword: string) =>
    made.get(keyword) ?? (frame.includes(keyword) && !isEpochOfDate(header, keyword) ? header.value(keyword) : undefined);
  const { celestial } = Wcs.parse({ value }, { axes: [1, 1] });
  if (!celestial) return { lonDeg, latDeg };
  const place = new Float64Array(2);
  celestial.pixelToIcrs(place, 1, place);
  return place.every(Number.isFinite) ? { lonDeg: place[0], latDeg: place[1] } : { lonDeg, latDeg };
}

const isEpochOfDate = (header: Header, keyword: string): boolean => keyword === 'EPOCH' && header.has('EQUINOX');

const COLUMNS = [
  ['TARGET_RA', 'TARGET_DEC'],
  ['FIBER_RA', 'FIBER_DEC'],
  ['PLUG_RA', 'PLUG_DEC'],
  ['RA', 'DEC'],
] as const;

/** Positions are kept for that many spectra: 16 MB. */
const MOST_SPECTRA = 2 ** 20;

/** The place of each spectrum of an arm, as a table of fibres or the rows of the spectra tell it; else that of the header for all. */
export async function placesOf(
  arm: Arm,
  { file, images }: Spectra,
  signal?: AbortSignal,
): Promise<((spectrum: number) => Place | undefined) | undefined> {
  for (const piece of arm.pieces) {
    if (piece.kind === 'image' || (piece.kind === 'rows' && piece.of === 'samples') || piece.table.rows > MOST_SPECTRA) continue;
    const { table } = piece;
    const pair = COLUMNS.map((names) => names.map((name) => table.column(name))).find((columns) =>
      columns.every((column) => column?.repeat === 1 && 'ED'.includes(column.code)),
    );
    if (!pair) continue;
    const rows = { first: 0, count: table.rows };
    const [lon, lat] = [await table.numbers(pair[0]!, rows, signal), await table.numbers(pair[1]!, rows, signal)];
    const scale = /^rad/i.test(pair[0]!.unit ?? '') ? 180 / Math.PI : 1;
    const perRow = Math.max(1, Math.round(arm.spectra / table.rows));
    return (spectrum) => {
      const row = Math.floor(spectrum / perRow);
      const place = { lonDeg: lon[row] * scale, latDeg: lat[row] * scale, radiusDeg: 0 };
      return Number.isFinite(place.lonDeg) && Math.abs(place.latDeg) <= 90 ? place : undefined;
    };
  }
  const celestial = images.find(({ hdu }) => hdu === arm.hdu)?.wcs.celestial;
  const place = placeOf([arm.hdu.header, file.hdus[0].header]);
  if (place || !celestial) return place && (() => place);
  const xy = new Float64Array(2);
  celestial.pixelToIcrs(xy, 1, xy);
  return xy.every(Number.isFinite) ? () => ({ lonDeg: xy[0], latDeg: xy[1], radiusDeg: 0 }) : undefined;
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
