import { type HeaderCards, numberCard } from '../header-cards.js';
import { C } from './light.js';
import type { Medium } from './medium.js';

export interface Rest {
  readonly frequencyHz?: number;
  readonly wavelengthMetres?: number;
  readonly note?: string;
}

/** How far RESTFRQ and RESTWAV may disagree before one of them is dropped. */
const AGREEMENT = 1e-6;

/**
 * The rest frequency and vacuum wavelength, each from the other; neither when no card has a positive value (MUSE writes 0).
 * RESTFREQ and GIPSY's FREQ0 are synonyms of RESTFRQ. When the two disagree, the one that suits the axis counts.
 */
export function restOf(cards: HeaderCards, alternate: string, medium: Medium): Rest {
  const frequency = positive(cards, `RESTFRQ${alternate}`) ?? synonym(cards, alternate);
  const wave = positive(cards, `RESTWAV${alternate}`);
  if (frequency === undefined && wave === undefined) return {};
  if (frequency === undefined) return fromWavelength(wave as number);
  if (wave === undefined || Math.abs((wave * frequency) / C - 1) <= AGREEMENT) return fromFrequency(frequency);
  const note = `RESTFRQ${alternate} = ${frequency} Hz and RESTWAV${alternate} = ${wave} m contradict each other`;
  return medium === 'W' || medium === 'A' ? { ...fromWavelength(wave), note } : { ...fromFrequency(frequency), note };
}

const fromFrequency = (hz: number): Rest => ({ frequencyHz: hz, wavelengthMetres: C / hz });
const fromWavelength = (metres: number): Rest => ({ frequencyHz: C / metres, wavelengthMetres: metres });

/** Both names are older than alternates. */
function synonym(cards: HeaderCards, alternate: string): number | undefined {
  return alternate === '' ? (positive(cards, 'RESTFREQ') ?? positive(cards, 'FREQ0')) : undefined;
}

function positive(cards: HeaderCards, keyword: string): number | undefined {
  const value = numberCard(cards, keyword);
  return value !== undefined && value > 0 ? value : undefined;
}
