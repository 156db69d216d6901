import type { Header } from '#fits';
import { Wcs } from '#wcs';

/**
 * From right ascensions and declinations to ICRS, pairs of degrees in place. RADESYS and EQUINOX count as they do for images, those of the first of
 * the headers that has one of them.
 */
export function icrsOf(headers: readonly Header[]): (pairsDeg: Float64Array) => void {
  const header = headers.find((one) => FRAME.some((keyword) => one.has(keyword))) ?? headers[0];
  const frame = [...FRAME, 'MJD-OBS', 'DATE-OBS'];
  // An epoch that is no equinox (the date of the observation) would be taken for one.
  const isEpochOfDate = (keyword: string) => keyword === 'EPOCH' && header.has('EQUINOX');
  const value = (keyword: string) =>
    PLANE.get(keyword) ?? (frame.includes(keyword) && !isEpochOfDate(keyword) ? header.value(keyword) : undefined);
  const { celestial } = Wcs.parse({ value }, { axes: [1, 1] });
  return (pairsDeg) => {
    if (!celestial) return;
    const icrs = pairsDeg.map((degrees, i) => (i % 2 === 0 ? turned(degrees) : degrees));
    celestial.pixelToIcrs(icrs, icrs.length / 2, icrs);
    for (let i = 0; i < icrs.length; i += 2) {
      const moved = Math.max(Math.abs(turned(icrs[i] - pairsDeg[i])), Math.abs(icrs[i + 1] - pairsDeg[i + 1]));
      if (moved > ROUNDING_DEG && moved < Infinity) pairsDeg.set(icrs.subarray(i, i + 2), i);
    }
  };
}

/** 4 µas: below it what was ICRS already keeps the digits that it is written with. */
const ROUNDING_DEG = 1e-9;

const FRAME = ['RADESYS', 'RADECSYS', 'EQUINOX', 'EPOCH'];

/** A plane whose 0-based pixels are right ascension and declination in degrees. */
const PLANE = new Map<string, string | number>([
  ['CTYPE1', 'RA---CAR'],
  ['CTYPE2', 'DEC--CAR'],
  ['CRVAL1', 0],
  ['CRVAL2', 0],
  ['CRPIX1', 1],
  ['CRPIX2', 1],
  ['CDELT1', 1],
  ['CDELT2', 1],
]);

/** From −180 to 180, which is the plane. */
const turned = (degrees: number): number => degrees - 360 * Math.round(degrees / 360);
