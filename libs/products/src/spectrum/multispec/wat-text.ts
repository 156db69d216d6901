import type { Header } from '#fits';

/** Characters that one card holds; what a writer or a reader has trimmed from its end were blanks. */
const CARD_TEXT = 68;
const MOST_CARDS = 999;

/** The text of IRAF's WATj_001, WATj_002, … cards put together; '' without. */
export function watText(header: Header, axis: number): string {
  let text = '';
  for (let card = 1; card <= MOST_CARDS; card++) {
    const piece = header.string(`WAT${axis}_${String(card).padStart(3, '0')}`);
    if (piece === undefined) break;
    text += piece.padEnd(CARD_TEXT);
  }
  return text;
}

/** The value of `name=value` or `name="several words"` in such a text. */
export function watValue(text: string, name: string): string | undefined {
  const match = new RegExp(`(?:^|\\s)${name}\\s*=\\s*(?:"([^"]*)"|(\\S+))`).exec(text);
  return match ? (match[1] ?? match[2]) : undefined;
}
