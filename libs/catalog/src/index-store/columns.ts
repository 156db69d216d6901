import type { Entry } from './entry.js';

/** Columns of `files` that are copied from the ObsCore row under the same name. */
export const ROW_COLUMNS = [
  'em_min',
  'em_max',
  't_min',
  't_max',
  'pol_states',
  's_fov',
  's_resolution',
  'em_res_power',
  't_exptime',
  't_resolution',
  'obs_collection',
  'facility_name',
  'instrument_name',
  'target_name',
  'dataproduct_type',
  'calib_level',
  'access_format',
  'obs_release_date',
] as const;

/** Columns of `files` that a scan fills. */
export const COLUMNS = ['key', 'stamp', 'reason', 'fault', 'x', 'y', 'z', 'radius', 'lat_min', 'lat_max', ...ROW_COLUMNS] as const;
export type Cells = Readonly<Record<(typeof COLUMNS)[number], string | number | null>>;

/** A circle on the sky: unit vector of its centre (ICRS), radius in radians. */
export interface Circle {
  readonly vector: readonly [number, number, number];
  readonly radius: number;
}

const DEGREE = Math.PI / 180;

/** What a search selects the file by. */
export function cellsOf(entry: Entry): Cells {
  const { key, stamp } = entry;
  const nothing = Object.fromEntries(COLUMNS.map((name) => [name, null])) as Cells;
  if ('reason' in entry) return { ...nothing, key, stamp, reason: entry.reason, fault: entry.fault ?? null };
  const { row, circle } = entry.record;
  // What has a position and no outline is found by that, where a search goes by positions.
  const place = circle ?? (row.s_ra === null || row.s_dec === null ? undefined : { lonDeg: row.s_ra, latDeg: row.s_dec, radiusDeg: 0 });
  return { ...nothing, ...Object.fromEntries(ROW_COLUMNS.map((name) => [name, row[name] ?? null])), key, stamp, ...bounds(place) };
}

function bounds(circle: { lonDeg: number; latDeg: number; radiusDeg: number } | undefined) {
  if (circle === undefined) return {};
  const { latDeg, radiusDeg } = circle;
  const [x, y, z] = unitVector(circle.lonDeg, latDeg);
  return { x, y, z, radius: radiusDeg * DEGREE, lat_min: Math.max(-90, latDeg - radiusDeg), lat_max: Math.min(90, latDeg + radiusDeg) };
}

/** ICRS, of degrees. */
export function unitVector(lonDeg: number, latDeg: number): [number, number, number] {
  const [lon, lat] = [lonDeg * DEGREE, latDeg * DEGREE];
  return [Math.cos(lat) * Math.cos(lon), Math.cos(lat) * Math.sin(lon), Math.sin(lat)];
}

const SLACK_DEG = 1e-6;

/**
 * What surely holds the circle, in degrees of longitude and latitude, as PostgreSQL writes a box: longitudes from -180 to 540, or `turnDeg` further.
 * Two circles touch only where one's box touches the other's or a turn of it.
 */
export function skyBox({ vector: [x, y, z], radius }: Circle, turnDeg = 0): string {
  const lat = Math.atan2(z, Math.hypot(x, y)) / DEGREE;
  const lon = ((Math.atan2(y, x) / DEGREE + 360) % 360) + turnDeg;
  const high = radius / DEGREE + SLACK_DEG;
  // As far as the meridian that touches the circle.
  const wide =
    Math.abs(lat) + high >= 90 ? 180 : Math.asin(Math.min(1, Math.sin(high * DEGREE) / Math.cos(lat * DEGREE))) / DEGREE + SLACK_DEG;
  return `(${lon - wide},${lat - high}),(${lon + wide},${lat + high})`;
}
