import { UsageError } from '#faults';
import { quote } from '../dali/quote.js';

/** Sorts after every date as text. */
const END_OF_TIME = '~';

const DATE = /^(\d{4})-(\d\d)-(\d\d)(?:T(\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?Z?)?$/;

/**
 * One or two dates (DALI 1.1 §3.3.3), ±Inf for open ends, as a pair of full timestamps that compare as text. A date alone is the whole day.
 * @throws UsageError
 */
export function parseDates(parameter: string, text: string): readonly [string, string] {
  const tokens = text.trim().split(/\s+/, 3);
  const [from, to = from] = tokens;
  const pair = [earliest(from), latest(to)] as const;
  if (tokens.length > 2 || pair[0] === undefined || pair[1] === undefined || (tokens.length === 1 && pair[0] === '')) {
    throw new UsageError(`${parameter} needs one or two dates, as in "2020-01-01 2021-06-30T12:00:00", got ${quote(text)}`);
  }
  if (pair[0] > pair[1]) throw new UsageError(`${parameter} needs the earlier date first, got ${quote(text)}`);
  return [pair[0], pair[1]];
}

/** A timestamp in the form in which it compares as text; undefined when it is none. */
export function earliest(date: string): string | undefined {
  return /^-inf$/i.test(date) ? '' : fullTimestamp(date, '00:00:00.000');
}

function latest(date: string): string | undefined {
  return /^\+?inf$/i.test(date) ? END_OF_TIME : fullTimestamp(date, '23:59:59.999');
}

function fullTimestamp(date: string, time: string): string | undefined {
  const match = DATE.exec(date);
  if (!match) return undefined;
  const [, year, month, day, hour, minute, second = time.slice(6, 8), fraction = time.slice(9)] = match;
  // what was left open, be it the day's time or the second's fraction, is filled up to its first or last moment
  const full =
    hour === undefined
      ? `${year}-${month}-${day}T${time}`
      : `${year}-${month}-${day}T${hour}:${minute}:${second}.${fraction.padEnd(3, '0').slice(0, 3)}`;
  // the round trip finds a 30th of February
  return Number.isNaN(Date.parse(`${full}Z`)) || new Date(`${full}Z`).toISOString().slice(0, 10) !== full.slice(0, 10) ? undefined : full;
}
