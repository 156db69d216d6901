import type { Sia2Query } from '#ivoa';
import type { Shape } from '#region';
import { convexHull } from '../derive/convex-hull.js';

export interface Where {
  readonly where: string;
  readonly parameters: (string | number)[];
}

const DEGREE = Math.PI / 180;
/** acos of a rounded cosine is uncertain by 10⁻⁸ rad for small angles; the exact test comes after. */
const SLACK = 1e-6;

/** A condition over the columns of the index that every row which fits satisfies; more rows may. */
export function whereOf(query: Sia2Query): Where {
  const parts = [
    ...LISTS.map(({ list, one }) => anyOf(query[list] as readonly never[], one)),
    // Spectra and the like are found by type or by name only: SIA 2.0 §2.1 is for images and cubes.
    query.dptypes.length === 0 && query.ids.length === 0 ? { where: "dataproduct_type IN ('image', 'cube')", parameters: [] } : ANYTHING,
  ].filter((part) => part !== ANYTHING);
  return parts.length === 0
    ? ANYTHING
    : { where: parts.map(({ where }) => `(${where})`).join(' AND '), parameters: parts.flatMap((p) => p.parameters) };
}

const ANYTHING: Where = { where: 'TRUE', parameters: [] };

function anyOf<T>(values: readonly T[], one: (value: T) => Where): Where {
  if (values.length === 0) return ANYTHING;
  const parts = values.map(one);
  return { where: parts.map(({ where }) => `(${where})`).join(' OR '), parameters: parts.flatMap(({ parameters }) => parameters) };
}

const overlaps =
  (min: string, max: string) =>
  (interval: readonly [number, number]): Where => ({
    where: `${min} <= ? AND ${max} >= ?`,
    parameters: [interval[1], interval[0]],
  });
const within =
  (column: string) =>
  (interval: readonly [number, number]): Where => ({ where: `${column} BETWEEN ? AND ?`, parameters: [...interval] });
const equals =
  (column: string) =>
  (value: string | number): Where => ({ where: `${column} = ?`, parameters: [value] });

const LISTS: readonly { readonly list: keyof Sia2Query; readonly one: (value: never) => Where }[] = [
  { list: 'shapes', one: near },
  { list: 'bands', one: overlaps('em_min', 'em_max') },
  { list: 'times', one: overlaps('t_min', 't_max') },
  { list: 'pols', one: (state: string) => ({ where: 'instr(pol_states, ?) > 0', parameters: [`/${state}/`] }) },
  { list: 'fov', one: within('s_fov') },
  { list: 'spatres', one: within('s_resolution') },
  { list: 'specrp', one: within('em_res_power') },
  { list: 'exptime', one: within('t_exptime') },
  { list: 'timeres', one: within('t_resolution') },
  { list: 'ids', one: (id: string) => ({ where: 'key = ? COLLATE NOCASE', parameters: [keyPart(id)] }) },
  { list: 'collections', one: equals('obs_collection') },
  { list: 'facilities', one: equals('facility_name') },
  { list: 'instruments', one: equals('instrument_name') },
  { list: 'targets', one: equals('target_name') },
  { list: 'dptypes', one: equals('dataproduct_type') },
  { list: 'calibs', one: equals('calib_level') },
  { list: 'formats', one: equals('access_format') },
  { list: 'releaseDates', one: () => ({ where: 'obs_release_date IS NOT NULL', parameters: [] }) },
];

/** What may be a key in an ID of whatever spelling; the exact comparison comes after. */
function keyPart(id: string): string {
  const query = id.slice(id.indexOf('?') + 1);
  try {
    return decodeURIComponent(query);
  } catch {
    return query;
  }
}

/** Covering circles that touch; of a range only the latitudes count. */
function near(shape: Shape): Where {
  if (shape.kind === 'range') return { where: 'lat_min <= ? AND lat_max >= ?', parameters: [shape.lat2Deg + SLACK, shape.lat1Deg - SLACK] };
  const circle = shape.kind === 'circle' ? shape : convexHull(shape.verticesDeg)?.circle;
  if (circle === undefined) return { where: 'radius IS NOT NULL', parameters: [] };
  const [lon, lat] = [circle.lonDeg * DEGREE, circle.latDeg * DEGREE];
  return {
    where: 'acos(max(-1, min(1, x * ? + y * ? + z * ?))) <= radius + ?',
    parameters: [Math.cos(lat) * Math.cos(lon), Math.cos(lat) * Math.sin(lon), Math.sin(lat), circle.radiusDeg * DEGREE + SLACK],
  };
}
