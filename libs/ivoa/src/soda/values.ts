import { UsageError } from '#faults';
import { type Interval, parseInterval } from '../dali/interval.js';
import { quote } from '../dali/quote.js';
import { POLARIZATION_STATES } from '../obscore/polarization.js';
import { parseNumbers } from '../dali/number.js';
import { DOPPLERS, MASKOUT_MODES } from './parameters.js';

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

export function parseVelo(text: string): [number, number] {
  return [...parseInterval('VELO', text, '"1200 1450" (km/s)')];
}

export function parseFreq(text: string): [number, number] {
  const [low, high] = parseInterval('FREQ', text, '"1.4e9 1.42e9" (Hz)');
  if (high <= 0) throw new UsageError(`FREQ needs frequencies in Hz, above 0, got ${quote(text)}`);
  return [low, high];
}

export function parseDoppler(text: string | undefined): (typeof DOPPLERS)[number] | undefined {
  if (text === undefined) return undefined;
  const doppler = DOPPLERS.find((name) => name === text.trim().toLowerCase());
  if (!doppler) throw new UsageError(`DOPPLER needs one of ${DOPPLERS.join(', ')}, got ${quote(text)}`);
  return doppler;
}

export function parseRestFreq(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const numbers = parseNumbers('RESTFREQ', text, 1);
  if (numbers.length !== 1 || !(numbers[0] > 0 && Number.isFinite(numbers[0])))
    throw new UsageError(`RESTFREQ needs one number above 0, as in 1.420405751768e9 (Hz), got ${quote(text)}`);
  return numbers[0];
}
