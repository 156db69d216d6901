import { numberCard, type HeaderCards } from '../header-cards.js';
import type { Term } from '../distortion/polynomial.js';
import { PolynomialMap } from './polynomial-map.js';

/**
 * The Simple Imaging Polynomial (Shupe et al. 2005): pixel offsets (u, v) from CRPIX of axes 1 and 2 to corrected offsets
 * u + A(u, v), v + B(u, v). Undefined when the header has none; a sentence when what it has cannot be used.
 * As astropy, an order below 2 counts as none, and CTYPE need not end in -SIP. AP and BP are not used: they only approximate
 * the inverse, which is searched for instead.
 */
export function parseSip(cards: HeaderCards): PolynomialMap | string | undefined {
  const aOrder = numberCard(cards, 'A_ORDER') ?? 0;
  const bOrder = numberCard(cards, 'B_ORDER') ?? 0;
  if (aOrder < 2 && bOrder < 2) return undefined;
  if (aOrder > MAX_ORDER || bOrder > MAX_ORDER)
    return `A_ORDER = ${aOrder} and B_ORDER = ${bOrder} are beyond the SIP convention's ${MAX_ORDER}`;
  if (aOrder < 2) return 'B_ORDER is given without A_ORDER';
  if (cards.value('B_ORDER') === undefined) return 'A_ORDER is given without B_ORDER';
  if (bOrder < 2) return undefined;
  const map = new PolynomialMap(
    [{ coefficient: 1, i: 1, j: 0 }, ...terms(cards, 'A', aOrder)],
    [{ coefficient: 1, i: 0, j: 1 }, ...terms(cards, 'B', bOrder)],
  );
  return map.invertible ? map : 'the linear terms of the SIP polynomials A and B are singular';
}

const MAX_ORDER = 9;

function terms(cards: HeaderCards, letter: string, order: number): Term[] {
  const found: Term[] = [];
  for (let i = 0; i <= order; i++)
    for (let j = 0; i + j <= order; j++) {
      const coefficient = numberCard(cards, `${letter}_${i}_${j}`);
      if (coefficient) found.push({ coefficient, i, j });
    }
  return found;
}
