import { UsageError } from '#faults';
import { assertKnown, COMMON_PARAMETERS } from '../dali/common.js';
import type { Interval } from '../dali/interval.js';
import { parseNumbers } from '../dali/number.js';
import { Params } from '../dali/params.js';
import { quote } from '../dali/quote.js';
import type { ObsCoreRow } from '../obscore/columns.js';
import { parseSia2, type Sia2Query } from '../sia2/request.js';
import { formatsOf, type SsaFormat } from './formats.js';
import { isoPeriod } from './iso-period.js';
import { parseRangeList, type ListedRange } from './range-list.js';

/** A search for spectra: one of ObsCore's rows (`dptypes` is set), and what SIA has no word for. */
export interface SsaQuery extends Sia2Query {
  /** ICRS; a spectrum fits by its footprint, or by its position alone when that is all that is known */
  readonly cone?: { readonly lonDeg: number; readonly latDeg: number; readonly radiusDeg: number };
  /** name of the target as `comparableTarget` gives it */
  readonly target?: string;
  readonly wanted: readonly SsaFormat[];
  /** FORMAT=metadata: the description of the service instead of rows */
  readonly isMetadata: boolean;
}

/** SSA 1.1 §4.1.1.2: without SIZE, what lies near enough to be a candidate for the object at POS. */
export const DEFAULT_SIZE_DEG = 1 / 60;

const SEARCHED = ['REQUEST', 'POS', 'SIZE', 'BAND', 'TIME', 'FORMAT', 'TARGETNAME', 'PUBDID', 'COLLECTION', 'SPECRP'];
/** Parameters of the standard that a service may not have: the query is executed without them (SSA 1.1 §4.1.2). */
const PASSED_OVER = [
  ...['APERTURE', 'SPATRES', 'TIMERES', 'SNR', 'REDSHIFT', 'VARAMPL', 'TARGETCLASS', 'FLUXCALIB', 'WAVECALIB', 'CREATORDID'],
  ...['TOP', 'TOKEN', 'MTIME', 'COMPRESS', 'WILDTYPE', 'LANG'],
];
const KNOWN: readonly string[] = [...SEARCHED, ...PASSED_OVER, ...COMMON_PARAMETERS];

/**
 * Reads the parameters of SSA 1.1 §4.1. Optional ones of the standard that are not served are passed over, as it demands; names that it does not have
 * are refused. Empty values restrict nothing: forms send their blank fields.
 * @throws UsageError
 */
export function parseSsa(params: Params): SsaQuery {
  assertKnown(params, KNOWN);
  const given = (name: string) => params.one(name)?.trim() || undefined;
  const operation = given('REQUEST') ?? 'queryData';
  if (operation.toLowerCase() !== 'querydata') throw new UsageError(`REQUEST needs queryData, got ${quote(operation)}`);
  const version = given('VERSION') ?? '1.1';
  if (!/^1(\.\d+)*$/.test(version)) throw new UsageError(`VERSION needs 1.1, got ${quote(version)}`);
  const common = ['MAXREC', 'RUNID', 'RESPONSEFORMAT'].map((name) => [name, given(name) ?? ''] as const);
  const { wanted, isMetadata } = formatsOf(given('FORMAT') ?? 'all');
  const target = given('TARGETNAME');
  return {
    ...parseSia2(Params.from(common)),
    dptypes: ['spectrum', 'sed'],
    cone: parseCone(given('POS'), given('SIZE')),
    bands: parseBand(given('BAND')),
    times: parseTime(given('TIME')),
    specrp: parseSpecRp(given('SPECRP')),
    collections: listed(given('COLLECTION')),
    ids: listed(given('PUBDID')),
    target: target === undefined ? undefined : comparableTarget(target),
    wanted,
    isMetadata,
  };
}

/** `M 51`, `m51` and `M_51` are one object. */
export function comparableTarget(name: string): string {
  return name.toLowerCase().replace(/[\s_]+/g, '');
}

/** The part of an SSA query that ObsCore's constraints do not cover; `isNear` is the exact test of the sky. */
export function ssaMatches({ target, cone }: SsaQuery, { target_name }: ObsCoreRow, isNear: () => boolean): boolean {
  if (target !== undefined && (target_name === null || comparableTarget(target_name) !== target)) return false;
  return cone === undefined || isNear();
}

function parseCone(pos: string | undefined, size: string | undefined): SsaQuery['cone'] {
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

function parseBand(text: string | undefined): Interval[] {
  if (text === undefined) return [];
  const { ranges, qualifier } = parseRangeList('BAND', text, BAND_EXAMPLE);
  if (qualifier !== undefined && qualifier !== 'observer')
    throw new UsageError(`BAND is taken in the frame of the observer only, got ${quote(qualifier)}`);
  return ranges.map((range) => numbersOf('BAND', range, text, BAND_EXAMPLE));
}

/** §4.1.2: the least resolving power; a range counts as one. */
function parseSpecRp(text: string | undefined): Interval[] {
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

function parseTime(text: string | undefined): Interval[] {
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

function listed(text: string | undefined): string[] {
  return text === undefined ? [] : text.split(',').map((part) => part.trim());
}
