import type { HeaderCards } from '../header-cards.js';

/**
 * The fields of a record-valued keyword: cards of one name, each `'field.specifier: value'` (draft of WCS Paper IV §2.3). The last of
 * two with the same field counts; a field whose value is no number is left out.
 */
export function recordOf({ cards }: HeaderCards, keyword: string): Map<string, number> {
  const fields = new Map<string, number>();
  for (const card of cards ?? []) {
    if (card.keyword !== keyword || card.kind !== 'value' || typeof card.value !== 'string') continue;
    const [, field, value] = /^\s*([\w.]+): +(\S+)/.exec(card.value) ?? [];
    const number = value === undefined ? NaN : Number(value.replace(/d/i, 'e'));
    if (field && Number.isFinite(number)) fields.set(field.toUpperCase(), number);
  }
  return fields;
}
