import { FatalError } from '#faults';
import { parseValueField, type CardValue } from './card-value.js';

/** One record of 80 characters, by itself: a long string stands in a `value` card and the `continue` cards after it. */
export type Card =
  | { readonly kind: 'value'; readonly keyword: string; readonly value: CardValue; readonly comment: string }
  | { readonly kind: 'continue'; readonly keyword: 'CONTINUE'; readonly value: string; readonly comment: string }
  | { readonly kind: 'commentary'; readonly keyword: string; readonly text: string };

export const CARD_BYTES = 80;

/** Reads one card; keywords come back in upper case, HIERARCH ones as `HIERARCH ESO DET ID` (one blank between the words). */
export function parseCard(record: string): Card {
  if (record.length !== CARD_BYTES) throw new FatalError(`a card has ${CARD_BYTES} characters, got ${record.length}`);
  const keyword = keywordOf(record);
  if (keyword.startsWith('HIERARCH ')) return { kind: 'value', keyword, ...parseValueField(record.slice(record.indexOf('=') + 1)) };
  if (keyword === 'CONTINUE') {
    const { value, comment } = parseValueField(record.slice(8));
    // Standard §4.2.1.2: only a string continues a string.
    if (typeof value === 'string' && record.slice(8).trimStart().startsWith("'")) return { kind: 'continue', keyword, value, comment };
  } else if (record.startsWith('= ', 8) && !COMMENTARY.has(keyword)) {
    return { kind: 'value', keyword, ...parseValueField(record.slice(10)) };
  }
  return { kind: 'commentary', keyword, text: trimmed(record.slice(8)) };
}

/** The card (0-based) of header bytes as text; Latin-1 keeps every byte. */
export function recordAt(bytes: Buffer, card: number): string {
  return bytes.toString('latin1', card * CARD_BYTES, (card + 1) * CARD_BYTES);
}

/** The keyword of the card, in upper case; `''` for a blank one. */
export function keywordOf(record: string): string {
  const keyword = trimmed(record.slice(0, 8)).trimStart().toUpperCase(); // some writers justify keywords to the right
  if (keyword !== 'HIERARCH') return keyword;
  const equals = record.indexOf('=', 8);
  // ESO HIERARCH convention: the name is all that stands before the first '='; without one it is a comment.
  return equals < 0 ? keyword : normaliseKeyword(record.slice(0, equals));
}

/** Upper case, one blank between words. */
export function normaliseKeyword(keyword: string): string {
  return keyword.trim().replaceAll(/ +/g, ' ').toUpperCase();
}

const COMMENTARY = new Set(['', 'COMMENT', 'HISTORY', 'END']);

/** Some writers fill with NUL where a blank belongs. */
function trimmed(text: string): string {
  let end = text.length;
  while (end > 0 && (text.charCodeAt(end - 1) === 0x20 || text.charCodeAt(end - 1) === 0)) end--;
  return text.slice(0, end);
}
