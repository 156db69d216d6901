import { UsageError } from '#faults';
import { parseNumbers } from './number.js';
import { quote } from './quote.js';

export type Interval = readonly [lo: number, hi: number];

/**
 * `lo hi` (DALI 1.1 §3.3.4): both ends belong to it, ±Inf leaves one open.
 * @param example what a right value looks like, unit included: it ends the error messages
 */
export function parseInterval(parameter: string, text: string, example: string): Interval {
  const numbers = parseNumbers(parameter, text, 2);
  if (numbers.length === 1) {
    throw new UsageError(`${parameter} needs two numbers, got ${quote(text)}; a single value is written twice, as in ${example}`);
  }
  return checked(parameter, numbers, text, `two numbers, as in ${example}`);
}

/** As SIA 2.0 §2.1 has it: one number stands for an interval of that number alone. */
export function parseNumberOrInterval(parameter: string, text: string, example: string): Interval {
  const numbers = parseNumbers(parameter, text, 2);
  const expected = `one or two numbers, as in ${example}`;
  if (numbers.length === 1 && !Number.isFinite(numbers[0]))
    throw new UsageError(`${parameter} needs ${expected}, got ${quote(text)} alone`);
  return checked(parameter, numbers.length === 1 ? [numbers[0], numbers[0]] : numbers, text, expected);
}

function checked(parameter: string, numbers: readonly number[], text: string, expected: string): Interval {
  if (numbers.length !== 2) throw new UsageError(`${parameter} needs ${expected}, got ${quote(text)}`);
  const [lo, hi] = numbers;
  if (lo > hi) throw new UsageError(`${parameter} needs its lower end first, got ${quote(text)}`);
  if (lo === Infinity || hi === -Infinity)
    throw new UsageError(`${parameter} needs a lower end below +Inf and an upper one above -Inf, got ${quote(text)}`);
  return [lo, hi];
}
