/** What the WCS reads of a header; the Header of #fits satisfies it. */
export interface HeaderCards {
  value(keyword: string): string | number | bigint | boolean | undefined;
  /** every card in order: records (of distortions) have many cards of one keyword */
  readonly cards?: readonly HeaderCard[];
}

export interface HeaderCard {
  readonly kind: string;
  readonly keyword: string;
  readonly value?: string | number | bigint | boolean;
}

/** The card's finite number; a quoted number counts (old writers quote them), anything else is undefined. */
export function numberCard(cards: HeaderCards, keyword: string): number | undefined {
  const value = cards.value(keyword);
  if (value === undefined || typeof value === 'boolean') return undefined;
  if (typeof value === 'string' && value.trim() === '') return undefined;
  const number = typeof value === 'string' ? Number(value.replace(/d/i, 'e')) : Number(value);
  return Number.isFinite(number) ? number : undefined;
}

/** The card's text without the blanks around it; '' where it is absent or no string. */
export function textCard(cards: HeaderCards, keyword: string): string {
  const value = cards.value(keyword);
  return typeof value === 'string' ? value.trim() : '';
}
