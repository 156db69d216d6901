/** Raise it with every change of the table or of how rows are derived: an index of another version, or of another release, is thrown away and made anew. */
export const SCHEMA_VERSION = 6;

/**
 * One row in `files` for each file, dataset or not, with what a search selects by; of a dataset, `records` has the whole as JSON. Apart from each
 * other, so that a search goes through short rows.
 * x, y, z: unit vector of the centre of the covering circle (ICRS), radius in radians, 0 where only a position is known; lat_min, lat_max in degrees.
 */
export const SCHEMA = `
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE files (
  number INTEGER PRIMARY KEY,
  key TEXT NOT NULL UNIQUE,
  stamp TEXT NOT NULL,
  reason TEXT,
  fault TEXT,
  x REAL, y REAL, z REAL, radius REAL, lat_min REAL, lat_max REAL,
  em_min REAL, em_max REAL, t_min REAL, t_max REAL, pol_states TEXT,
  s_fov REAL, s_resolution REAL, em_res_power REAL, t_exptime REAL, t_resolution REAL,
  obs_collection TEXT, facility_name TEXT, instrument_name TEXT, target_name TEXT,
  dataproduct_type TEXT, calib_level INTEGER, access_format TEXT, obs_release_date TEXT
);
CREATE TABLE records (number INTEGER PRIMARY KEY, record TEXT NOT NULL, guesses TEXT NOT NULL);
CREATE INDEX files_reason ON files (reason) WHERE reason IS NOT NULL;
`;
