import { UnsupportedError } from '#faults';
import { parseFrame } from '../frame/parse-frame.js';
import { numberCard, textCard, type HeaderCards } from '../header-cards.js';
import { PROJECTIONS } from '../projection/table.js';
import { nativeToCelestial } from './native-pole.js';
import type { Term } from '../distortion/polynomial.js';
import { PolynomialMap } from './polynomial-map.js';
import type { Sky } from './parse-sky.js';
import { SkyMap } from './sky-map.js';

/** The least that a plate solution of the Digitized Sky Survey consists of. */
const CARDS = ['PLTRAH', 'PLTDECD', 'PPO3', 'PPO6', 'XPIXELSZ', 'YPIXELSZ', 'CNPIX1', 'CNPIX2', 'AMDX1', 'AMDY1'];

/** Whether the header has one. As in WCSLIB it then stands above CTYPE, CRVAL and the rest, which only approximate it. */
export function hasDssPlate(cards: HeaderCards): boolean {
  return CARDS.every((keyword) => numberCard(cards, keyword) !== undefined);
}

/**
 * The plate solution: pixels of the scan → millimetres on the plate → AMDXn and AMDYn polynomials → arcseconds in the tangent
 * plane of the plate centre. The place of the image on the scan is CNPIX1 and CNPIX2, which a cutout has to move like CRPIX.
 */
export function parseDssPlate(cards: HeaderCards): Sky {
  const number = (keyword: string) => numberCard(cards, keyword) ?? 0;
  const [stepX, stepY] = [-number('XPIXELSZ') / 1000, number('YPIXELSZ') / 1000];
  const sequent = new PolynomialMap(terms(cards, 'AMDX', false), terms(cards, 'AMDY', true));
  if (!sequent.invertible || stepX === 0 || stepY === 0) throw new UnsupportedError('the plate solution AMDXn, AMDYn is singular');
  const frame = parseFrame(cards, undefined, '');
  if (typeof frame === 'string') throw new UnsupportedError(frame);
  const sign = textCard(cards, 'PLTDECSN') === '-' ? -1 : 1;
  const map = new SkyMap({
    // the scan counts pixel edges: the centre of its first pixel is at 0.5
    x0: number('PPO3') / number('XPIXELSZ') - number('CNPIX1') - 0.5,
    y0: number('PPO6') / number('YPIXELSZ') - number('CNPIX2') - 0.5,
    matrix: [stepX, 0, 0, stepY],
    inverse: [1 / stepX, 0, 0, 1 / stepY],
    shift: [0, 0],
    sequent,
    projection: PROJECTIONS.get('TAN')!([]),
    fiducial: [0, 0],
    rotation: nativeToCelestial({
      lon: 15 * (number('PLTRAH') + number('PLTRAM') / 60 + number('PLTRAS') / 3600),
      lat: sign * (number('PLTDECD') + number('PLTDECM') / 60 + number('PLTDECS') / 3600),
      phi0: 0,
      theta0: 90,
    }),
    frame,
  });
  return { map, frame: frame.name, equinox: frame.equinox, projection: 'TAN' };
}

/** Powers [own axis, other axis, r] of AMDn, n = 1…13; the later ones are of magnitude and colour. */
const POWERS: readonly (readonly [number, number, number])[] = [
  [1, 0, 0], [0, 1, 0], [0, 0, 0], [2, 0, 0], [1, 1, 0], [0, 2, 0], [0, 0, 2],
  [3, 0, 0], [2, 1, 0], [1, 2, 0], [0, 3, 0], [1, 0, 2], [1, 0, 4],
]; // prettier-ignore

/** Millimetres to degrees. */
function terms(cards: HeaderCards, name: string, swapped: boolean): Term[] {
  return POWERS.map(([own, other, k], n) => ({
    coefficient: (numberCard(cards, `${name}${n + 1}`) ?? 0) / 3600,
    i: swapped ? other : own,
    j: swapped ? own : other,
    k,
  }));
}
