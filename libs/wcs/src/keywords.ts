import type { HeaderCards } from './header-cards.js';

const PER_AXIS = ['CTYPE', 'CRPIX', 'CRVAL', 'CDELT', 'CUNIT'];

/** No header is known with more; each candidate costs look-ups. */
const MAX_AXES = 9;

/** Number of axes of a WCS: WCSAXESa, else the largest index of its keywords; at least NAXIS (FITS 4.0 §8.2). */
export function axisCount(cards: HeaderCards, naxis: number, alternate: string): number {
  const given = cards.value(`WCSAXES${alternate}`);
  if (typeof given === 'number' && Number.isInteger(given) && given > 0 && given <= 99) return Math.max(naxis, given);
  let count = naxis;
  for (let i = naxis + 1; i <= MAX_AXES; i++) if (hasAxis(cards, i, alternate)) count = i;
  return count;
}

/** The world coordinate systems that a header has: '' for the primary one, and letters. */
export function alternatesOf(cards: HeaderCards): string[] {
  return ['', ...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'].filter((alternate) => {
    for (let i = 1; i <= MAX_AXES; i++) if (hasAxis(cards, i, alternate)) return true;
    return false;
  });
}

function hasAxis(cards: HeaderCards, i: number, alternate: string): boolean {
  return PER_AXIS.some((name) => cards.value(`${name}${i}${alternate}`) !== undefined);
}
