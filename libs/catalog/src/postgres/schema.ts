import { ROW_COLUMNS } from '../index-store/columns.js';

/** Raise it with every change of the tables; a scan then makes them anew. How rows are derived is no part of it: those are read again one by one. */
export const LAYOUT_VERSION = 1;

const NUMBERS = new Set(
  'x y z radius lat_min lat_max em_min em_max t_min t_max s_fov s_resolution em_res_power t_exptime t_resolution'.split(' '),
);

/** In the order in which they are filled: a column and its type. */
export const TYPED_COLUMNS: readonly (readonly [name: string, type: string])[] = [
  ['key', 'text'],
  ['stamp', 'text'],
  ['reason', 'text'],
  ['fault', 'text'],
  ...['x', 'y', 'z', 'radius', 'lat_min', 'lat_max', ...ROW_COLUMNS].map(
    (name) => [name, NUMBERS.has(name) ? 'float8' : name === 'calib_level' ? 'integer' : 'text'] as const,
  ),
  ['sky', 'box'],
];

const column = ([name, type]: readonly [string, string]): string => {
  if (name === 'key') return 'key text COLLATE "C" NOT NULL UNIQUE';
  return name === 'stamp' ? 'stamp text NOT NULL' : `${name} ${type}`;
};

/**
 * The tables of SQLite's index, with what PostgreSQL can find places by: `sky` holds the covering circle (`skyBox`). `meta` says of which layout and
 * release they are, for which authority, and how the last complete scan went.
 */
export const LAYOUT = `
DROP TABLE IF EXISTS meta, files, records;
CREATE TABLE meta (name text PRIMARY KEY, value text NOT NULL);
CREATE TABLE files (number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, ${TYPED_COLUMNS.map(column).join(', ')});
CREATE TABLE records (number bigint PRIMARY KEY, record text NOT NULL, guesses text NOT NULL);
CREATE INDEX files_sky ON files USING gist (sky);
CREATE INDEX files_lower ON files (lower(key));
CREATE INDEX files_reason ON files (reason) WHERE reason IS NOT NULL;
INSERT INTO meta VALUES ('layout', '${LAYOUT_VERSION}');
`;

/** Services are told on it that a scan has finished. */
export function channelOf(schema: string): string {
  return `${schema}_catalog`;
}
