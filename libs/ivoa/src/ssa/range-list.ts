import { UsageError } from '#faults';
import { quote } from '../dali/quote.js';

/** A member of a range list: one value, or two ends of which one may be open. */
export type ListedRange = { readonly value: string } | { readonly from: string | undefined; readonly to: string | undefined };

/** Alternatives in one value; more is nobody's question. */
const MOST_RANGES = 1000;

/**
 * A range list of SSA 1.1 §8.7.2: members between commas; `a`, `a/b`, `a/` and `/b`; a qualifier after a semicolon.
 * @throws UsageError; `example` shows how it is written and in which unit
 */
export function parseRangeList(
  parameter: string,
  text: string,
  example: string,
): { readonly ranges: readonly ListedRange[]; readonly qualifier: string | undefined } {
  const [list, qualifier, ...rest] = text.trim().split(';');
  const members = list.split(',', MOST_RANGES + 1);
  if (rest.length > 0 || members.length > MOST_RANGES) throw wrong(parameter, text, example);
  return {
    qualifier: qualifier?.trim().toLowerCase() || undefined,
    ranges: members.map((member): ListedRange => {
      const [from, to, ...more] = member.split('/', 3).map((end) => end.trim());
      if (more.length > 0 || (from === '' && !to)) throw wrong(parameter, text, example);
      return to === undefined ? { value: from } : { from: from || undefined, to: to || undefined };
    }),
  };
}

function wrong(parameter: string, text: string, example: string): UsageError {
  return new UsageError(`${parameter} needs values or ranges between commas, as in ${example}, got ${quote(text)}`);
}
