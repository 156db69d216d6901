import { LimitError, UsageError } from '#faults';
import { angleBetween, blend, directionOf, dot, normalised, RADIANS, type Direction } from '#region';
import { circle, greatCircle, greatCircleThrough, parallel, type Curve } from './curve.js';
import { ellipseCurve } from './ellipse-curve.js';
import type { PvLimits, PvPath } from './pv-request.js';

export const ARCSEC = RADIANS / 3600;

/** Curves that follow each other, each beginning where the one before ends. */
export interface Path {
  readonly curves: readonly Curve[];
  /** arc length in radians at which curve i begins; one more, the whole length, at the end */
  readonly starts: readonly number[];
  readonly length: number;
  /** the offset is zero in the middle, else at the start */
  readonly isStraight: boolean;
  readonly vertices: number;
  /** of GEOM=pixel: places are then counted in the plane of the pixels */
  readonly flat?: FlatPath;
}

/** A path that is straight in the plane of the pixels (GEOM=pixel), and its lengths those of pixels. */
export interface FlatPath {
  /** radians of a pixel */
  readonly scale: number;
  /** 0-based pixels of its vertices, x y x y … */
  readonly vertices: Float64Array;
}

/** A place on a path: `along` is the direction that a slice is taken across. */
export interface Place {
  readonly at: Direction;
  readonly along: Direction;
  readonly segment: number;
}

/** @throws UsageError for a path that is none, LimitError for too many vertices */
export function pathOf(path: PvPath, limits: Pick<PvLimits, 'vertices'>): Path {
  const curves = curvesOf(path, limits);
  const starts = [0];
  for (const { length } of curves) starts.push(starts.at(-1)! + length);
  const isStraight = path.kind !== 'outline' && curves.length === 1;
  return {
    curves,
    starts,
    length: starts.at(-1)!,
    isStraight,
    vertices: path.kind === 'polyline' ? path.lonLatDeg.length / 2 : isStraight ? 2 : 0,
  };
}

/**
 * @param s radians from the start; beyond the end the last curve goes on
 * @param half of the width: so near to a vertex the direction is the bisector of the two that meet there (kernels §10.2)
 */
export function placeOn({ curves, starts }: Path, s: number, half: number): Place {
  let segment = 0;
  while (segment < curves.length - 1 && s >= starts[segment + 1]) segment++;
  const curve = curves[segment];
  const at = normalised(curve.at(s - starts[segment]));
  const own = curve.along(s - starts[segment]);
  const vertex = s - starts[segment] < starts[segment + 1] - s ? segment : segment + 1;
  const isNear = vertex > 0 && vertex < curves.length && Math.abs(s - starts[vertex]) <= half;
  return { at, along: (isNear && bisector(curves[vertex - 1], curves[vertex], at)) || own, segment };
}

/** At a place near the vertex; undefined where the path turns back on itself. */
function bisector(before: Curve, after: Curve, place: Direction): Direction | undefined {
  const sum = blend(before.along(before.length), 1, after.along(0), 1);
  const level = blend(sum, 1, place, -dot(sum, place));
  return Math.hypot(...level) < 1e-6 ? undefined : normalised(level);
}

function curvesOf(path: PvPath, limits: Pick<PvLimits, 'vertices'>): Curve[] {
  if (path.kind === 'polyline') return legs(path.lonLatDeg, limits.vertices);
  if (path.kind === 'outline') return [outline(path.shape)];
  const { lonDeg, latDeg, lengthArcsec } = path;
  checkPlace('CENTER', lonDeg, latDeg);
  const length = lengthArcsec * ARCSEC;
  const whole = path.kind === 'parallel' ? 2 * Math.PI * Math.cos(latDeg * RADIANS) : 2 * Math.PI;
  if (!(length > 0 && length <= whole + 1e-12))
    throw new UsageError(`LENGTH is ${lengthArcsec}; expected arcseconds above 0, at most once round (${Math.floor(whole / ARCSEC)})`);
  if (path.kind === 'parallel') return [parallel(lonDeg, latDeg, length)];
  const paDeg = path.kind === 'centre' ? path.paDeg : 0;
  if (!Number.isFinite(paDeg)) throw new UsageError(`PA is ${paDeg}; expected degrees from north through east`);
  return [greatCircleThrough(lonDeg, latDeg, paDeg * RADIANS, length)];
}

function legs(lonLatDeg: readonly number[], most: number): Curve[] {
  const count = lonLatDeg.length / 2;
  if (!Number.isInteger(count) || count < 2)
    throw new UsageError(`PATH has ${lonLatDeg.length} numbers; expected pairs of longitude and latitude, at least two`);
  if (count > most) throw new LimitError(`PATH has ${count} vertices; at most ${most} are taken`);
  const vertices = Array.from({ length: count }, (_, i) => {
    checkPlace(`vertex ${i + 1} of PATH`, lonLatDeg[2 * i], lonLatDeg[2 * i + 1]);
    return directionOf(lonLatDeg[2 * i], lonLatDeg[2 * i + 1]);
  });
  return vertices.slice(1).map((vertex, i) => {
    const angle = angleBetween(vertices[i], vertex);
    if (angle < SAME) throw new UsageError(`vertices ${i + 1} and ${i + 2} of PATH are the same place; expected different ones`);
    if (angle > Math.PI - SAME)
      throw new UsageError(
        `vertices ${i + 1} and ${i + 2} of PATH are opposite each other; every great circle joins them, name one between`,
      );
    return greatCircle(vertices[i], vertex);
  });
}

/** Radians: 2·10⁻⁵ arcsec, nearer than any pixel. */
const SAME = 1e-10;

function outline(shape: Extract<PvPath, { kind: 'outline' }>['shape']): Curve {
  const { kind, lonDeg, latDeg } = shape;
  checkPlace(`the centre of ${kind.toUpperCase()}`, lonDeg, latDeg);
  const radii = shape.kind === 'circle' ? [shape.radiusDeg] : [shape.aDeg, shape.bDeg];
  if (!radii.every((radius) => radius > 0 && radius < 90))
    throw new UsageError(`${kind.toUpperCase()} has the radii ${radii.join(' and ')}; expected degrees above 0, below 90`);
  if (shape.kind === 'circle') return circle(lonDeg, latDeg, shape.radiusDeg * RADIANS);
  if (!Number.isFinite(shape.paDeg)) throw new UsageError(`the position angle of ELLIPSE is ${shape.paDeg}; expected degrees`);
  return ellipseCurve(shape);
}

function checkPlace(what: string, lonDeg: number, latDeg: number): void {
  if (!Number.isFinite(lonDeg) || !(Math.abs(latDeg) <= 90))
    throw new UsageError(`${what} is ${lonDeg} ${latDeg}; expected a longitude and a latitude of -90 to 90 degrees`);
}
