import { UnsupportedError } from '#faults';
import { DEGREE } from '../angle.js';
import type { CelestialCtype } from '../celestial/celestial-ctype.js';
import { degreesPer, type Sky } from '../celestial/parse-sky.js';
import { SkyMap } from '../celestial/sky-map.js';
import { skyPlane, type SkyOptions } from '../celestial/sky-plane.js';
import type { PlaneMap } from '../distortion/plane-map.js';
import { PAIRS, parseFrame } from '../frame/parse-frame.js';
import { numberCard, textCard, type HeaderCards } from '../header-cards.js';
import type { Linear } from '../linear.js';
import type { Projection } from '../projection/projection.js';
import { unitScale } from '../unit.js';
import { arrayAxis, tableAxis } from './coordinate-array.js';
import { separateAxes, TablePlane } from './table-plane.js';

/**
 * RA---TAB with DEC--TAB and their like: longitude and latitude stand in a table, in one array or in one for each (WCS Paper III §6).
 * Throws UnsupportedError.
 */
export function parseTableSky(
  cards: HeaderCards,
  ctype: CelestialCtype,
  linear: Linear,
  lengths: readonly number[],
  options: SkyOptions,
): Sky {
  const { parts } = skyPlane(cards, ctype, linear, lengths, [1, 1], options);
  const frame = parseFrame(cards, PAIRS.get(ctype.pair)?.frame, options.alternate);
  if (typeof frame === 'string') throw new UnsupportedError(frame);
  const { plane, centre } = tablePlane(cards, ctype, options);
  const rotation = Float64Array.of(1, 0, 0, 0, 1, 0, 0, 0, 1);
  const map = new SkyMap({ ...parts, sequent: plane, projection: plateCarree(centre * DEGREE), fiducial: [0, 0], rotation, frame });
  return { map, frame: frame.name, equinox: frame.equinox, projection: 'TAB' };
}

/** The table as a map to degrees, and the longitude in the middle of it. */
function tablePlane(
  cards: HeaderCards,
  { lon, lat }: CelestialCtype,
  { alternate, tables }: SkyOptions,
): { plane: PlaneMap; centre: number } {
  const contexts = [lon, lat].map((axis) => ({ cards, axis, alternate }));
  const [first, second] = contexts.map((context) => arrayAxis(context, tables));
  const crval = [lon, lat].map((axis) => numberCard(cards, `CRVAL${axis + 1}${alternate}`) ?? 0);
  const degrees = [lon, lat].map((axis, k) => unitOf(cards, axis, alternate, [first, second][k].coordinates.unit));
  if (first.axes === 1 && second.axes === 1) {
    const [one, two] = contexts.map((context) => tableAxis(context, tables).axis);
    const plane = separateAxes([one, two], [crval[0], crval[1]], [degrees[0], degrees[1]]);
    return { plane, centre: middle(first.coordinates.values, 1, 0) * degrees[0] };
  }
  const isShared =
    first.axes === 2 && second.axes === 2 && first.coordinates === second.coordinates && first.reference.place !== second.reference.place;
  if (!isShared)
    throw new UnsupportedError(
      `the table of the sky has ${first.axes} and ${second.axes} axes, where one array of 2 for both or one of 1 for each is expected`,
    );
  const { values } = first.coordinates;
  if (!values.every(Number.isFinite)) throw new UnsupportedError('the table of the sky has elements that are no numbers');
  const [k, l] = first.reference.place === 1 ? [0, 1] : [1, 0];
  const [a, b] = k === 0 ? [first, second] : [second, first];
  const plane = new TablePlane({
    values,
    index: [a.index, b.index],
    shifts: [crval[k], crval[l]],
    places: [k as 0 | 1, l as 0 | 1],
    degrees: [degrees[k], degrees[l]],
  });
  return { plane, centre: middle(values, 2, k) * degrees[0] };
}

function unitOf(cards: HeaderCards, axis: number, alternate: string, unit: string | undefined): number {
  if (!unit || textCard(cards, `CUNIT${axis + 1}${alternate}`) !== '') return degreesPer(cards, axis, alternate);
  const known = unitScale(unit);
  if (known?.dimension === 'angle') return known.scale;
  throw new UnsupportedError(`its table has coordinates in '${unit}', which is no unit of angle`);
}

/** Half-way between the extremes of every `step`th value from `from` on. */
function middle(values: Float64Array, step: number, from: number): number {
  let low = Infinity;
  let high = -Infinity;
  for (let i = from; i < values.length; i += step) {
    low = Math.min(low, values[i]);
    high = Math.max(high, values[i]);
  }
  return (low + high) / 2;
}

/** The plane of longitude and latitude themselves, in radians; longitudes come within half a turn of `centre`, as the table counts them. */
function plateCarree(centre: number): Projection {
  return {
    theta0: 0,
    deproject(plane, count, sphere) {
      for (let i = 0, v = 0; i < 2 * count; i += 2, v += 3) {
        const cosLat = Math.cos(plane[i + 1]);
        sphere[v] = cosLat * Math.cos(plane[i]);
        sphere[v + 1] = cosLat * Math.sin(plane[i]);
        sphere[v + 2] = Math.sin(plane[i + 1]);
      }
    },
    project(sphere, count, plane) {
      for (let i = 0, v = 0; i < 2 * count; i += 2, v += 3) {
        const lon = Math.atan2(sphere[v + 1], sphere[v]);
        plane[i] = lon + 2 * Math.PI * Math.round((centre - lon) / (2 * Math.PI));
        plane[i + 1] = Math.atan2(sphere[v + 2], Math.sqrt(sphere[v] * sphere[v] + sphere[v + 1] * sphere[v + 1]));
      }
    },
  };
}
