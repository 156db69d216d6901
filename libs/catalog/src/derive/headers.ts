import type { Header } from '#fits';

const LONGEST_TEXT = 1000;

/**
 * Keywords of one HDU: its own header first, then the primary one, where multi-extension files keep what holds for all
 * (the INHERIT convention, taken for granted because most writers leave the card out).
 */
export class Headers {
  constructor(
    readonly own: Header,
    private readonly primary: Header = own,
  ) {}

  get all(): readonly Header[] {
    return this.own === this.primary ? [this.own] : [this.own, this.primary];
  }

  /** The first of the keywords that has a text which says something, or a number written out. */
  text(...keywords: string[]): string | undefined {
    return this.first(keywords, (header, keyword) => {
      const value = header.value(keyword);
      const text = typeof value === 'string' || typeof value === 'number' ? String(value).trim() : '';
      // a long string may go on for megabytes (CONTINUE); nobody's name does
      return text === '' || /^(none|null|n\/a|unknown|undefined)$/i.test(text) ? undefined : text.slice(0, LONGEST_TEXT);
    });
  }

  /** The first of the keywords that has a number, also one that somebody put in quotes. */
  number(...keywords: string[]): number | undefined {
    return this.first(keywords, (header, keyword) => {
      const value = header.value(keyword);
      const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
      return typeof number === 'number' && Number.isFinite(number) ? number : undefined;
    });
  }

  private first<T>(keywords: readonly string[], read: (header: Header, keyword: string) => T | undefined): T | undefined {
    for (const header of this.all) {
      for (const keyword of keywords) {
        const value = read(header, keyword);
        if (value !== undefined) return value;
      }
    }
    return undefined;
  }
}
