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

/** The middle pixel of a single image; of several, or where the middle has no sky, the centre of the footprint; else what RA and DEC cards say. */
export function position(main: ImageHdu | undefined, footprint: Footprint | undefined, isSingle: boolean, headers: Headers): Position {
  if (main?.wcs.celestial !== undefined && footprint !== undefined) {
    const map = skyMapOf(main.wcs.celestial, main.axes);
    const sky = new Float64Array(2);
    map.pixelToSky(Float64Array.of((map.width - 1) / 2, (map.height - 1) / 2), 1, sky);
    const [lon, lat] = isSingle && Number.isFinite(sky[0] + sky[1]) ? sky : [footprint.circle.lonDeg, footprint.circle.latDeg];
    return { s_ra: lon, s_dec: lat, guesses: [] };
  }
  const s_ra = degrees(headers, ['RA', 'RA_TARG', 'RA_OBJ', 'OBJRA', 'OBJCTRA', 'PLUG_RA', 'RAOBJ'], 15);
  const s_dec = degrees(headers, ['DEC', 'DEC_TARG', 'DEC_OBJ', 'OBJDEC', 'OBJCTDEC', 'PLUG_DEC', 'DECOBJ'], 1);
  // Old equinoxes would need a precession that nobody asked for; a pointing that is half a degree off is worse than none.
  if (s_ra === undefined || s_dec === undefined || Math.abs(s_dec) > 90 || !isModern(headers))
    return { s_ra: null, s_dec: null, guesses: [] };
  return { s_ra: ((s_ra % 360) + 360) % 360, s_dec, guesses: ['s_ra, s_dec: from the pointing in RA and DEC cards, as ICRS'] };
}

function isModern(headers: Headers): boolean {
  const frame = headers.text('RADESYS', 'RADECSYS')?.toUpperCase();
  const equinox = headers.number('EQUINOX', 'EPOCH');
  return !frame?.startsWith('FK4') && (equinox === undefined || equinox >= 1984);
}

/** A number is degrees; hh:mm:ss or dd:mm:ss (also with blanks) is sexagesimal, hours for right ascension. */
function degrees(headers: Headers, keywords: readonly string[], degreesPerUnit: number): number | undefined {
  const number = headers.number(...keywords);
  if (number !== undefined) return number;
  const parts = /^([+-]?)(\d{1,3})[: ](\d{1,2})[: ](\d{1,2}(?:\.\d*)?)$/.exec(headers.text(...keywords) ?? '');
  if (parts === null) return undefined;
  const value = (Number(parts[2]) + Number(parts[3]) / 60 + Number(parts[4]) / 3600) * degreesPerUnit;
  return parts[1] === '-' ? -value : value;
}
