import { UsageError } from '#faults';
import type { Interval } from '../dali/interval.js';
import { parseNumbers } from '../dali/number.js';
import { quote } from '../dali/quote.js';
import { isoPeriod } from './iso-period.js';
import { parseRangeList, type ListedRange } from './range-list.js';

/** Degrees, ICRS */
export interface Cone {
  readonly lonDeg: number;
  readonly latDeg: number;
  readonly radiusDeg: number;
}

/** SSA 1.1 §4.1.1.2: without SIZE, what lies near enough to be a candidate for the object at POS. */
export const DEFAULT_SIZE_DEG = 1 / 60;

/** POS and SIZE (SSA 1.1 §4.1.1.1, §4.1.1.2). @throws UsageError */
export function parseCone(pos: string | undefined, size: string | undefined): Cone | undefined {
  if (pos === undefined) {
    if (size !== undefined) throw new UsageError(`SIZE needs POS beside it, got SIZE=${quote(size)} alone`);
    return undefined;
  }
  const [place, frame, ...rest] = pos.split(';').map((part) => part.trim());
  const parts = place.split(',');
  const [lonDeg, latDeg] = parts.length === 2 ? parts.flatMap((part) => parseNumbers('POS', part, 1)) : [];
  const isPosition = lonDeg >= 0 && lonDeg <= 360 && latDeg >= -90 && latDeg <= 90 && rest.length === 0;
  if (!isPosition) throw new UsageError(`POS needs a right ascension and a declination in degrees, as in "52,-27.8", got ${quote(pos)}`);
  if (frame && frame.toUpperCase() !== 'ICRS') throw new UsageError(`POS is taken in ICRS only, got the frame ${quote(frame)}`);
  const [sizeDeg, ...more] = size === undefined ? [DEFAULT_SIZE_DEG] : parseNumbers('SIZE', size, 1);
  if (!(sizeDeg >= 0 && sizeDeg <= 360) || more.length > 0)
    throw new UsageError(`SIZE needs a diameter from 0 to 360 degrees, got ${quote(size!)}`);
  return { lonDeg, latDeg, radiusDeg: sizeDeg / 2 };
}

const BAND_EXAMPLE = '"4e-7/7e-7" (vacuum wavelength in metres)';

/** Vacuum wavelengths in metres, as the observer has them (§4.1.1.3). @throws UsageError */
export function parseBand(text: string | undefined): Interval[] {
  if (text === undefined) return [];
  const { ranges, qualifier } = parseRangeList('BAND', text, BAND_EXAMPLE);
  if (qualifier !== undefined && qualifier !== 'observer')
    throw new UsageError(`BAND is taken in the frame of the observer only, got ${quote(qualifier)}`);
  return ranges.map((range) => numbersOf('BAND', range, text, BAND_EXAMPLE));
}

/** The least resolving power; a range counts as one (§4.1.2). @throws UsageError */
export function parseSpecRp(text: string | undefined): Interval[] {
  if (text === undefined) return [];
  const example = '"2000"';
  const { ranges } = parseRangeList('SPECRP', text, example);
  return ranges.map((range) => {
    const [lo, hi] = numbersOf('SPECRP', range, text, example);
    return 'value' in range ? [lo, Infinity] : [lo, hi];
  });
}

function numbersOf(parameter: string, range: ListedRange, text: string, example: string): Interval {
  const number = (end: string): number => {
    const [value, ...rest] = /^[+-]?[.\d]/.test(end) ? parseNumbers(parameter, end, 1) : [];
    if (value === undefined || rest.length > 0)
      throw new UsageError(`${parameter} needs numbers, as in ${example}; names are not known here, got ${quote(text)}`);
    return value;
  };
  if ('value' in range) return [number(range.value), number(range.value)];
  return ordered(parameter, range.from ? number(range.from) : -Infinity, range.to ? number(range.to) : Infinity, text);
}

const TIME_EXAMPLE = '"2004-05/2005-01-31T12:00" (ISO 8601, UTC)';

/** Dates in UTC as MJD (§4.1.1.4). @throws UsageError */
export function parseTime(text: string | undefined): Interval[] {
  if (text === undefined) return [];
  const period = (date: string): readonly [number, number] => {
    const found = isoPeriod(date);
    if (found === undefined) throw new UsageError(`TIME needs dates, as in ${TIME_EXAMPLE}, got ${quote(text)}`);
    return found;
  };
  return parseRangeList('TIME', text, TIME_EXAMPLE).ranges.map((range) => {
    if ('value' in range) return period(range.value);
    const [first] = range.from ? period(range.from) : [-Infinity];
    const [start, end] = range.to ? period(range.to) : [Infinity, Infinity];
    ordered('TIME', first, start, text);
    return [first, end];
  });
}

function ordered(parameter: string, lo: number, hi: number, text: string): Interval {
  if (lo > hi) throw new UsageError(`${parameter} needs its lower end first, got ${quote(text)}`);
  return [lo, hi];
}
