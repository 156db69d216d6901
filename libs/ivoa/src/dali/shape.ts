import { LimitError, UsageError } from '#faults';
import type { Shape } from '#region';
import { parseNumbers } from './number.js';
import { quote } from './quote.js';

/** Of all polygons of one request together: every vertex costs time with every image that it is compared with. */
export const MOST_VERTICES = 2000;

export interface ShapeText {
  readonly parameter: 'POS' | 'CIRCLE' | 'POLYGON';
  readonly text: string;
}

/**
 * The shapes of one request, in order.
 * @throws UsageError, and LimitError as soon as their polygons have more than MOST_VERTICES together
 */
export function parseShapes(given: readonly ShapeText[]): Shape[] {
  let vertices = 0;
  return given.map(({ parameter, text }) => {
    const shape = PARSERS[parameter](parameter, text);
    if (shape.kind === 'polygon') vertices += shape.verticesDeg.length / 2;
    if (vertices > MOST_VERTICES) throw tooManyVertices(parameter);
    return shape;
  });
}

const PARSERS = { POS: parsePos, CIRCLE: parseCircle, POLYGON: parsePolygon };

/** `lon lat radius`, degrees ICRS (DALI 1.1 §3.3.6). */
export function parseCircle(parameter: string, text: string): Shape {
  const [lonDeg, latDeg, radiusDeg, ...rest] = parseNumbers(parameter, text, 3);
  if (radiusDeg === undefined || rest.length > 0) throw wrong(parameter, 'three numbers: longitude latitude radius, in degrees', text);
  assertPosition(parameter, lonDeg, latDeg, text);
  if (!(radiusDeg > 0 && radiusDeg <= 180)) throw wrong(parameter, 'a radius above 0 and up to 180 degrees', text);
  return { kind: 'circle', lonDeg, latDeg, radiusDeg };
}

/**
 * `lon1 lon2 lat1 lat2`, degrees ICRS (SIA 2.0 §2.1.1; DALI 1.2 xtype range): ±Inf leaves an end open, lon1 > lon2 crosses longitude 0.
 */
export function parseRange(parameter: string, text: string): Shape {
  const [lon1Deg, lon2Deg, lat1Deg, lat2Deg, ...rest] = parseNumbers(parameter, text, 4);
  if (lat2Deg === undefined || rest.length > 0) {
    throw wrong(parameter, 'four numbers: longitude1 longitude2 latitude1 latitude2, in degrees', text);
  }
  for (const lon of [lon1Deg, lon2Deg]) assertWithin(parameter, 'longitudes', lon, 0, 360, text);
  for (const lat of [lat1Deg, lat2Deg]) assertWithin(parameter, 'latitudes', lat, -90, 90, text);
  if (lon1Deg === Infinity || lat1Deg === Infinity || lon2Deg === -Infinity || lat2Deg === -Infinity) {
    throw wrong(parameter, 'lower ends below +Inf and upper ends above -Inf', text);
  }
  if (lat1Deg > lat2Deg) throw wrong(parameter, 'the lower latitude before the upper one', text);
  return { kind: 'range', lon1Deg, lon2Deg, lat1Deg, lat2Deg };
}

/**
 * `lon lat lon lat …`, at least three vertices, degrees ICRS, implicitly closed (DALI 1.1 §3.3.7); a first vertex repeated at the end,
 * as older tools write it, is taken off, and so is a vertex repeated at once.
 * @throws UsageError, LimitError for far too many vertices, of which the rest is not read
 */
export function parsePolygon(parameter: string, text: string): Shape {
  const most = 2 * (MOST_VERTICES + 1); // with the first one again
  const numbers = parseNumbers(parameter, text, most);
  if (numbers.length > most) throw tooManyVertices(parameter);
  if (numbers.length < 6 || numbers.length % 2 !== 0) {
    throw wrong(parameter, 'at least three pairs of numbers: longitude latitude longitude latitude …, in degrees', text);
  }
  const verticesDeg: number[] = [];
  for (let i = 0; i < numbers.length; i += 2) {
    const [lonDeg, latDeg] = [numbers[i], numbers[i + 1]];
    assertPosition(parameter, lonDeg, latDeg, text);
    if (lonDeg !== verticesDeg.at(-2) || latDeg !== verticesDeg.at(-1)) verticesDeg.push(lonDeg, latDeg);
  }
  if (verticesDeg.at(-2) === verticesDeg[0] && verticesDeg.at(-1) === verticesDeg[1]) verticesDeg.length -= 2;
  if (verticesDeg.length < 6) throw wrong(parameter, 'at least three different vertices', text);
  return { kind: 'polygon', verticesDeg };
}

const KEYWORDS: ReadonlyMap<string, (parameter: string, text: string) => Shape> = new Map([
  ['CIRCLE', parseCircle],
  ['RANGE', parseRange],
  ['POLYGON', parsePolygon],
]);

/** `CIRCLE …`, `RANGE …` or `POLYGON …` (SODA 1.0 §3.3.2); the keyword in any case, as DALI 1.2 writes it in lower case. */
export function parsePos(parameter: string, text: string): Shape {
  const [, keyword, numbers] = /^\s*(\S*)\s*([^]*)$/.exec(text)!;
  const parse = KEYWORDS.get(keyword.toUpperCase());
  if (!parse) throw wrong(parameter, `to begin with ${[...KEYWORDS.keys()].join(', ')}`, text);
  return parse(`${parameter} ${keyword.toUpperCase()}`, numbers);
}

function assertPosition(parameter: string, lonDeg: number, latDeg: number, text: string): void {
  if (!Number.isFinite(lonDeg) || !Number.isFinite(latDeg)) throw wrong(parameter, 'finite positions', text);
  assertWithin(parameter, 'longitudes', lonDeg, 0, 360, text);
  assertWithin(parameter, 'latitudes', latDeg, -90, 90, text);
}

/** DALI 1.1 §3.3.5 limits positions; an infinite end of a range is open, not outside. */
function assertWithin(parameter: string, what: string, value: number, least: number, most: number, text: string): void {
  if (Number.isFinite(value) && (value < least || value > most)) throw wrong(parameter, `${what} from ${least} to ${most} degrees`, text);
}

function tooManyVertices(parameter: string): LimitError {
  return new LimitError(`${parameter} takes up to ${MOST_VERTICES} vertices, those of all polygons of a request together, got more`);
}

function wrong(parameter: string, expected: string, text: string): UsageError {
  return new UsageError(`${parameter} needs ${expected}, got ${quote(text)}`);
}
