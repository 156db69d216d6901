import { cardPlaceOf } from '#products';
import type { OpenedDataset } from '../read/open-dataset.js';
import type { Footprint } from './sky-coverage.js';
import { skyMapOf } from './sky-coverage.js';
import type { Headers } from './headers.js';
import type { ImageHdu } from './science-hdus.js';

export interface Position {
  /** ICRS degrees */
  readonly s_ra: number | null;
  readonly s_dec: number | null;
  readonly guesses: readonly string[];
}

/** The middle pixel of a single image; of several, or where the middle has no sky, the centre of the footprint; else where the spectra lie; else cards. */
export function position(
  main: ImageHdu | undefined,
  footprint: Footprint | undefined,
  isSingle: boolean,
  place: OpenedDataset['place'],
  headers: Headers,
): Position {
  if (main?.wcs.celestial !== undefined && footprint !== undefined) {
    const map = skyMapOf(main.wcs.celestial, main.axes);
    const sky = new Float64Array(2);
    map.pixelToSky(Float64Array.of((map.width - 1) / 2, (map.height - 1) / 2), 1, sky);
    const [lon, lat] = isSingle && Number.isFinite(sky[0] + sky[1]) ? sky : [footprint.circle.lonDeg, footprint.circle.latDeg];
    return { s_ra: lon, s_dec: lat, guesses: [] };
  }
  // The pointing may be a degree away from any of the spectra.
  if (place === 'scattered') return { s_ra: null, s_dec: null, guesses: [] };
  if (place) return { s_ra: around(place.lonDeg), s_dec: place.latDeg, guesses: [] };
  const card = cardPlaceOf(headers.all);
  if (!card) return { s_ra: null, s_dec: null, guesses: [] };
  const { lonDeg, latDeg } = card.place;
  const from = card.isBoresight
    ? `where the telescope pointed (${card.keyword}, a boresight), which may be a degree from the target`
    : `from the RA and DEC cards (${card.keyword})`;
  return { s_ra: around(lonDeg), s_dec: latDeg, guesses: [`s_ra, s_dec: ${from}`] };
}

const around = (degrees: number): number => (degrees >= 0 && degrees < 360 ? degrees : ((degrees % 360) + 360) % 360);
