import { UsageError } from '#faults';
import { quote } from '../dali/quote.js';

/** UWS writes times in UTC with `Z`, unlike DALI's timestamps. */
export function uwsTime(time: Date): string {
  return time.toISOString();
}

const TIME = /^(\d{4}-\d\d-\d\d)(?:T(\d\d:\d\d(?::\d\d(?:\.\d+)?)?))?(Z)?$/;

/** @throws UsageError for what is no ISO 8601 time in UTC; a time without `Z` is UTC as well */
export function parseUwsTime(name: string, text: string): Date {
  const match = TIME.exec(text.trim());
  const time = match ? new Date(`${match[1]}T${match[2] ?? '00:00'}Z`) : undefined;
  // 30 February is taken for 1 March by Date: the day has to come back as it was written.
  if (!time || Number.isNaN(time.getTime()) || !time.toISOString().startsWith(match![1])) {
    throw new UsageError(`${name} needs to be a time in UTC such as 2026-01-31T12:00:00Z, got ${quote(text)}`);
  }
  return time;
}
