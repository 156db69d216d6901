import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** One request and what it must give; made by make_goldens.py, which says by which rules. */
export interface Case {
  readonly query: Readonly<Record<string, string | readonly string[]>>;
  /** source HDU; then 'first:last' or 'a,b,c' for each axis, 0-based, and the SHA-256 of the pixels; a primary without data has neither;
   * last the BITPIX where it is another than the source's */
  readonly hdus?: readonly (readonly [number] | readonly [number, string, string] | readonly [number, string, string, number])[];
  readonly status?: 204;
  /** pattern of the sentence */
  readonly refused?: string;
}

export interface Golden {
  readonly sha256: string;
  readonly cases: Readonly<Record<string, Case>>;
}

export const goldens = JSON.parse(readFileSync(join(import.meta.dirname, 'goldens.json'), 'utf8')) as Readonly<Record<string, Golden>>;

/** The 0-based source pixels of one axis, from 'first:last' or 'a,b,c'. */
export function pixelsOf(word: string): number[] {
  if (!word.includes(':')) return word.split(',').map(Number);
  const [first, last] = word.split(':').map(Number);
  return Array.from({ length: last - first + 1 }, (_, k) => first + k);
}

/** Files with wavelengths of their own, which spectra.test.ts is about. */
export const spectraNames = Object.keys(JSON.parse(readFileSync(join(import.meta.dirname, 'spectra-goldens.json'), 'utf8')) as object);
