import { UnsupportedError } from '#faults';
import { type HeaderCards, numberCard, textCard } from '../header-cards.js';
import { unitScale } from '../unit.js';
import type { WcsTables } from '../wcs-tables.js';
import { logLinear, mediumCard } from './log-linear.js';
import { QUANTITIES } from './quantity.js';
import { type SpectralCtype, spectralCtype } from './spectral-ctype.js';
import { velrefQuantity } from './velref.js';

export interface AxisContext {
  /** 0-based */
  readonly axis: number;
  /** '' or 'A' … 'Z' */
  readonly alternate: string;
  /** for -TAB */
  readonly tables?: WcsTables;
}

/** What the cards of one axis say, dialects and habits resolved. */
export interface SpectralCards {
  readonly said: SpectralCtype;
  /** header unit → SI */
  readonly scale: number;
  /** in header units, and what the intermediate coordinate is multiplied by besides `scale` */
  readonly crval: number;
  readonly step: number;
  readonly notes: string[];
}

/** Whether parseSpectralAxis has a say in this axis (it may still refuse it). */
export function isSpectralAxis(cards: HeaderCards, context: AxisContext): boolean {
  const ctype = textCard(cards, `CTYPE${context.axis + 1}${context.alternate}`);
  return logLinear(cards, context) !== undefined || spectralCtype(ctype, unitOf(cards, context)) !== undefined;
}

/** undefined when the axis is not spectral. Throws UnsupportedError for a unit of something else. */
export function describeAxis(cards: HeaderCards, context: AxisContext): SpectralCards | undefined {
  const key = `${context.axis + 1}${context.alternate}`;
  const label = labelOf(cards, context);
  const log = logLinear(cards, context);
  if (log) return { said: log.said, scale: log.scale, crval: log.crval, step: log.step, notes: [`${label}: ${log.said.note}`] };

  const cunit = unitOf(cards, context);
  const ctype = spectralCtype(textCard(cards, `CTYPE${key}`), cunit);
  if (!ctype) return undefined;
  const medium = ctype.quantity === 'WAVE' && ctype.note ? mediumCard(cards) : undefined;
  const notes = ctype.note && !medium ? [`${label} ${ctype.note}`] : [];
  const meant = medium === 'air' ? ({ ...ctype, quantity: 'AWAV' } as const) : velrefQuantity(cards, context, ctype, label);
  const { said, scale } = withUnit(meant, cunit, label, key, notes);
  return { said, scale, crval: numberCard(cards, `CRVAL${key}`) ?? 0, step: 1, notes };
}

/** CUNIT; IRAF's WCS text stands in for a missing one: `wtype=linear label=Wavelength units=angstroms`. */
function unitOf(cards: HeaderCards, { axis, alternate }: AxisContext): string {
  const cunit = textCard(cards, `CUNIT${axis + 1}${alternate}`);
  if (cunit !== '' || alternate !== '') return cunit;
  return /\bunits=([A-Za-z]+)/.exec(textCard(cards, `WAT${axis + 1}_001`))?.[1] ?? '';
}

/** FITS §8.2: a blank CUNIT is the SI unit of the CTYPE. */
function withUnit(said: SpectralCtype, cunit: string, label: string, key: string, notes: string[]): { said: SpectralCtype; scale: number } {
  const wanted = QUANTITIES[said.quantity].dimension;
  if (cunit === '') return { said, scale: 1 };
  const unit = unitScale(cunit);
  if (unit?.dimension === wanted) return { said, scale: unit.scale };
  if (said.quantity === 'FREQ' && said.code === '' && !said.gipsy && unit?.dimension === 'velocity') {
    notes.push(`${label} with CUNIT${key} = '${cunit}' is taken as radio velocity`);
    return { said: { ...said, quantity: 'VRAD' }, scale: unit.scale };
  }
  throw new UnsupportedError(`${label} has CUNIT${key} = '${cunit}', which is no unit of ${wanted === 'none' ? 'a pure number' : wanted}`);
}

export function labelOf(cards: HeaderCards, { axis, alternate }: AxisContext): string {
  return `CTYPE${axis + 1}${alternate} = '${textCard(cards, `CTYPE${axis + 1}${alternate}`)}' (axis ${axis + 1})`;
}
