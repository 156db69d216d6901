import { CARD_BYTES, keywordOf, normaliseKeyword, parseCard, recordAt } from './card.js';
import type { CardValue } from './card-value.js';
import { formatCards, formatCommentary } from './format-card.js';
import { padded } from './header-end.js';

/** A header being changed: order, comments and every card that is not touched stay byte for byte. */
export class HeaderEditor {
  readonly #bytes: Buffer;
  readonly #entries: Entry[];

  private constructor(bytes: Buffer) {
    this.#bytes = bytes;
    this.#entries = entriesOf(bytes);
  }

  static empty(): HeaderEditor {
    return new HeaderEditor(Buffer.alloc(0));
  }

  /** From card bytes without END, as Header keeps them; they are not changed. */
  static of(cardBytes: Buffer): HeaderEditor {
    return new HeaderEditor(cardBytes);
  }

  /**
   * In place, keeping the comment unless one is given (later duplicates go, for readers differ on which one counts); else appended.
   * A number stays written as a real one where it was. Throws FatalError for what FITS cannot say (NaN, an impossible keyword).
   */
  set(keyword: string, value: CardValue, comment?: string): this {
    const at = this.#entries.findIndex((entry) => matches(entry, keyword));
    if (at < 0) {
      this.#entries.push(added(keyword, value, comment));
      return this;
    }
    const old = this.#entries[at];
    const { comment: kept, real } = this.#traits(old);
    this.#entries[at] = { ...old, text: formatCards(old.keyword, value, comment === undefined ? kept : ascii(comment), real) };
    this.#keep((entry, i) => i <= at || !matches(entry, keyword));
    return this;
  }

  /** Right behind the (first) card of `anchor`, where the order of cards matters; any other card of this keyword goes. */
  insertAfter(anchor: string, keyword: string, value: CardValue, comment?: string): this {
    const entry = added(keyword, value, comment);
    this.remove(keyword);
    const at = this.#entries.findIndex((entry) => matches(entry, anchor));
    this.#entries.splice(at < 0 ? this.#entries.length : at + 1, 0, entry);
    return this;
  }

  /**
   * The cards of a record-valued keyword, of which a header has many (draft of WCS Paper IV §2.3): `change` gives the text of a card, the same
   * to leave it as it is; `more` texts are put behind the last one.
   */
  changeRecords(keyword: string, change: (text: string) => string, more: readonly string[] = []): this {
    let last = this.#entries.length - 1;
    this.#entries.forEach((entry, at) => {
      if (!matches(entry, keyword)) return;
      last = at;
      const card = parseCard(entry.text?.slice(0, CARD_BYTES) ?? recordAt(this.#bytes, entry.from));
      if (card.kind !== 'value' || typeof card.value !== 'string') return;
      const text = change(card.value);
      if (text !== card.value) this.#entries[at] = { ...entry, text: formatCards(entry.keyword, text, card.comment) };
    });
    this.#entries.splice(last + 1, 0, ...more.map((text) => added(keyword, text)));
    return this;
  }

  /** All cards of that keyword (HISTORY as well), or all whose keyword matches; the CONTINUE cards of a long string go with it. */
  remove(keyword: string | RegExp): this {
    this.#keep(typeof keyword === 'string' ? (entry) => !matches(entry, keyword) : (entry) => entry.keyword.search(keyword) < 0);
    return this;
  }

  /** Appends text, folded at 72 columns. */
  add(keyword: 'HISTORY' | 'COMMENT' | '', text: string): this {
    this.#entries.push({ keyword, text: formatCommentary(keyword, text), from: 0, cards: 0 });
    return this;
  }

  /** The whole header: END, then blanks up to a multiple of 2880. */
  toBytes(): Uint8Array<ArrayBuffer> {
    const length = this.#entries.reduce((sum, entry) => sum + (entry.text?.length ?? entry.cards * CARD_BYTES), 0);
    const out = Buffer.alloc(padded(length + CARD_BYTES), ' ');
    let at = 0;
    for (const { text, from, cards } of this.#entries) {
      at += text === undefined ? this.#bytes.copy(out, at, from * CARD_BYTES, (from + cards) * CARD_BYTES) : out.write(text, at, 'latin1');
    }
    out.write('END', at);
    return out;
  }

  #keep(wanted: (entry: Entry, index: number) => boolean): void {
    let kept = 0;
    for (let i = 0; i < this.#entries.length; i++) if (wanted(this.#entries[i], i)) this.#entries[kept++] = this.#entries[i];
    this.#entries.length = kept;
  }

  #traits({ text, from, cards }: Entry): { comment: string; real: boolean } {
    const records = text ?? this.#bytes.toString('latin1', from * CARD_BYTES, (from + cards) * CARD_BYTES);
    let comment = '';
    for (let at = 0; at < records.length; at += CARD_BYTES) {
      const card = parseCard(records.slice(at, at + CARD_BYTES));
      if (card.kind !== 'commentary' && card.comment !== '') comment = card.comment;
    }
    const literal = records.slice(records.indexOf('=') + 1, CARD_BYTES).split('/')[0];
    return { comment, real: /^ *[+-]?[\d.]+[.EeDd]/.test(literal) };
  }
}

/** A card with the CONTINUE cards after it: `cards` cards of the original from card `from`, or `text` in their stead. */
interface Entry {
  readonly keyword: string;
  readonly from: number;
  readonly cards: number;
  readonly text?: string;
}

function added(keyword: string, value: CardValue, comment?: string): Entry {
  const text = formatCards(keyword, value, ascii(comment));
  return { keyword: keywordOf(text.slice(0, CARD_BYTES)), text, from: 0, cards: 0 };
}

function entriesOf(bytes: Buffer): Entry[] {
  const text = bytes.toString('latin1');
  const entries: Entry[] = [];
  for (let card = 0; card * CARD_BYTES < text.length; card++) {
    const record = text.slice(card * CARD_BYTES, (card + 1) * CARD_BYTES);
    const keyword = keywordOf(record);
    const last = entries[entries.length - 1];
    if (keyword === 'CONTINUE' && last !== undefined && isContinued(recordAt(bytes, card - 1)))
      entries[entries.length - 1] = { ...last, cards: last.cards + 1 };
    else entries.push({ keyword, from: card, cards: 1, text: undefined });
  }
  return entries;
}

function isContinued(record: string): boolean {
  const card = parseCard(record);
  return card.kind !== 'commentary' && typeof card.value === 'string' && card.value.endsWith('&');
}

function matches(entry: Entry, keyword: string): boolean {
  if (entry.keyword === keyword) return true;
  return entry.keyword.startsWith('HIERARCH ') && entry.keyword === `HIERARCH ${normaliseKeyword(keyword).replace(/^HIERARCH /, '')}`;
}

function ascii(comment = ''): string {
  return comment.replaceAll(/[^\x20-\x7e]/gu, '?');
}
