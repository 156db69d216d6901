import { DamagedError, type DamageSite } from '#faults';
import { CARD_BYTES } from './card.js';

export const BLOCK_BYTES = 2880;

/** Where a header is given up: 8 MB. The longest real ones (HISTORY of CASA, drizzled mosaics) have some 10,000 cards. */
export const MAX_CARDS = 100_000;

/**
 * The 0-based number of the END card among the whole cards of `bytes`, from card `from` on; undefined when it is not there yet.
 * Throws DamagedError when these bytes are no header any more or the header is too long.
 */
export function findEnd(bytes: Uint8Array, from: number, site: DamageSite): number | undefined {
  const cards = Math.floor(bytes.length / CARD_BYTES);
  for (let card = from; card < cards; card++) {
    const at = card * CARD_BYTES;
    if (card >= MAX_CARDS) throw damage(`the header has no END within ${MAX_CARDS} cards`, site, card);
    if (bytes[at] === 0x45 && isEnd(bytes, at)) return card;
    for (let i = at; i < at + 8; i++) {
      // NUL passes for a blank; any other control byte says that the header ran into the data.
      if (bytes[i] < 0x20 && bytes[i] !== 0)
        throw damage('the header has no END card; this card does not start with a keyword', site, card);
    }
  }
  return undefined;
}

/** Up to the next multiple of 2880. */
export function padded(length: number): number {
  return Math.ceil(length / BLOCK_BYTES) * BLOCK_BYTES;
}

/** The site of a card (0-based) of the header that starts at `site.offset`. */
export function cardSite(site: DamageSite, card: number): DamageSite {
  return { ...site, card: card + 1, offset: (site.offset ?? 0) + card * CARD_BYTES };
}

function damage(what: string, site: DamageSite, card: number): DamagedError {
  return new DamagedError(what, cardSite(site, card));
}

function isEnd(bytes: Uint8Array, at: number): boolean {
  if (bytes[at + 1] !== 0x4e || bytes[at + 2] !== 0x44) return false;
  for (let i = at + 3; i < at + 8; i++) if (bytes[i] !== 0x20 && bytes[i] !== 0) return false;
  return true;
}
