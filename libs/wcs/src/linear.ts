import { numberCard, type HeaderCards } from './header-cards.js';
import { cosDegrees, sinDegrees } from './angle.js';

/** The linear part of a WCS, pixel − CRPIX → intermediate world coordinates in header units (FITS 4.0 §8.1.1, eq. 9 and table 22). */
export interface Linear {
  readonly size: number;
  /** 0-based pixel of the reference point per axis */
  readonly referencePixel: Float64Array;
  /** row-major, row = world axis, column = pixel axis; CDELT is in it */
  readonly matrix: Float64Array;
  /** its inverse; rows and columns of singular blocks are NaN */
  readonly inverse: Float64Array;
  /** for every axis the axes that its block of the matrix couples, itself included */
  readonly blocks: readonly (readonly number[])[];
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
  const matrix = pcMatrix(cards, size, alternate, cdelt) ?? cdMatrix(cards, size, alternate) ?? crotaMatrix(cards, alternate, cdelt, pair);
  const blocks = blocksOf(matrix, size);
  return { size, referencePixel, matrix, inverse: inverted(matrix, size, blocks), blocks };
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

/** Axes that the matrix ties together, directly or through others. */
function blocksOf(matrix: Float64Array, size: number): number[][] {
  const block = Array.from({ length: size }, (_, axis) => axis);
  for (let i = 0; i < size; i++)
    for (let j = 0; j < size; j++) {
      if (matrix[i * size + j] === 0 || block[i] === block[j]) continue;
      const [keep, drop] = [block[i], block[j]];
      block.forEach((name, axis) => (block[axis] = name === drop ? keep : name));
    }
  return block.map((name) => block.flatMap((other, axis) => (other === name ? [axis] : [])));
}

/** Block by block, so that one step of zero spoils its own axis only. */
function inverted(matrix: Float64Array, size: number, blocks: readonly (readonly number[])[]): Float64Array {
  const inverse = new Float64Array(size * size);
  for (let axis = 0; axis < size; axis++) {
    const block = blocks[axis];
    if (block[0] !== axis) continue;
    const small = invertedBlock(block.map((i) => block.map((j) => matrix[i * size + j])));
    block.forEach((i, row) => block.forEach((j, column) => (inverse[i * size + j] = small ? small[row][column] : NaN)));
  }
  return inverse;
}

/** Gauss–Jordan with row pivots, rows scaled first: steps of 1e-5 degrees stand beside steps of 1e9 hertz. */
function invertedBlock(rows: number[][]): number[][] | undefined {
  const n = rows.length;
  const scales = rows.map((row) => Math.max(...row.map(Math.abs)));
  if (scales.includes(0)) return undefined;
  const work = rows.map((row, i) => [...row.map((x) => x / scales[i]), ...row.map((_, j) => (i === j ? 1 / scales[i] : 0))]);
  for (let column = 0; column < n; column++) {
    let pivot = column;
    for (let i = column + 1; i < n; i++) if (Math.abs(work[i][column]) > Math.abs(work[pivot][column])) pivot = i;
    if (!(Math.abs(work[pivot][column]) > 1e-14)) return undefined;
    [work[column], work[pivot]] = [work[pivot], work[column]];
    const lead = work[column].map((x) => x / work[column][column]);
    work[column] = lead;
    for (let i = 0; i < n; i++) {
      const factor = work[i][column];
      if (i !== column && factor !== 0) work[i] = work[i].map((x, j) => x - factor * lead[j]);
    }
  }
  return work.map((row) => row.slice(n));
}
