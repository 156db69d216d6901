import { DamagedError, type DamageSite } from '#faults';
import { CARD_BYTES, keywordOf, normaliseKeyword, parseCard, recordAt, type Card } from './card.js';
import type { CardValue } from './card-value.js';
import { HeaderEditor } from './header-editor.js';
import { cardSite, findEnd, padded } from './header-end.js';

/**
 * The cards of one header, without END. Immutable and lean: it keeps its own copy of the card bytes and an index of keywords, values are
 * read from the bytes when asked for, so it may be cached for long.
 */
export class Header {
  readonly #bytes: Buffer;
  readonly #index = new Map<string, number>();
  readonly #hasHierarch: boolean;

  private constructor(bytes: Buffer) {
    this.#bytes = bytes;
    this.#hasHierarch = buildIndex(bytes, this.#index);
  }

  /** `bytes` start at the first card and hold END; what follows END is not looked at. Throws DamagedError without END. */
  static parse(bytes: Uint8Array, site: DamageSite): Header {
    const end = findEnd(bytes, 0, site);
    if (end === undefined) throw new DamagedError('the header has no END card', cardSite(site, Math.floor(bytes.length / CARD_BYTES)));
    const own = Buffer.allocUnsafeSlow(end * CARD_BYTES);
    own.set(bytes.subarray(0, own.length));
    return new Header(own);
  }

  /** The size in the file: END and padding included. */
  get byteLength(): number {
    return padded(this.#bytes.length + CARD_BYTES);
  }

  /** How many cards, END not counted. */
  get length(): number {
    return this.#bytes.length / CARD_BYTES;
  }

  /** Every record by itself, in order; made anew on each call. */
  get cards(): readonly Card[] {
    return Array.from({ length: this.length }, (_, card) => parseCard(recordAt(this.#bytes, card)));
  }

  has(keyword: string): boolean {
    return this.#find(keyword) !== undefined;
  }

  /**
   * The value of the first card of this keyword, a long string joined (Standard §4.2.1.2). Undefined when there is none or it is left blank.
   * HIERARCH keywords go by `HIERARCH ESO DET ID` and by `ESO DET ID`.
   */
  value(keyword: string): CardValue {
    const at = this.#find(keyword);
    if (at === undefined) return undefined;
    const card = parseCard(recordAt(this.#bytes, at));
    if (card.kind !== 'value') return undefined;
    return typeof card.value === 'string' && card.value.endsWith('&') ? this.#joined(card.value, at) : card.value;
  }

  /** The number of a numeric card; undefined for anything else. */
  number(keyword: string): number | undefined {
    const value = this.value(keyword);
    return typeof value === 'number' ? value : typeof value === 'bigint' ? Number(value) : undefined;
  }

  /** The whole number of a card, also when written `16.` or `1.6E1`; undefined for anything else and beyond 2^53. */
  integer(keyword: string): number | undefined {
    const value = this.value(keyword);
    return Number.isSafeInteger(value) ? (value as number) : undefined;
  }

  string(keyword: string): string | undefined {
    const value = this.value(keyword);
    return typeof value === 'string' ? value : undefined;
  }

  logical(keyword: string): boolean | undefined {
    const value = this.value(keyword);
    return typeof value === 'boolean' ? value : undefined;
  }

  /** The comment of the first card of this keyword. */
  comment(keyword: string): string | undefined {
    const at = this.#find(keyword);
    const card = at === undefined ? undefined : parseCard(recordAt(this.#bytes, at));
    return card === undefined || card.kind === 'commentary' ? undefined : card.comment;
  }

  /** The texts of all `HISTORY`, `COMMENT` or (`''`) blank cards, in order. */
  texts(keyword: string): string[] {
    const wanted = keyword.padEnd(8);
    const texts: string[] = [];
    for (let card = 0; card < this.length; card++) {
      if (this.#bytes.toString('latin1', card * CARD_BYTES, card * CARD_BYTES + 8) !== wanted) continue;
      const parsed = parseCard(recordAt(this.#bytes, card));
      if (parsed.kind === 'commentary') texts.push(parsed.text);
    }
    return texts;
  }

  /** The 1-based number of the first card of this keyword, for messages. */
  cardNumber(keyword: string): number | undefined {
    const at = this.#find(keyword);
    return at === undefined ? undefined : at + 1;
  }

  edit(): HeaderEditor {
    return HeaderEditor.of(this.#bytes);
  }

  #find(keyword: string): number | undefined {
    const at = this.#index.get(keyword);
    if (at !== undefined || !this.#hasHierarch) return at ?? this.#index.get(keyword.toUpperCase());
    const name = normaliseKeyword(keyword);
    return this.#index.get(name) ?? this.#index.get(`HIERARCH ${name}`);
  }

  #joined(first: string, at: number): string {
    const pieces = [first];
    for (let card = at + 1; card < this.length && pieces[pieces.length - 1].endsWith('&'); card++) {
      const next = parseCard(recordAt(this.#bytes, card));
      if (next.kind !== 'continue') break; // an ampersand that nothing continues is a character of the string
      pieces.push(pieces.pop()!.slice(0, -1), next.value);
    }
    return pieces.join('');
  }
}

/** First card of a keyword wins. Latin-1 keeps every byte; only keywords of 8 characters are cut from the text, so it is not retained. */
function buildIndex(bytes: Buffer, index: Map<string, number>): boolean {
  const text = bytes.toString('latin1');
  let hasHierarch = false;
  for (let at = 0, card = 0; at < text.length; at += CARD_BYTES, card++) {
    const field = text
      .slice(at, at + 8)
      .trim()
      .toUpperCase();
    const plain = field !== 'HIERARCH' && !field.endsWith('\0');
    const keyword = plain ? field : keywordOf(recordAt(bytes, card));
    hasHierarch ||= field === 'HIERARCH';
    if (!index.has(keyword)) index.set(keyword, card);
  }
  return hasHierarch;
}
