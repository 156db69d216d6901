import type { Shape } from '#region';
import type { Interval } from '../dali/interval.js';
import type { ObsCoreRow } from '../obscore/columns.js';
import { earliest } from './dates.js';
import type { Sia2Query } from './request.js';

/** The exact test of a shape on the sky against the coverage of a row; only called when it has one. */
export type Intersects = (shape: Shape, sRegion: readonly number[], row: ObsCoreRow) => boolean;

type Test = (row: ObsCoreRow, intersects: Intersects) => boolean;

/** Does a row satisfy a query? Unknown metadata satisfy no constraint on them (SIA 2.0 §2.1). */
export function sia2Matches(row: ObsCoreRow, query: Sia2Query, intersects: Intersects): boolean {
  return testsOf(query).every((test) => test(row, intersects));
}

/** What the values of a query are compared with is made once, not for each row. */
const testsOfQueries = new WeakMap<Sia2Query, readonly Test[]>();

function testsOf(query: Sia2Query): readonly Test[] {
  const known = testsOfQueries.get(query);
  if (known) return known;
  const tests = SIA2_PREDICATES.filter(({ list }) => query[list].length > 0).map(({ list, test }) => test(query[list] as never));
  testsOfQueries.set(query, tests);
  return tests;
}

interface Predicate {
  readonly parameter: string;
  readonly list: keyof Omit<Sia2Query, 'maxrec' | 'responseFormat' | 'runId'>;
  /** of any of the values; a list of the query holds values of one kind only, which the compiler cannot follow through the table */
  readonly test: (values: never) => Test;
}

const anyOf =
  <T>(one: (value: T) => Test) =>
  (values: readonly T[]): Test => {
    const tests = values.map(one);
    return (row, intersects) => tests.some((test) => test(row, intersects));
  };

/** What each parameter is compared with, and how: the table of SIA 2.0 §2.1, which a search in SQL has to agree with. */
export const SIA2_PREDICATES = [
  { parameter: 'POS', list: 'shapes', test: anyOf(covers) },
  { parameter: 'BAND', list: 'bands', test: anyOf(overlaps('em_min', 'em_max')) },
  { parameter: 'TIME', list: 'times', test: anyOf(overlaps('t_min', 't_max')) },
  {
    parameter: 'POL',
    list: 'pols',
    test: anyOf((state: string) => (row) => row.pol_states?.split('/').includes(state) === true && state !== ''),
  },
  { parameter: 'FOV', list: 'fov', test: anyOf(within('s_fov')) },
  { parameter: 'SPATRES', list: 'spatres', test: anyOf(within('s_resolution')) },
  { parameter: 'SPECRP', list: 'specrp', test: anyOf(within('em_res_power')) },
  { parameter: 'EXPTIME', list: 'exptime', test: anyOf(within('t_exptime')) },
  { parameter: 'TIMERES', list: 'timeres', test: anyOf(within('t_resolution')) },
  {
    parameter: 'ID',
    list: 'ids',
    test: (ids: readonly string[]): Test => {
      const wanted = new Set(ids.map(comparableDid)); // lists of thousands are what people send
      return (row) => wanted.has(comparableDid(row.obs_publisher_did));
    },
  },
  { parameter: 'COLLECTION', list: 'collections', test: anyOf(equals('obs_collection')) },
  { parameter: 'FACILITY', list: 'facilities', test: anyOf(equals('facility_name')) },
  { parameter: 'INSTRUMENT', list: 'instruments', test: anyOf(equals('instrument_name')) },
  { parameter: 'TARGET', list: 'targets', test: anyOf(equals('target_name')) },
  { parameter: 'DPTYPE', list: 'dptypes', test: anyOf(equals('dataproduct_type')) },
  { parameter: 'CALIB', list: 'calibs', test: anyOf(equals('calib_level')) },
  { parameter: 'FORMAT', list: 'formats', test: anyOf(equals('access_format')) },
  {
    parameter: 'RELEASEDATE',
    list: 'releaseDates',
    test: anyOf(([from, to]: readonly [string, string]) => (row) => {
      const released = row.obs_release_date ? earliest(row.obs_release_date) : undefined;
      return released !== undefined && from <= released && released <= to;
    }),
  },
] as const satisfies readonly Predicate[];

/** IVOA identifiers compare without case (SIA 2.1), and percent-encoding is only a spelling of them. */
export function comparableDid(id: string): string {
  try {
    return decodeURIComponent(id).toLowerCase();
  } catch {
    return id.toLowerCase(); // a stray % is a character like any other
  }
}

/** A map of the whole sky has no outline that a polygon could give; its field of view tells. */
function covers(shape: Shape): Test {
  return (row, intersects) => (row.s_region === null ? row.s_fov !== null && row.s_fov >= 360 : intersects(shape, row.s_region, row));
}

type NumberColumn = { [Name in keyof ObsCoreRow]: ObsCoreRow[Name] extends number | null ? Name : never }[keyof ObsCoreRow];
type ScalarColumn = { [Name in keyof ObsCoreRow]: ObsCoreRow[Name] extends number | string | null ? Name : never }[keyof ObsCoreRow];

/** The row's interval and the client's share a point; ends belong to both. */
function overlaps(min: NonNullable<NumberColumn>, max: NonNullable<NumberColumn>): (interval: Interval) => Test {
  return ([lo, hi]) =>
    (row) => {
      const [least, most] = [row[min], row[max]];
      return least !== null && most !== null && least <= hi && most >= lo;
    };
}

function within(column: NonNullable<NumberColumn>): (interval: Interval) => Test {
  return ([lo, hi]) =>
    (row) => {
      const value = row[column];
      return value !== null && lo <= value && value <= hi;
    };
}

function equals(column: NonNullable<ScalarColumn>): (value: string | number) => Test {
  return (value) => (row) => row[column] === value;
}
