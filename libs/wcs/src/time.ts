import { UnsupportedError } from '#faults';
import { type HeaderCards, numberCard, textCard } from './header-cards.js';
import { referenceMjd } from './time-reference.js';
import { timeScaleOf } from './time-scale.js';
import { unitScale } from './unit.js';

/** A time axis behind the linear part of the WCS. */
export interface TimeCode {
  /** e.g. 'UTC', 'TT' */
  readonly timesys: string;
  /** intermediate coordinate in header units → MJD in UTC, and back; `out` may be the input */
  toMjdUtc(intermediate: Float64Array, count: number, out: Float64Array): void;
  fromMjdUtc(mjd: Float64Array, count: number, out: Float64Array): void;
  readonly notes: readonly string[];
}

/** Whether an axis is of time: CTYPE TIME, or the name of a time scale (FITS 4.0 §9.2.1). */
export function isTimeCtype(ctype: string): boolean {
  const name = ctype.trim().toUpperCase();
  return /^TIME(-.*)?$/.test(name) || name === 'LOCAL' || timeScaleOf(name) !== undefined;
}

/**
 * Reads a time axis; `axis` is 0-based. Throws UnsupportedError for -TAB and -LOG, time scales without a way to UTC (LOCAL),
 * units that are none of time, and a DATEREF that is no date.
 */
export function parseTime(cards: HeaderCards, { axis, alternate }: { axis: number; alternate: string }): TimeCode {
  const key = `${axis + 1}${alternate}`;
  const ctype = textCard(cards, `CTYPE${key}`).toUpperCase();
  const label = `CTYPE${key} = '${ctype}' (axis ${axis + 1})`;
  if (ctype.includes('-')) throw new UnsupportedError(`${label} has an algorithm that Sodalite does not know for time`);
  const timesys = ctype === 'TIME' ? textCard(cards, 'TIMESYS').toUpperCase() || 'UTC' : ctype;
  const scale = timeScaleOf(timesys);
  if (!scale) throw new UnsupportedError(`${label}: the time scale '${timesys}' cannot be turned into UTC`);
  const cunit = textCard(cards, `CUNIT${key}`) || textCard(cards, 'TIMEUNIT') || 's';
  const unit = unitScale(cunit);
  if (unit?.dimension !== 'time') throw new UnsupportedError(`${label} has CUNIT${key} = '${cunit}', which is no unit of time`);
  const reference = referenceMjd(cards);
  if (Number.isNaN(reference)) throw new UnsupportedError(`${label}: DATEREF = '${textCard(cards, 'DATEREF')}' is no ISO date`);

  const days = unit.scale / 86400;
  const origin = reference + (numberCard(cards, `CRVAL${key}`) ?? 0) * days;
  return {
    timesys,
    toMjdUtc(intermediate, count, out) {
      for (let i = 0; i < count; i++) out[i] = scale.toUtc(origin + intermediate[i] * days);
    },
    fromMjdUtc(mjd, count, out) {
      for (let i = 0; i < count; i++) out[i] = (scale.fromUtc(mjd[i]) - origin) / days;
    },
    notes: scale.note ? [`${label}: ${scale.note}`] : [],
  };
}
