import { UsageError } from '#faults';
import { quote } from './quote.js';

/** No way to match a run of digits in more than one way: `\d+\.?\d*` would take quadratic time on a long run that ends in something else. */
const DECIMAL = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?$/i;
const INFINITE = /^([+-]?)inf(?:inity)?$/i;

/** Characters; a double written in full takes 25. */
const LONGEST_NUMBER = 64;

/**
 * The numbers of a value, written as in VOTable TABLEDATA (DALI 1.1 §3) and separated by blanks; ±Inf allowed.
 * A `+Inf` whose plus became a blank on the way through a URL arrives as `Inf` and is taken as it was meant.
 * @param most how many the parameter can have; of more, only one more is read and returned
 * @throws UsageError naming the parameter for anything else, NaN included
 */
export function parseNumbers(parameter: string, text: string, most: number): number[] {
  const trimmed = text.trim();
  return trimmed === '' ? [] : trimmed.split(/\s+/, most + 1).map((token) => parseNumber(parameter, token, text));
}

/** A whole number ≥ `least`. */
export function parseInteger(parameter: string, text: string, least: number): number {
  const value = /^\s*\+?\d+\s*$/.test(text) ? Number(text) : NaN;
  if (!Number.isSafeInteger(value) || value < least) {
    throw new UsageError(`${parameter} needs a whole number, ${least} or more, got ${quote(text)}`);
  }
  return value;
}

function parseNumber(parameter: string, token: string, text: string): number {
  if (token.length > LONGEST_NUMBER)
    throw new UsageError(`${parameter} needs numbers of up to ${LONGEST_NUMBER} characters each, got ${quote(token)}`);
  const infinite = INFINITE.exec(token);
  if (infinite) return infinite[1] === '-' ? -Infinity : Infinity;
  const value = DECIMAL.test(token) ? Number(token) : NaN;
  if (Number.isFinite(value)) return value;
  throw new UsageError(`${parameter} needs numbers such as 6.5e-7, separated by blanks, got ${quote(text)}${hint(token)}`);
}

function hint(token: string): string {
  if (/^nan$/i.test(token)) return '; NaN is not a limit';
  if (/\d[eE]$/.test(token)) return '; a bare "+" in a URL means a blank, write %2B';
  if (token.includes(',') || token.includes('/')) return `; ${quote(token)} has another separator`;
  return DECIMAL.test(token) ? '; it is too large' : '';
}
