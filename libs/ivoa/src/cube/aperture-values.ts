import { UsageError } from '#faults';
import type { Annulus, Circle, Ellipse } from '#region';
import { parseNumbers } from '../dali/number.js';
import { quote } from '../dali/quote.js';

/** `lon lat a b pa`, degrees ICRS: semi-axes, and the position angle of `a` from north through east. */
export function parseEllipse(text: string, parameter = 'ELLIPSE'): Ellipse {
  const [lonDeg, latDeg, aDeg, bDeg, paDeg] = numbersOf(parameter, text, 5, 'five numbers: longitude latitude a b pa, in degrees');
  if (!(aDeg > 0 && bDeg > 0 && aDeg < 90 && bDeg < 90)) throw wrong(parameter, 'semi-axes above 0 and below 90 degrees', text);
  return { kind: 'ellipse', lonDeg, latDeg, aDeg, bDeg, paDeg };
}

/** `lon lat inner outer`, degrees ICRS. */
export function parseAnnulus(text: string): Annulus {
  const [lonDeg, latDeg, innerDeg, outerDeg] = numbersOf('ANNULUS', text, 4, 'four numbers: longitude latitude inner outer, in degrees');
  if (!(innerDeg >= 0 && innerDeg < outerDeg && outerDeg < 90))
    throw wrong('ANNULUS', 'radii from 0 up to below 90 degrees, the inner one first', text);
  return { kind: 'annulus', lonDeg, latDeg, innerDeg, outerDeg };
}

/** `lon lat`, degrees ICRS. */
export function parsePosition(parameter: string, text: string): Pick<Circle, 'lonDeg' | 'latDeg'> {
  const [lonDeg, latDeg] = numbersOf(parameter, text, 2, 'two numbers: longitude latitude, in degrees');
  return { lonDeg, latDeg };
}

/** Finite numbers that begin with a position. */
function numbersOf(parameter: string, text: string, count: number, expected: string): number[] {
  const numbers = parseNumbers(parameter, text, count);
  if (numbers.length !== count || !numbers.every(Number.isFinite)) throw wrong(parameter, expected, text);
  assertPositions(parameter, numbers.slice(0, 2), text);
  return numbers;
}

/** Longitudes from 0 to 360 and latitudes from −90 to 90, one after the other (DALI 1.1 §3.3.5). */
export function assertPositions(parameter: string, numbers: readonly number[], text: string): void {
  for (let i = 0; i < numbers.length; i += 2) {
    if (!(numbers[i] >= 0 && numbers[i] <= 360)) throw wrong(parameter, 'longitudes from 0 to 360 degrees', text);
    if (!(numbers[i + 1] >= -90 && numbers[i + 1] <= 90)) throw wrong(parameter, 'latitudes from -90 to 90 degrees', text);
  }
}

function wrong(parameter: string, expected: string, text: string): UsageError {
  return new UsageError(`${parameter} needs ${expected}, got ${quote(text)}`);
}
