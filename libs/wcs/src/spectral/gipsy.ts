import { UnsupportedError } from '#faults';
import { type HeaderCards, numberCard, textCard } from '../header-cards.js';
import { unitScale } from '../unit.js';
import { C } from './light.js';

/** Where a regular frequency axis of GIPSY really lies, in the frame of its velocity. */
export interface GipsyAxis {
  readonly crvalHz: number;
  /** what the topocentric CDELT is to be multiplied by */
  readonly stepFactor: number;
}

/**
 * FREQ-OHEL and its like: CRVAL and CDELT are topocentric, the velocity at the reference pixel is heliocentric or LSR and stands
 * in DRVALn (unit DUNITn, else m/s) or VELR (m/s). `axis` is 1-based.
 */
export function gipsyAxis(
  cards: HeaderCards,
  axis: number,
  convention: 'optical' | 'radio',
  topocentricHz: number,
  restHz: number | undefined,
): GipsyAxis {
  const ctype = textCard(cards, `CTYPE${axis}`);
  const velocity = referenceVelocity(cards, axis, ctype);
  if (restHz === undefined) throw new UnsupportedError(`CTYPE${axis} = '${ctype}' needs a rest frequency: RESTFRQ or FREQ0`);
  const drpix = numberCard(cards, `DRPIX${axis}`);
  if (drpix !== undefined && drpix !== (numberCard(cards, `CRPIX${axis}`) ?? 0)) {
    throw new UnsupportedError(`CTYPE${axis} = '${ctype}' has its velocity at DRPIX${axis} = ${drpix}, which is not CRPIX${axis}`);
  }
  const crvalHz = convention === 'optical' ? restHz / (1 + velocity / C) : restHz * (1 - velocity / C);
  const b = crvalHz * crvalHz;
  const e = topocentricHz * topocentricHz;
  const v = (C * (b - e)) / (b + e);
  const stepFactor = Math.sqrt((C - v) / (C + v));
  if (!(crvalHz > 0 && topocentricHz > 0)) {
    throw new UnsupportedError(`CTYPE${axis} = '${ctype}': CRVAL${axis}, the rest frequency and the reference velocity give no frequency`);
  }
  return { crvalHz, stepFactor };
}

function referenceVelocity(cards: HeaderCards, axis: number, ctype: string): number {
  const drval = numberCard(cards, `DRVAL${axis}`);
  if (drval === undefined) {
    const velr = numberCard(cards, 'VELR');
    if (velr !== undefined) return velr;
    throw new UnsupportedError(`CTYPE${axis} = '${ctype}' needs the velocity of its reference pixel: DRVAL${axis} or VELR`);
  }
  const dunit = textCard(cards, `DUNIT${axis}`);
  const unit = dunit === '' ? { scale: 1, dimension: 'velocity' } : unitScale(dunit);
  if (unit?.dimension !== 'velocity') throw new UnsupportedError(`DUNIT${axis} = '${dunit}' is no unit of velocity`);
  return drval * unit.scale;
}
