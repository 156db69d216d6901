import type { Headers } from './headers.js';

export interface TimeCoverage {
  /** MJD */
  readonly t_min: number | null;
  readonly t_max: number | null;
  /** seconds */
  readonly t_exptime: number | null;
  readonly guesses: readonly string[];
}

const DAY_SECONDS = 86400;
const MJD_OF_1970 = 40587;
/** 1858-11-17 + 10⁴ d = 1886, the first plates; the far end is 2105. Zeros and Julian dates fall outside. */
const PLAUSIBLE_MJD = [10_000, 100_000] as const;

const START_MJD = ['MJD-BEG', 'MJD-OBS', 'MJD_OBS', 'EXPSTART', 'MJDSTART'];
const END_MJD = ['MJD-END', 'MJD_END', 'EXPEND', 'MJDEND'];
const START_DATE = ['DATE-BEG', 'DATE-OBS', 'DATE_OBS'];
const END_DATE = ['DATE-END', 'DATE_END'];
const TIME_OF_DAY = ['TIME-OBS', 'TIME-BEG', 'UTC-OBS', 'UT', 'UTSTART', 'UTC'];
const EXPOSURE = ['XPOSURE', 'EXPTIME', 'EXPOSURE', 'TEXPTIME', 'ONTIME', 'OBSTIME'];

/**
 * Start, end and exposure from the dialects that archives have: FITS 4.0 §9 keywords, older MJD and DATE-OBS forms (also dd/mm/yy with the
 * time in another card). Times count as UTC. An end that is not written is start + exposure; a bare date covers its day.
 */
export function timeCoverage(headers: Headers): TimeCoverage {
  const guesses: string[] = [];
  const exposure = headers.number(...EXPOSURE);
  const t_exptime = exposure !== undefined && exposure > 0 ? exposure : null;
  const start = plausible(headers.number(...START_MJD)) ?? dateOf(headers, START_DATE, true);
  if (start === undefined) return { t_min: null, t_max: null, t_exptime, guesses };
  const t_min = typeof start === 'number' ? start : start.mjd;
  const written = plausible(headers.number(...END_MJD)) ?? dateOf(headers, END_DATE, false);
  let t_max = typeof written === 'object' ? written.mjd : written;
  if (t_max === undefined || t_max < t_min) {
    const isBareDate = typeof start === 'object' && start.isBare;
    t_max = isBareDate ? t_min + 1 : t_min + (t_exptime ?? 0) / DAY_SECONDS;
    guesses.push(
      isBareDate ? 't_max: the end of the day of the start date' : `t_max: the start${t_exptime === null ? '' : ' + exposure time'}`,
    );
  }
  return { t_min, t_max, t_exptime, guesses };
}

function dateOf(headers: Headers, keywords: readonly string[], withTimeCard: boolean): { mjd: number; isBare: boolean } | undefined {
  for (const keyword of keywords) {
    const date = parseDate(headers.text(keyword));
    if (date === undefined || plausible(date.mjd) === undefined) continue;
    const time = date.isBare && withTimeCard ? parseTimeOfDay(headers.text(...TIME_OF_DAY)) : undefined;
    return time === undefined ? date : { mjd: date.mjd + time, isBare: false };
  }
  return undefined;
}

/** FITS 4.0 §4.4.2.1 and §9.1.1: ISO-8601, or dd/mm/yy of the twentieth century. */
export function parseDate(text: string | undefined): { mjd: number; isBare: boolean } | undefined {
  const iso = /^(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ](.+?)Z?)?$/.exec(text ?? '');
  const old = /^(\d{1,2})\/(\d{1,2})\/(\d{2})$/.exec(text ?? '');
  if (iso === null && old === null) return undefined;
  const [year, month, day] =
    iso !== null ? [Number(iso[1]), Number(iso[2]), Number(iso[3])] : [1900 + Number(old![3]), Number(old![2]), Number(old![1])];
  const noon = new Date(Date.UTC(year, month - 1, day));
  if (noon.getUTCMonth() !== month - 1 || noon.getUTCDate() !== day) return undefined;
  const time = iso?.[4] === undefined ? undefined : parseTimeOfDay(iso[4]);
  return { mjd: noon.getTime() / 1000 / DAY_SECONDS + MJD_OF_1970 + (time ?? 0), isBare: time === undefined };
}

/** hh:mm:ss.s as a fraction of a day. */
function parseTimeOfDay(text: string | undefined): number | undefined {
  const parts = /^(\d{1,2}):(\d{1,2})(?::(\d{1,2}(?:\.\d*)?))?$/.exec(text ?? '');
  if (parts === null) return undefined;
  const seconds = Number(parts[1]) * 3600 + Number(parts[2]) * 60 + Number(parts[3] ?? 0);
  return seconds <= DAY_SECONDS ? seconds / DAY_SECONDS : undefined;
}

function plausible(mjd: number | undefined): number | undefined {
  return mjd !== undefined && mjd > PLAUSIBLE_MJD[0] && mjd < PLAUSIBLE_MJD[1] ? mjd : undefined;
}
