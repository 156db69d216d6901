import { UnsupportedError } from '#faults';
import { type HeaderCards, numberCard, textCard } from '../header-cards.js';
import type { SpectralCtype } from './spectral-ctype.js';

/** AIPS memo 117: VELREF = frame + 256 for the radio convention. */
const FRAMES = ['LSRK', 'BARYCENT', 'TOPOCENT', 'LSRD', 'GEOCENTR', 'SOURCE', 'GALACTOC'];
const CONVENTIONS = ['VOPT', 'VRAD'] as const;

/** `VELO` with a frame, from CTYPE or VELREF, is AIPS' and optical or radio; without one it is relativistic (Paper III). */
export function velrefQuantity(
  cards: HeaderCards,
  { alternate }: { alternate: string },
  said: SpectralCtype,
  label: string,
): SpectralCtype {
  const velref = velrefOf(cards, alternate);
  if (!said.velref || (said.specsys === undefined && frameOf(velref) === undefined)) return said;
  const quantity = CONVENTIONS[velref >> 8];
  if (!quantity) throw new UnsupportedError(`${label}: VELREF = ${velref} is neither optical (1 to 7) nor radio (257 to 263)`);
  return { ...said, quantity };
}

/** The SPECSYS card, else the frame of VELREF, else that of CTYPE; but what GIPSY's reference velocity is in always holds. */
export function specsysOf(cards: HeaderCards, alternate: string, said: SpectralCtype): string | undefined {
  if (said.gipsy) return said.specsys;
  return textCard(cards, `SPECSYS${alternate}`) || frameOf(velrefOf(cards, alternate)) || said.specsys;
}

/** VELREF has no alternates. */
function velrefOf(cards: HeaderCards, alternate: string): number {
  return alternate === '' ? (numberCard(cards, 'VELREF') ?? 0) : 0;
}

function frameOf(velref: number): string | undefined {
  return FRAMES[(velref & 255) - 1];
}
