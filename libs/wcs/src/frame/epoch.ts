/** Julian years ⇄ Julian dates (TT). */
export const julianYearToJd = (year: number): number => 2451545 + (year - 2000) * 365.25;
export const jdToJulianYear = (jd: number): number => 2000 + (jd - 2451545) / 365.25;

/** Besselian years ⇄ Julian dates (Lieske 1979, as ERFA epb and epb2jd). */
const TROPICAL_YEAR = 365.242198781;
export const besselianYearToJd = (year: number): number => 2415020.31352 + (year - 1900) * TROPICAL_YEAR;
export const jdToBesselianYear = (jd: number): number => 1900 + (jd - 2415020.31352) / TROPICAL_YEAR;

/** DATE-OBS and its kin: yyyy-mm-dd[Thh:mm:ss[.s]] or, before 2000, dd/mm/yy (FITS 4.0 §9.1.1, §4.4.2.1); JD, or undefined. */
export function dateToJd(text: string): number | undefined {
  const old = /^(\d{1,2})\/(\d{1,2})\/(\d{2})$/.exec(text);
  const iso = old ? `19${old[3]}-${old[2].padStart(2, '0')}-${old[1].padStart(2, '0')}` : text;
  const match = /^(\d{4}-\d{2}-\d{2})(?:T(\d{2}):(\d{2})(?::(\d{2}(?:\.\d*)?))?)?Z?$/.exec(iso);
  if (!match) return undefined;
  const day = Date.parse(match[1]) / 86400e3;
  const seconds = Number(match[2] ?? 0) * 3600 + Number(match[3] ?? 0) * 60 + Number(match[4] ?? 0);
  return Number.isNaN(day) ? undefined : 2440587.5 + day + seconds / 86400;
}
