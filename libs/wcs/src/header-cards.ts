/** What the WCS reads of a header; the Header of #fits satisfies it. */
export interface HeaderCards {
  value(keyword: string): string | number | bigint | boolean | undefined;
}

/** The card's finite number, or undefined where it is absent or something else. */
export function numberCard(cards: HeaderCards, keyword: string): number | undefined {
  const value = cards.value(keyword);
  if (typeof value !== 'number' && typeof value !== 'bigint') return undefined;
  const number = Number(value);
  return Number.isFinite(number) ? number : undefined;
}

/** The card's text without the blanks around it; '' where it is absent or no string. */
export function textCard(cards: HeaderCards, keyword: string): string {
  const value = cards.value(keyword);
  return typeof value === 'string' ? value.trim() : '';
}
