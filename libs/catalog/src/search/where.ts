import type { Sia2Query } from '#ivoa';
import type { Shape } from '#region';
import type { Search } from '../catalog.js';
import type { Condition, Dialect } from '../index-store/dialect.js';
import { boundOf, SLACK } from './nearness.js';

/** More values of one parameter are left to the exact test: SQLite takes 32,766 parameters in all and a million characters. */
const MOST_CONDITIONS = 1000;

/** A condition over the columns of the index that every row which fits satisfies; more rows may. */
export function whereOf(query: Search, dialect: Dialect): Condition {
  const parts = [
    'cone' in query && query.cone !== undefined ? near({ kind: 'circle', ...query.cone }, dialect) : ANYTHING,
    ...LISTS.map(({ list, any }) => any(query[list] as readonly never[], dialect)),
    // Spectra and the like are found by type or by name only: SIA 2.0 §2.1 is for images and cubes.
    query.dptypes.length === 0 && query.ids.length === 0 ? { where: "dataproduct_type IN ('image', 'cube')", parameters: [] } : ANYTHING,
  ].filter((part) => part !== ANYTHING);
  return parts.length === 0
    ? ANYTHING
    : { where: parts.map(({ where }) => `(${where})`).join(' AND '), parameters: parts.flatMap((p) => p.parameters) };
}

const ANYTHING: Condition = { where: 'TRUE', parameters: [] };

/** One of the values, by a condition for each. */
const each =
  <T>(one: (value: T, dialect: Dialect) => Condition) =>
  (values: readonly T[], dialect: Dialect): Condition => {
    if (values.length === 0 || values.length > MOST_CONDITIONS) return ANYTHING;
    const parts = values.map((value) => one(value, dialect));
    return { where: either(parts.map(({ where }) => where)), parameters: parts.flatMap(({ parameters }) => parameters) };
  };

/** As a balanced tree, for SQLite refuses expressions deeper than 1000, and a chain is as deep as it is long. */
function either(conditions: readonly string[]): string {
  if (conditions.length === 1) return conditions[0];
  const middle = conditions.length >> 1;
  return `(${either(conditions.slice(0, middle))}) OR (${either(conditions.slice(middle))})`;
}

/** One of the values, however many. */
const among =
  <T extends string | number>(column: string, read = (value: T): string | number => value) =>
  (values: readonly T[], dialect: Dialect): Condition =>
    values.length === 0 ? ANYTHING : dialect.among(column, values.map(read));

const overlaps =
  (min: string, max: string) =>
  (interval: readonly [number, number]): Condition => ({
    where: `${min} <= ? AND ${max} >= ?`,
    parameters: [interval[1], interval[0]],
  });
const within =
  (column: string) =>
  (interval: readonly [number, number]): Condition => ({ where: `${column} BETWEEN ? AND ?`, parameters: [...interval] });

type List = (values: readonly never[], dialect: Dialect) => Condition;

const LISTS: readonly { readonly list: keyof Sia2Query; readonly any: List }[] = [
  { list: 'shapes', any: each(near) },
  { list: 'bands', any: each(overlaps('em_min', 'em_max')) },
  { list: 'times', any: each(overlaps('t_min', 't_max')) },
  { list: 'pols', any: each((state: string, dialect) => dialect.contains('pol_states', `/${state}/`)) },
  { list: 'fov', any: each(within('s_fov')) },
  { list: 'spatres', any: each(within('s_resolution')) },
  { list: 'specrp', any: each(within('em_res_power')) },
  { list: 'exptime', any: each(within('t_exptime')) },
  { list: 'timeres', any: each(within('t_resolution')) },
  { list: 'ids', any: among('lower(key)', keyPart) },
  { list: 'collections', any: among('obs_collection') },
  { list: 'facilities', any: among('facility_name') },
  { list: 'instruments', any: among('instrument_name') },
  { list: 'targets', any: among('target_name') },
  { list: 'dptypes', any: among('dataproduct_type') },
  { list: 'calibs', any: among('calib_level') },
  { list: 'formats', any: among('access_format') },
  {
    list: 'releaseDates',
    any: ({ length }) => (length === 0 ? ANYTHING : { where: 'obs_release_date IS NOT NULL', parameters: [] }),
  },
];

/** What may be a key in an ID of whatever spelling; the exact comparison comes after. */
function keyPart(id: string): string {
  const query = id.slice(id.indexOf('?') + 1);
  try {
    return lower(decodeURIComponent(query));
  } catch {
    return lower(query);
  }
}

/** As the databases do it: letters of ASCII only. */
function lower(text: string): string {
  return text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}

/** Covering circles that touch; of a range only the latitudes count. */
function near(shape: Shape, dialect: Dialect): Condition {
  const bound = boundOf(shape);
  if (bound === undefined) return { where: 'radius IS NOT NULL', parameters: [] };
  if (bound.kind === 'latitudes') return { where: 'lat_min <= ? AND lat_max >= ?', parameters: [bound.max + SLACK, bound.min - SLACK] };
  return dialect.touches({ vector: bound.vector, radius: bound.radius + SLACK });
}
