import { UsageError } from '#faults';
import { quote } from '../dali/quote.js';

/** A FITS section: pixels counted from 1, both ends included, in the order of the file's axes. */
export interface SodaPixels {
  /** 0-based number of the HDU, or its EXTNAME in upper case with its EXTVER */
  readonly extension?: number | { readonly name: string; readonly version?: number };
  /** an axis without `first` and `last` is whole, and so are those that are not named */
  readonly axes: readonly { readonly first?: number; readonly last?: number; readonly step: number }[];
}

/** Characters: as many axes as FITS allows, each with three long numbers, do not fit, and nobody has them. */
const LONGEST = 512;

/** Extension and section, each in brackets and either one optional; no run of characters matches in more than one way. */
const BRACKETS = /^\[([^[\]]*)\](?:\[([^[\]]*)\])?$/;
const NUMBER = /^-?\d{1,15}$/;
const EXTENSION = /^([^,]*)(?:,(\d{1,9}))?$/;

const EXPECTED = 'a FITS section such as [1:100,*], [SCI,1][10:200:2,1:50] or [0]';

/**
 * `[ext][x1:x2:s,y1:y2,*]`, as CFITSIO writes sections, without its mirrored axes. A single bracket is a section when it looks like one: a number
 * alone is an extension.
 * @throws UsageError
 */
export function parsePixels(text: string): SodaPixels {
  if (text.length > LONGEST) throw new UsageError(`PIXELS takes up to ${LONGEST} characters, got ${quote(text)}`);
  const [, first, second] = BRACKETS.exec(text.replaceAll(/\s+/g, '')) ?? [];
  if (first === undefined || first === '' || second === '') throw wrong(EXPECTED, text);
  if (second !== undefined) return { extension: parseExtension(first, text), axes: parseAxes(second, text) };
  return looksLikeSection(first) ? { axes: parseAxes(first, text) } : { extension: parseExtension(first, text), axes: [] };
}

/** Names of extensions hold neither colons nor asterisks; `[3]` is an extension, as it is for CFITSIO. */
function looksLikeSection(inside: string): boolean {
  return /[:*]/.test(inside) || (inside.includes(',') && inside.split(',').every((range) => NUMBER.test(range)));
}

function parseExtension(inside: string, text: string): SodaPixels['extension'] {
  if (/^\d{1,9}$/.test(inside)) return Number(inside);
  const [, name, version] = EXTENSION.exec(inside) ?? [];
  if (!name || /[:*]/.test(name)) throw wrong(`the number or the EXTNAME of an HDU in the first brackets, as in [SCI,2][1:100,*]`, text);
  return { name: name.toUpperCase(), ...(version !== undefined && { version: Number(version) }) };
}

function parseAxes(inside: string, text: string): SodaPixels['axes'] {
  return inside.split(',').map((range) => {
    const [from, to, by, ...rest] = range.split(':');
    if (rest.length > 0) throw wrong(EXPECTED, text);
    if (from === '-*') throw wrong('axes that are not mirrored (-*): Sodalite keeps the order of the pixels', text);
    if (from === '*') {
      if (by !== undefined) throw wrong(EXPECTED, text);
      return { step: parseStep(to, text) };
    }
    const ends = to === undefined ? [from, from] : [from, to];
    if (!ends.every((end) => NUMBER.test(end))) throw wrong(EXPECTED, text);
    const [first, last] = ends.map(Number);
    if (last < first) throw wrong('the lower end of a range first: Sodalite keeps the order of the pixels', text);
    return { first, last, step: parseStep(by, text) };
  });
}

function parseStep(step: string | undefined, text: string): number {
  if (step === undefined) return 1;
  if (!/^\d{1,15}$/.test(step) || Number(step) < 1) throw wrong('steps of 1 or more', text);
  return Number(step);
}

const wrong = (expected: string, text: string): UsageError => new UsageError(`PIXELS needs ${expected}, got ${quote(text)}`);
