import { type HeaderCards, numberCard } from './header-cards.js';

/** A polarisation axis behind the linear part of the WCS. */
export interface StokesCode {
  /**
   * The FITS code (1 … 4 for I Q U V, −1 … −4 for RR LL RL LR, −5 … −8 for XX YY XY YX; FITS 4.0 table 29) at the intermediate
   * coordinate; NaN where it is no integer, as between two planes.
   */
  codeAt(intermediate: number): number;
}

/** Whether an axis is of polarisations; GIPSY calls it POL. */
export function isStokesCtype(ctype: string): boolean {
  return CTYPES.has(ctype.trim().toUpperCase());
}

/** `axis` is 0-based; an absent CRVAL is 0 and then gives codes that mean nothing, as the standard has it. */
export function parseStokes(cards: HeaderCards, { axis, alternate }: { axis: number; alternate: string }): StokesCode {
  const crval = numberCard(cards, `CRVAL${axis + 1}${alternate}`) ?? 0;
  return {
    codeAt(intermediate) {
      const code = Math.round(crval + intermediate);
      return Math.abs(crval + intermediate - code) < TOLERANCE ? code + 0 : NaN; // + 0: no −0
    },
  };
}

const CTYPES = new Set(['STOKES', 'POL', 'POLARIZATION', 'POLARISATION', 'POLARIZA', 'POLARISA']);

/** Old writers store CRVAL and CDELT in single precision. */
const TOLERANCE = 1e-3;
