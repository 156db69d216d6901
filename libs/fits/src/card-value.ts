/** `bigint` only beyond 2^53; a complex value is the string as written; `undefined` is a value left blank (Standard §4.1.2.3). */
export type CardValue = string | number | bigint | boolean | undefined;

export interface ValueField {
  readonly value: CardValue;
  readonly comment: string;
}

/**
 * What follows the value indicator, fixed or free format (Standard §4.2): value, then ` / comment`.
 * Tolerant: what is no FITS value at all is given back as the string that stands there.
 */
export function parseValueField(text: string): ValueField {
  const start = skipBlanks(text, 0);
  if (text.charCodeAt(start) === QUOTE) return parseString(text, start);
  const slash = text.indexOf('/', start);
  const token = (slash < 0 ? text.slice(start) : text.slice(start, slash)).trimEnd();
  const comment = slash < 0 ? '' : commentFrom(text, slash + 1);
  return parseToken(token, comment);
}

const QUOTE = 0x27;
const BLANK = 0x20;
const INTEGER = /^[+-]?\d+$/;
// Blanks inside a number are against §4.2.4, but old writers aligned signs and exponents; D exponents are of §4.2.4.
const REAL = /^[+-]? *(?:\d+\.?\d*|\.\d+)(?: *[EeDd] *[+-]? *\d+)?$/;

/** A quote closes only before a blank, a slash or the end: `'O'Meara'`, which should have its quote doubled, reads as it was meant. */
function parseString(text: string, start: number): ValueField {
  let value = '';
  let from = start + 1;
  for (;;) {
    const quote = text.indexOf("'", from);
    if (quote < 0) return { value: (value + text.slice(from)).trimEnd(), comment: '' }; // never closed: the rest of the card
    value += text.slice(from, quote);
    const next = text[quote + 1];
    if (next === undefined || next === ' ' || next === '/') {
      const slash = text.indexOf('/', quote + 1);
      return { value: value.trimEnd(), comment: slash < 0 ? '' : commentFrom(text, slash + 1) };
    }
    value += "'";
    from = quote + (next === "'" ? 2 : 1);
  }
}

function parseToken(token: string, comment: string): ValueField {
  if (token === '') return { value: undefined, comment };
  const value = parseScalar(token);
  if (value !== undefined) return { value, comment };
  // A comment without its slash: CFITSIO, too, takes the first word.
  const blank = token.indexOf(' ');
  const first = blank < 0 ? undefined : parseScalar(token.slice(0, blank));
  if (first !== undefined) return { value: first, comment: comment || token.slice(blank).trim() };
  return { value: token, comment };
}

function parseScalar(token: string): number | bigint | boolean | undefined {
  if (token === 'T') return true;
  if (token === 'F') return false;
  if (INTEGER.test(token)) {
    const number = Number(token);
    return Number.isSafeInteger(number) ? number : BigInt(token.startsWith('+') ? token.slice(1) : token);
  }
  if (!REAL.test(token)) return undefined;
  const real = Number(token.replaceAll(' ', '').replace(/[Dd]/, 'E'));
  return Number.isFinite(real) ? real : undefined; // 1E999 is no number that anyone could compute with
}

function commentFrom(text: string, from: number): string {
  return text.slice(text.charCodeAt(from) === BLANK ? from + 1 : from).trimEnd();
}

function skipBlanks(text: string, from: number): number {
  while (text.charCodeAt(from) === BLANK) from++;
  return from;
}
