import { UnsupportedError } from '#faults';
import type { HeaderCards } from '../header-cards.js';
import type { Parameters } from '../projection/projection.js';
import { CorrectedPlane } from './corrected-plane.js';
import type { PlaneMap } from './plane-map.js';
import { PolynomialCorrection, type Affine } from './polynomial-correction.js';
import type { Term } from './polynomial.js';

/** What IRAF's TNX and ZPX keep in the strings WATi_nnn. */
export interface Wat {
  /** on the intermediate plane in degrees; undefined when no axis has a correction */
  readonly correction?: PlaneMap;
  /** of ZPN: projpm */
  readonly parameters: Parameters;
}

/**
 * TNX and ZPX (registry entries of the conventions): polynomials lngcor and latcor of the intermediate coordinates (ξ, η), added to them.
 * @param degrees per unit of the header, of longitude and latitude
 * @throws UnsupportedError for a surface that is none
 */
export function parseWat(cards: HeaderCards, lon: number, lat: number, degrees: readonly [number, number]): Wat {
  const [lonText, latText] = [lon, lat].map((axis) => watText(cards, axis + 1));
  const found = [
    surface(lonText, `WAT${lon + 1}_001`, 'lngcor', 0, degrees),
    surface(latText, `WAT${lat + 1}_001`, 'latcor', 1, degrees),
  ].filter((one) => one !== undefined);
  const parameters: number[] = [];
  for (const [, m, value] of latText.matchAll(/\bprojp(\d{1,2})\s*=\s*([^\s"]+)/g))
    if (Number(m) < 30 && Number.isFinite(Number(value))) parameters[Number(m)] = Number(value);
  return { correction: found.length > 0 ? new CorrectedPlane([found], 0) : undefined, parameters: Array.from(parameters) };
}

/** The cards of an axis joined; a card holds 68 characters, of which blanks at the end were lost in the reading. */
function watText(cards: HeaderCards, axis: number): string {
  const pieces: string[] = [];
  for (let n = 1; n <= 999; n++) {
    const value = cards.value(`WAT${axis}_${String(n).padStart(3, '0')}`);
    if (typeof value !== 'string') break;
    pieces.push(value.padEnd(68));
  }
  return pieces.join('');
}

/** `type. xorder. yorder. cross. xmin xmax ymin ymax c c c …` between quotes. */
function surface(
  text: string,
  keyword: string,
  name: string,
  target: 0 | 1,
  degrees: readonly [number, number],
): PolynomialCorrection | undefined {
  const quoted = new RegExp(`\\b${name}\\s*=\\s*"([^"]*)"?`).exec(text)?.[1];
  if (quoted === undefined) return undefined;
  const refuse = (why: string) => new UnsupportedError(`${keyword}: ${name} ${why}`);
  const numbers = quoted.trim().split(/\s+/).map(Number);
  if (numbers.some((number) => !Number.isFinite(number))) throw refuse('has something that is no number');
  const [kind, xOrder, yOrder, cross, xMin, xMax, yMin, yMax, ...coefficients] = numbers;
  const basis = BASES[kind];
  if (!basis)
    throw refuse(`is a surface of type ${kind}, which is not supported; supported are 1 (Chebyshev), 2 (Legendre), 3 (polynomial)`);
  if (![xOrder, yOrder].every((order) => Number.isInteger(order) && order >= 1 && order <= MAX_ORDER) || ![0, 1, 2].includes(cross))
    throw refuse(
      `has orders ${xOrder} and ${yOrder} and cross terms ${cross}, where orders from 1 to ${MAX_ORDER} and 0, 1 or 2 are expected`,
    );
  const isNormalised = kind !== MONOMIALS;
  if (isNormalised && (xMin === xMax || yMin === yMax)) throw refuse('has limits without extent');

  const powers: [number, number][] = [];
  for (let n = 0; n < yOrder; n++)
    for (let m = 0; m < xOrder; m++)
      if (cross === 1 || m + n === Math.max(m, n) || (cross === 2 && m + n < Math.max(xOrder, yOrder))) powers.push([m, n]);
  if (coefficients.length < powers.length) throw refuse(`has ${coefficients.length} coefficients, where ${powers.length} are expected`);

  const variable = (low: number, high: number, along: 0 | 1): Affine => {
    const slope = (isNormalised ? 2 / (high - low) : 1) / degrees[along];
    return [isNormalised ? -(high + low) / (high - low) : 0, along === 0 ? slope : 0, along === 1 ? slope : 0];
  };
  const terms = powers.flatMap(([m, n], k) => product(basis(m), basis(n), coefficients[k]));
  return new PolynomialCorrection({
    target,
    u: variable(xMin, xMax, 0),
    v: variable(yMin, yMax, 1),
    terms: gathered(terms),
    factor: degrees[target],
  });
}

/** Coefficients by power of the polynomial of degree n. */
type Basis = (n: number) => number[];

const MONOMIALS = 3;
const MAX_ORDER = 10;

const BASES: Readonly<Record<number, Basis>> = {
  1: recurrence((n) => [n === 1 ? 1 : 2, n === 1 ? 0 : 1]),
  2: recurrence((n) => [(2 * n - 1) / n, (n - 1) / n]),
  [MONOMIALS]: (n) => [...Array<number>(n).fill(0), 1],
};

/** P_n = a x P_(n−1) − b P_(n−2) */
function recurrence(factors: (n: number) => readonly [a: number, b: number]): Basis {
  const basis: Basis = (n) => {
    if (n === 0) return [1];
    const [a, b] = factors(n);
    const one = basis(n - 1);
    const two = n > 1 ? basis(n - 2) : [];
    return Array.from({ length: n + 1 }, (_, k) => a * (one[k - 1] ?? 0) - b * (two[k] ?? 0));
  };
  return basis;
}

function product(x: readonly number[], y: readonly number[], factor: number): Term[] {
  return x.flatMap((cx, i) => y.map((cy, j) => ({ coefficient: factor * cx * cy, i, j })));
}

/** One term for each pair of powers. */
function gathered(terms: readonly Term[]): Term[] {
  const sums = new Map<string, Term>();
  for (const term of terms) {
    const key = `${term.i} ${term.j}`;
    sums.set(key, { ...term, coefficient: term.coefficient + (sums.get(key)?.coefficient ?? 0) });
  }
  return [...sums.values()];
}
