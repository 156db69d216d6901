import { FatalError } from '#faults';
import { CARD_BYTES } from './card.js';
import type { CardValue } from './card-value.js';

/**
 * One value as cards of 80 characters (a string that is too long as several, with CONTINUE), in fixed format (Standard §4.2).
 * `real` writes a whole number with its decimal point. The comment is cut where the card ends. Throws FatalError for what FITS cannot say.
 */
export function formatCards(keyword: string, value: CardValue, comment = '', real = false): string {
  const name = nameField(keyword);
  if (typeof value === 'string') return stringCards(name, printable(value), comment);
  const text = literal(keyword, value, real);
  const field = name.length === 10 ? text.padStart(20) : text;
  if (name.length + field.length > CARD_BYTES) throw new FatalError(`${keyword} leaves no room in its card for ${text}`);
  return withComment(name + field, comment);
}

/** HISTORY, COMMENT and blank cards, folded at line breaks and at 72 columns, between words where there are such. */
export function formatCommentary(keyword: string, text: string): string {
  const lines = text.split(/\r?\n/).flatMap((line) => printable(line).match(/.{1,72}$|.{1,71} |.{1,72}/g) ?? ['']);
  return lines.map((line) => (keyword.padEnd(8) + line).padEnd(CARD_BYTES)).join('');
}

/** Shortest decimal number that reads back as the same double, with a point or an exponent when `real` or not whole. */
export function formatNumber(value: number, real = false): string {
  if (Number.isSafeInteger(value) && !Object.is(value, -0)) return real ? `${value}.0` : `${value}`;
  if (Object.is(value, -0)) return '-0.0';
  const plain = withPoint(String(value));
  if (plain.length <= 20) return plain;
  // Fixed format has 20 columns; 17 digits and an exponent may need more, which free format allows.
  const exponential = withPoint(value.toExponential());
  return exponential.length < plain.length ? exponential : plain;
}

function withPoint(text: string): string {
  const [mantissa, exponent] = text.split('e');
  const pointed = mantissa.includes('.') ? mantissa : `${mantissa}.0`;
  return exponent === undefined ? pointed : `${pointed}E${exponent}`;
}

function literal(keyword: string, value: number | bigint | boolean | undefined, real: boolean): string {
  if (value === undefined) return '';
  if (typeof value === 'boolean') return value ? 'T' : 'F';
  if (typeof value === 'bigint') return value.toString();
  if (!Number.isFinite(value)) throw new FatalError(`${keyword} = ${value} cannot be written: FITS cards hold finite numbers only`);
  return formatNumber(value, real);
}

function nameField(keyword: string): string {
  if (/^[A-Z0-9_-]{1,8}$/.test(keyword)) return `${keyword.padEnd(8)}= `;
  if (/^[\x21-\x3c\x3e-\x7e]+( [\x21-\x3c\x3e-\x7e]+)+$/.test(keyword) && keyword.length <= 60) {
    return `${keyword.startsWith('HIERARCH ') ? keyword : `HIERARCH ${keyword}`} = `;
  }
  throw new FatalError(`'${keyword}' is no FITS keyword: expected up to 8 of A-Z 0-9 _ - or the words of a HIERARCH keyword`);
}

function stringCards(name: string, value: string, comment: string): string {
  const whole = `'${value.replaceAll("'", "''").padEnd(8)}'`;
  if (name.length + whole.length <= CARD_BYTES) return withComment(name + whole.padEnd(20), comment);
  const pieces = longPieces(value, CARD_BYTES - name.length - 3, CARD_BYTES - 10 - 3);
  return pieces
    .map((piece, i) => {
      const last = i === pieces.length - 1;
      const text = `${i === 0 ? name : 'CONTINUE  '}'${piece}${last ? '' : '&'}'`;
      return last ? withComment(text, comment) : text.padEnd(CARD_BYTES);
    })
    .join('');
}

/** Cuts the string into pieces that fit beside quotes and `&`, never within a doubled quote. */
function longPieces(value: string, firstRoom: number, room: number): string[] {
  const pieces = [''];
  for (const character of value) {
    const text = character === "'" ? "''" : character;
    const last = pieces.length - 1;
    if (pieces[last].length + text.length > (last === 0 ? firstRoom : room)) pieces.push(text);
    else pieces[last] += text;
  }
  return pieces;
}

function withComment(text: string, comment: string): string {
  const whole = comment === '' ? text : `${text} / ${comment}`;
  return whole.slice(0, CARD_BYTES).padEnd(CARD_BYTES);
}

/** Standard §4.1.2.3: the printable characters of ASCII only. */
function printable(text: string): string {
  return text.replaceAll(/[^\x20-\x7e]/gu, '?');
}
