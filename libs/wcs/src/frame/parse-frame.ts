import { numberCard, textCard, type HeaderCards } from '../header-cards.js';
import { dateToJd } from './epoch.js';
import { skyFrame, type FrameName, type SkyFrame } from './sky-frame.js';

/** Names of the coordinate pair by the first part of CTYPE, → the frame when CTYPE alone tells it. */
export const PAIRS: ReadonlyMap<string, { readonly longitude: string; readonly latitude: string; readonly frame?: FrameName }> = new Map([
  ['equatorial', { longitude: 'RA', latitude: 'DEC' }],
  ['galactic', { longitude: 'GLON', latitude: 'GLAT', frame: 'GALACTIC' as const }],
  ['ecliptic', { longitude: 'ELON', latitude: 'ELAT', frame: 'ECLIPTIC' as const }],
  ['supergalactic', { longitude: 'SLON', latitude: 'SLAT', frame: 'SUPERGALACTIC' as const }],
]);

/**
 * The frame of a celestial pair (FITS 4.0 §8.3, table 22): RADESYSa, else the deprecated RADECSYS; EQUINOXa, else EPOCH.
 * Without RADESYS: ICRS when there is no equinox either, FK4 before 1984, else FK5. An equinox out of the question
 * (the 0.0 of some writers) counts as none. A sentence when RADESYS names a frame that is not supported.
 */
export function parseFrame(cards: HeaderCards, frame: FrameName | undefined, alternate: string): SkyFrame | string {
  const equinox = equinoxCard(cards, `EQUINOX${alternate}`) ?? (alternate === '' ? equinoxCard(cards, 'EPOCH') : undefined);
  if (frame === 'ECLIPTIC') return skyFrame(frame, equinox ?? 2000);
  if (frame) return skyFrame(frame);
  const radesys = (textCard(cards, `RADESYS${alternate}`) || (alternate === '' ? textCard(cards, 'RADECSYS') : '')).toUpperCase();
  const name =
    radesys === '' ? (equinox === undefined ? 'ICRS' : equinox < 1984 ? 'FK4' : 'FK5') : EQUATORIAL.get(radesys.replace(/[\s_]/g, '-'));
  if (!name) return `RADESYS${alternate} = '${radesys}' is not one of ${[...new Set(EQUATORIAL.values())].join(', ')}`;
  return skyFrame(name, equinox ?? (name.startsWith('FK4') ? 1950 : 2000), observationJd(cards));
}

/** RADESYS as written → frame; J2000 and B1950 are how some writers say FK5 and FK4. */
const EQUATORIAL: ReadonlyMap<string, FrameName> = new Map<string, FrameName>([
  ['ICRS', 'ICRS'],
  ['ICRF', 'ICRS'],
  ['FK5', 'FK5'],
  ['J2000', 'FK5'],
  ['FK4', 'FK4'],
  ['B1950', 'FK4'],
  ['FK4-NO-E', 'FK4-NO-E'],
]);

/** A year, also one in quotes or written J2000, B1950. */
function equinoxCard(cards: HeaderCards, keyword: string): number | undefined {
  const text = /^[JB]?(\d+(?:\.\d*)?)$/i.exec(textCard(cards, keyword));
  const year = text ? Number(text[1]) : numberCard(cards, keyword);
  return year !== undefined && year >= 1800 && year <= 2200 ? year : undefined;
}

function observationJd(cards: HeaderCards): number | undefined {
  for (const keyword of ['MJD-OBS', 'MJD-AVG']) {
    const mjd = numberCard(cards, keyword);
    if (mjd) return mjd + 2400000.5;
  }
  return dateToJd(textCard(cards, 'DATE-OBS')) ?? dateToJd(textCard(cards, 'DATE-AVG'));
}
