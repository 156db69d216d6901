import type { HeaderCards } from '../../src/header-cards.js';
import type { SpectralCode } from '../../src/spectral/parse-spectral-axis.js';

export type Cards = Readonly<Record<string, string | number | boolean>>;

export const headerOf = (cards: Cards): HeaderCards => ({ value: (keyword) => cards[keyword] });

/** Intermediate coordinates in SI of 0-based pixels on axis 1. */
export function intermediate(cards: Cards, pixels: readonly number[], axis: SpectralCode): Float64Array {
  const { CRPIX1 = 0, CDELT1 = 1 } = cards as Record<string, number>;
  return Float64Array.from(pixels, (pixel) => (pixel + 1 - CRPIX1) * CDELT1 * axis.cdeltScale);
}

/** The largest error over what is allowed: 1e-12 of the value, and 4e-15 of `unit` (c for velocities) where values pass zero. */
export function worst(got: ArrayLike<number>, want: ArrayLike<number>, unit = 0): number {
  let largest = 0;
  for (let i = 0; i < want.length; i++) {
    const error = Math.abs(got[i] - want[i]) / (1e-12 * Math.abs(want[i]) + 4e-15 * unit);
    largest = Math.max(largest, Number.isNaN(error) ? (got[i] === want[i] ? 0 : Infinity) : error);
  }
  return largest;
}
