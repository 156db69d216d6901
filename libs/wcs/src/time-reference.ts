import { type HeaderCards, numberCard, textCard } from './header-cards.js';

/**
 * The MJD, in the header's own time scale, that times are counted from: MJDREF, JDREF or DATEREF in this order, whole and
 * fractional parts apart where given so (FITS 4.0 §9.2.2). 0 when there is none; NaN when DATEREF is no date.
 */
export function referenceMjd(cards: HeaderCards): number {
  const mjd = parts(cards, 'MJDREF');
  if (mjd !== undefined) return mjd;
  const jd = parts(cards, 'JDREF', JD_OF_MJD_0);
  if (jd !== undefined) return jd;
  const date = textCard(cards, 'DATEREF');
  return date === '' ? 0 : mjdOfDate(date);
}

/** MJD of an ISO date or date and time, without regard to the time scale; NaN when it is none. */
export function mjdOfDate(date: string): number {
  const match = /^([+-]?\d{4,5})-(\d\d)-(\d\d)(?:T(\d\d):(\d\d):(\d\d(?:\.\d*)?)Z?)?$/.exec(date);
  if (!match) return NaN;
  const [year, month, day, hours, minutes, seconds] = match.slice(1).map((part) => Number(part ?? 0));
  const start = new Date(0);
  start.setUTCFullYear(year, month - 1, day);
  if (start.getUTCMonth() !== month - 1 || start.getUTCDate() !== day) return NaN;
  return start.getTime() / 86400e3 + MJD_OF_1970 + (hours + (minutes + seconds / 60) / 60) / 24;
}

const JD_OF_MJD_0 = 2400000.5;
const MJD_OF_1970 = 40587;

function parts(cards: HeaderCards, keyword: string, origin = 0): number | undefined {
  const whole = numberCard(cards, `${keyword}I`);
  const fraction = numberCard(cards, `${keyword}F`);
  if (whole !== undefined || fraction !== undefined) return (whole ?? 0) - origin + (fraction ?? 0);
  const single = numberCard(cards, keyword);
  return single === undefined ? undefined : single - origin;
}
