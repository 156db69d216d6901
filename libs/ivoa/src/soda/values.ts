import { UsageError } from '#faults';
import { type Interval, parseInterval } from '../dali/interval.js';
import { quote } from '../dali/quote.js';
import { POLARIZATION_STATES } from '../obscore/polarization.js';
import { MASKOUT_MODES } from './parameters.js';

/** Characters; a longer name stands in no header. */
const LONGEST_HDU = 256;

export function parseMaskOut(text: string | undefined): 'hard' | 'touch' | undefined {
  if (text === undefined) return undefined;
  const mode = MASKOUT_MODES.find(([name]) => name === text.trim().toLowerCase())?.[0];
  if (mode === undefined)
    throw new UsageError(`MASKOUT needs one of ${MASKOUT_MODES.map(([name]) => name).join(', ')}, got ${quote(text)}`);
  return mode === 'none' ? undefined : mode;
}

const LOGICAL = new Map([
  ['1', true],
  ['true', true],
  ['0', false],
  ['false', false],
]);

export function parseDryRun(text: string | undefined): boolean {
  const value = LOGICAL.get(text?.trim().toLowerCase() ?? '0');
  if (value === undefined) throw new UsageError(`DRYRUN needs 1 or 0, got ${quote(text!)}`);
  return value;
}

export function parseBand(text: string): [number, number] {
  const interval: Interval = parseInterval('BAND', text, '"0.2105 0.2112" (metres)');
  if (interval[1] <= 0) throw new UsageError(`BAND needs vacuum wavelengths in metres, above 0, got ${quote(text)}`);
  return [...interval];
}

export function parseChannel(text: string): [number, number] {
  const [first, last] = parseInterval('CHANNEL', text, '"10 20" (counted from 1)');
  const whole = [first, last].every((end) => !Number.isFinite(end) || Number.isInteger(end));
  if (!whole || last < 1) throw new UsageError(`CHANNEL needs whole numbers, counted from 1, got ${quote(text)}`);
  return [first, last];
}

export function parsePol(text: string): string {
  const label = text.trim().toUpperCase();
  if ((POLARIZATION_STATES as readonly string[]).includes(label)) return label;
  throw new UsageError(`POL needs one of ${POLARIZATION_STATES.join(', ')}, repeated for several, got ${quote(text)}`);
}

export function parseHdu(text: string | undefined): string | undefined {
  const hdu = text?.trim();
  if (hdu === '') throw new UsageError(`HDU needs an EXTNAME or a number counted from 0, got ${quote(text!)}`);
  if (hdu && hdu.length > LONGEST_HDU) throw new UsageError(`HDU takes up to ${LONGEST_HDU} characters, got ${quote(hdu)}`);
  return hdu;
}
