import { numberCard, type HeaderCards } from './header-cards.js';
import { cosDegrees, sinDegrees } from './angle.js';

/** The linear part of a WCS, pixel − CRPIX → intermediate world coordinates in header units (FITS 4.0 §8.1.1, eq. 9 and table 22). */
export interface Linear {
  readonly size: number;
  /** 0-based pixel of the reference point per axis */
  readonly referencePixel: Float64Array;
  /** row-major, row = world axis, column = pixel axis; CDELT is in it */
  readonly matrix: Float64Array;
  /** what is in the rows of the matrix besides PC: CDELTi, 1 where CD stands; sequent distortions are asked before it */
  readonly increments: Float64Array;
}

export interface LinearOptions {
  readonly size: number;
  readonly alternate: string;
  /** 0-based celestial axes, which CROTA turns */
  readonly pair?: { readonly lon: number; readonly lat: number };
}

/**
 * PCi_j with CDELTi, CDi_j, or CDELTi with CROTAn of the latitude axis. Mixtures are resolved as WCSLIB does: any PC card (also
 * PC00i00j) beats CD, and CD beats CROTA; with CD, CDELT means nothing, and an axis that no CD card names has a step of 1.
 */
export function parseLinear(cards: HeaderCards, { size, alternate, pair }: LinearOptions): Linear {
  const referencePixel = Float64Array.from({ length: size }, (_, j) => (numberCard(cards, `CRPIX${j + 1}${alternate}`) ?? 0) - 1);
  const cdelt = Float64Array.from({ length: size }, (_, i) => numberCard(cards, `CDELT${i + 1}${alternate}`) ?? 1);
  const pc = pcMatrix(cards, size, alternate, cdelt);
  const cd = pc ? undefined : cdMatrix(cards, size, alternate);
  const matrix = pc ?? cd ?? crotaMatrix(cards, alternate, cdelt, pair);
  return { size, referencePixel, matrix, increments: cd ? cdelt.fill(1) : cdelt };
}

function pcMatrix(cards: HeaderCards, size: number, alternate: string, cdelt: Float64Array): Float64Array | undefined {
  const pc = elements(cards, 'PC', size, alternate);
  if (!pc) return undefined;
  return Float64Array.from({ length: size * size }, (_, k) => {
    const i = Math.floor(k / size);
    return cdelt[i] * (pc[k] ?? (i === k % size ? 1 : 0));
  });
}

function cdMatrix(cards: HeaderCards, size: number, alternate: string): Float64Array | undefined {
  const cd = elements(cards, 'CD', size, alternate);
  if (!cd) return undefined;
  const named = (axis: number) => cd.some((element, k) => element !== undefined && (k % size === axis || Math.floor(k / size) === axis));
  return Float64Array.from({ length: size * size }, (_, k) => {
    const i = Math.floor(k / size);
    return cd[k] ?? (i === k % size && !named(i) ? 1 : 0);
  });
}

function crotaMatrix(cards: HeaderCards, alternate: string, cdelt: Float64Array, pair: LinearOptions['pair']): Float64Array {
  const size = cdelt.length;
  const matrix = Float64Array.from({ length: size * size }, (_, k) => (k % (size + 1) === 0 ? cdelt[k / (size + 1)] : 0));
  const crota = pair && alternate === '' ? numberCard(cards, `CROTA${pair.lat + 1}`) : undefined;
  if (pair && crota) {
    const { lon, lat } = pair;
    matrix[lon * size + lon] = cdelt[lon] * cosDegrees(crota);
    matrix[lon * size + lat] = -cdelt[lat] * sinDegrees(crota);
    matrix[lat * size + lon] = cdelt[lon] * sinDegrees(crota);
    matrix[lat * size + lat] = cdelt[lat] * cosDegrees(crota);
  }
  return matrix;
}

/** The cards of a matrix, row-major, absent ones undefined; undefined when there is none at all. */
function elements(cards: HeaderCards, name: string, size: number, alternate: string): (number | undefined)[] | undefined {
  const found = Array.from({ length: size * size }, (_, k) => {
    const i = Math.floor(k / size) + 1;
    const j = (k % size) + 1;
    const legacy = `${name}${String(i).padStart(3, '0')}${String(j).padStart(3, '0')}`; // the 1988 draft, as AIPS++ and DSS wrote it
    return numberCard(cards, `${name}${i}_${j}${alternate}`) ?? (alternate === '' ? numberCard(cards, legacy) : undefined);
  });
  return found.some((element) => element !== undefined) ? found : undefined;
}
