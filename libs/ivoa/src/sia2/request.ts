import { LimitError, UsageError } from '#faults';
import type { Shape } from '#region';
import { assertKnown, COMMON_PARAMETERS, type CommonRequest, parseCommon } from '../dali/common.js';
import { type Interval, parseNumberOrInterval } from '../dali/interval.js';
import { parseInteger } from '../dali/number.js';
import type { Params } from '../dali/params.js';
import { quote } from '../dali/quote.js';
import { parseShapes } from '../dali/shape.js';
import { parseDates } from './dates.js';

/** A search: values of one list are alternatives, the lists are combined, an empty list filters nothing (SIA 2.0 §2.1). */
export interface Sia2Query extends CommonRequest {
  readonly shapes: readonly Shape[];
  /** vacuum wavelength, m */
  readonly bands: readonly Interval[];
  /** MJD, UTC */
  readonly times: readonly Interval[];
  readonly pols: readonly string[];
  /** deg */
  readonly fov: readonly Interval[];
  /** arcsec */
  readonly spatres: readonly Interval[];
  readonly specrp: readonly Interval[];
  /** s */
  readonly exptime: readonly Interval[];
  /** s */
  readonly timeres: readonly Interval[];
  readonly ids: readonly string[];
  readonly collections: readonly string[];
  readonly facilities: readonly string[];
  readonly instruments: readonly string[];
  readonly targets: readonly string[];
  readonly dptypes: readonly string[];
  readonly calibs: readonly number[];
  readonly formats: readonly string[];
  /** `YYYY-MM-DDThh:mm:ss.sss`, both ends included; '' and '~' (after every date) are open ends */
  readonly releaseDates: readonly (readonly [string, string])[];
}

/**
 * Reads the parameters of SIA 2.0 §2.1 and RELEASEDATE of 2.1.
 * @throws UsageError, for unknown parameters also; LimitError for too many values of one parameter or too many vertices
 */
export function parseSia2(params: Params): Sia2Query {
  assertKnown(params, KNOWN);
  for (const name of params.names()) assertCount(name, params.all(name).length);
  const intervals = (name: IntervalName) => params.all(name).map((text) => parseNumberOrInterval(name, text, INTERVALS[name]));
  return {
    ...parseCommon(params),
    shapes: parseShapes(params.all('POS').map((text) => ({ parameter: 'POS', text }))),
    bands: intervals('BAND'),
    times: intervals('TIME'),
    pols: params.all('POL'),
    fov: intervals('FOV'),
    spatres: intervals('SPATRES'),
    specrp: intervals('SPECRP'),
    exptime: intervals('EXPTIME'),
    timeres: intervals('TIMERES'),
    ids: params.all('ID'),
    collections: params.all('COLLECTION'),
    facilities: params.all('FACILITY'),
    instruments: params.all('INSTRUMENT'),
    targets: params.all('TARGET'),
    dptypes: params.all('DPTYPE'),
    calibs: params.all('CALIB').map(parseCalib),
    formats: params.all('FORMAT'),
    releaseDates: params.all('RELEASEDATE').map((text) => parseDates('RELEASEDATE', text)),
  };
}

/** Each with an example for the error message. */
const INTERVALS = {
  BAND: '"0.2105 0.2112" (metres)',
  TIME: '"60310.25 60310.5" (MJD)',
  FOV: '"0.1 2" (degrees)',
  SPATRES: '"1 10" (arcsec)',
  SPECRP: '"1000 +Inf"',
  EXPTIME: '"60 +Inf" (seconds)',
  TIMERES: '"-Inf 10" (seconds)',
} as const;

type IntervalName = keyof typeof INTERVALS;

const STRINGS = ['POL', 'ID', 'COLLECTION', 'FACILITY', 'INSTRUMENT', 'TARGET', 'DPTYPE', 'CALIB', 'FORMAT', 'RELEASEDATE'];
const KNOWN: readonly string[] = ['POS', ...Object.keys(INTERVALS), ...STRINGS, ...COMMON_PARAMETERS];

/** Every value is compared with every candidate; lists beyond this are a matter of TAP and its uploads. */
const MOST_VALUES = 10_000;

function assertCount(name: string, count: number): void {
  if (count > MOST_VALUES) throw new LimitError(`${quote(name)} takes up to ${MOST_VALUES} values, got ${count}`);
}

function parseCalib(text: string): number {
  const level = parseInteger('CALIB', text, 0);
  if (level > 4) throw new UsageError(`CALIB needs a calibration level from 0 to 4, got ${level}`);
  return level;
}
