import { type HeaderCards, numberCard, textCard } from '../header-cards.js';
import { unitScale } from '../unit.js';
import type { SpectralCtype } from './spectral-ctype.js';

/**
 * Spectra of IRAF and SDSS whose pixels are linear in log10 of the wavelength: λ = 10^(CRVAL1 + w) in CUNIT1 or ångström. As
 * S_r = 10^CRVAL1 makes that S_r·exp(w·ln 10), it is a -LOG axis with other cards. `crval` and `step` replace what the
 * linear cards say; undefined when the axis is not of this kind.
 */
export function logLinear(
  cards: HeaderCards,
  { axis, alternate }: { axis: number; alternate: string },
): { said: SpectralCtype; scale: number; crval: number; step: number } | undefined {
  if (axis !== 0 || alternate !== '' || !CTYPES.has(textCard(cards, 'CTYPE1').toUpperCase())) return undefined;
  const exponent = numberCard(cards, 'CRVAL1');
  if (exponent === undefined || Math.abs(exponent) > LARGEST_EXPONENT) return undefined;
  if (numberCard(cards, 'DC-FLAG') !== 1 && numberCard(cards, 'COEFF0') !== exponent) return undefined;

  const unit = unitScale(textCard(cards, 'CUNIT1') || 'Angstrom');
  if (unit?.dimension !== 'length') return undefined;
  const crval = 10 ** exponent;
  const air = mediumCard(cards) === 'air';
  const note = `read as log10 of the ${air ? 'air' : 'vacuum'} wavelength, as IRAF's DC-FLAG = 1 and SDSS' COEFF0 mean it`;
  return { said: { quantity: air ? 'AWAV' : 'WAVE', code: 'LOG', note }, scale: unit.scale, crval, step: crval * Math.LN10 };
}

/** The cards by which SDSS and others tell air from vacuum where CTYPE does not. */
export function mediumCard(cards: HeaderCards): 'air' | 'vacuum' | undefined {
  const text = textCard(cards, 'AIRORVAC').toLowerCase();
  if (text === 'air' || cards.value('VACUUM') === false) return 'air';
  return text.startsWith('vac') || cards.value('VACUUM') === true ? 'vacuum' : undefined;
}

const CTYPES = new Set(['LINEAR', 'WAVELENGTH', 'LAMBDA', 'WAVE', '']);

/** A CRVAL1 beyond this is a wavelength, not the logarithm of one. */
const LARGEST_EXPONENT = 12;
