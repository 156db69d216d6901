import { UnsupportedError } from '#faults';
import { type HeaderCards, numberCard, textCard } from './header-cards.js';
import { referenceMjd } from './time-reference.js';
import { tableAxis } from './tabular/coordinate-array.js';
import { timeScaleOf } from './time-scale.js';
import { unitScale } from './unit.js';
import type { WcsTables } from './wcs-tables.js';

/** A time axis behind the linear part of the WCS. */
export interface TimeCode {
  /** e.g. 'UTC', 'TT' */
  readonly timesys: string;
  /** intermediate coordinate in header units (-TAB: of the index) → MJD in UTC, and back; `out` may be the input */
  toMjdUtc(intermediate: Float64Array, count: number, out: Float64Array): void;
  fromMjdUtc(mjd: Float64Array, count: number, out: Float64Array): void;
  readonly notes: readonly string[];
}

/** Whether an axis is of time: CTYPE TIME, or the name of a time scale (FITS 4.0 §9.2.1). */
export function isTimeCtype(ctype: string): boolean {
  const name = ctype
    .trim()
    .toUpperCase()
    .replace(/-+TAB$/, '');
  return /^TIME(-.*)?$/.test(name) || name === 'LOCAL' || timeScaleOf(name) !== undefined;
}

/**
 * Reads a time axis; `axis` is 0-based. Throws UnsupportedError for -LOG, a table that is missing, time scales without a way to UTC (LOCAL),
 * units that are none of time, and a DATEREF that is no date.
 */
export function parseTime(
  cards: HeaderCards,
  { axis, alternate, tables = {} }: { axis: number; alternate: string; tables?: WcsTables },
): TimeCode {
  const key = `${axis + 1}${alternate}`;
  const ctype = textCard(cards, `CTYPE${key}`).toUpperCase();
  const label = `CTYPE${key} = '${ctype}' (axis ${axis + 1})`;
  const name = ctype.replace(/-+TAB$/, '');
  const table = name === ctype ? undefined : tableAxis({ cards, axis, alternate }, tables);
  if (name.includes('-')) throw new UnsupportedError(`${label} has an algorithm that Sodalite does not know for time`);
  const timesys = name === 'TIME' ? textCard(cards, 'TIMESYS').toUpperCase() || 'UTC' : name;
  const scale = timeScaleOf(timesys);
  if (!scale) throw new UnsupportedError(`${label}: the time scale '${timesys}' cannot be turned into UTC`);
  const cunit = textCard(cards, `CUNIT${key}`) || table?.unit || textCard(cards, 'TIMEUNIT') || 's';
  const unit = unitScale(cunit);
  if (unit?.dimension !== 'time') throw new UnsupportedError(`${label} has CUNIT${key} = '${cunit}', which is no unit of time`);
  const reference = referenceMjd(cards);
  if (Number.isNaN(reference)) throw new UnsupportedError(`${label}: DATEREF = '${textCard(cards, 'DATEREF')}' is no ISO date`);

  const days = unit.scale / 86400;
  const crval = numberCard(cards, `CRVAL${key}`) ?? 0;
  const origin = table ? reference : reference + crval * days;
  const forward = table?.axis.forward(crval, 1);
  const backward = table?.axis.backward(crval, 1);
  return {
    timesys,
    toMjdUtc(intermediate, count, out) {
      forward?.(intermediate, count, out);
      const from = forward ? out : intermediate;
      for (let i = 0; i < count; i++) out[i] = scale.toUtc(origin + from[i] * days);
    },
    fromMjdUtc(mjd, count, out) {
      for (let i = 0; i < count; i++) out[i] = (scale.fromUtc(mjd[i]) - origin) / days;
      backward?.(out, count, out);
    },
    notes: scale.note ? [`${label}: ${scale.note}`] : [],
  };
}
