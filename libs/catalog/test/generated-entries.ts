import type { Entry } from '../src/index-store/entry.js';
import type { ObsCoreRow } from '#ivoa';

type DatasetEntry = Extract<Entry, { record: unknown }>;

/** Datasets all over the sky, every third without an outline, the same ones each time; a tenth lie near the poles or where longitudes begin. */
export function generatedEntries(count: number): DatasetEntry[] {
  let state = 1;
  const random = (): number => (state = (state * 48271) % 2147483647) / 2147483647; // Park and Miller
  return Array.from({ length: count }, (_, i) => {
    const key = `C${i % 7}/f${String(i).padStart(5, '0')}.fits`;
    const edge = i % 10 === 0;
    const lonDeg = edge && i % 20 === 0 ? (random() * 2 + 359) % 360 : random() * 360;
    const latDeg = edge && i % 20 !== 0 ? (random() < 0.5 ? -1 : 1) * (90 - random() * 2) : (Math.asin(2 * random() - 1) * 180) / Math.PI;
    const side = 0.02 + random() * random() * (i % 100 === 0 ? 20 : 1);
    const em_min = 0.19 + random() * 0.1;
    const t_min = 50000 + random() * 10000;
    const isCube = i % 3 === 0;
    const row: ObsCoreRow = {
      ...ROW,
      obs_publisher_did: `ivo://test.example/data?${key}`,
      obs_id: key,
      obs_collection: `C${i % 7}`,
      target_name: `T${i % 100}`,
      dataproduct_type: i % 5 === 1 ? 'spectrum' : isCube ? 'cube' : 'image',
      calib_level: (i % 4) as ObsCoreRow['calib_level'],
      s_ra: lonDeg,
      s_dec: latDeg,
      s_fov: side * Math.SQRT2,
      s_region: i % 3 === 2 ? null : square(lonDeg, latDeg, side),
      em_min,
      em_max: em_min + random() * 0.01,
      t_min,
      t_max: t_min + random(),
      pol_states: isCube ? '/I/V/' : null,
    };
    const file = { bytes: 2880, etag: `"${i}"`, lastModified: '2026-01-01T00:00:00.000Z', contentType: 'application/fits' };
    const circle = i % 5 === 1 && i % 2 === 1 ? undefined : { lonDeg, latDeg, radiusDeg: side / Math.SQRT2 };
    const record = { ...file, source: { kind: 'file', path: `/data/${key}` } as const, row, circle, ranges: {} };
    return { key, stamp: `1:${i}`, record, guesses: [] };
  });
}

/** Its corners in the tangent plane. */
function square(lonDeg: number, latDeg: number, sideDeg: number): number[] {
  const degree = Math.PI / 180;
  const [lon, lat, half] = [lonDeg * degree, latDeg * degree, (sideDeg * degree) / 2];
  return [-1, 1, 1, -1].flatMap((east, i) => {
    const [x, y] = [east * half, (i < 2 ? -1 : 1) * half];
    const ra = lon + Math.atan2(x, Math.cos(lat) - y * Math.sin(lat));
    const dec = Math.asin((Math.sin(lat) + y * Math.cos(lat)) / Math.hypot(1, x, y));
    return [(ra / degree + 360) % 360, dec / degree];
  });
}

const ROW = {
  access_url: null,
  access_format: 'application/x-votable+xml;content=datalink',
  access_estsize: 3,
  facility_name: 'WSRT',
  instrument_name: 'DZB',
  obs_title: 'a generated row',
  s_xel1: 100,
  s_xel2: 100,
  s_resolution: 10,
  em_res_power: 1000,
  t_exptime: 100,
  t_resolution: null,
  obs_release_date: null,
} as unknown as ObsCoreRow;
