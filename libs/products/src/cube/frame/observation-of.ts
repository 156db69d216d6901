import type { Header } from '#fits';
import { mjdOfDate, timeScaleOf, type Observation } from '#wcs';

/** When and from where an image was observed, as far as its header, or the primary one, tells; a date without a time of day is no time. */
export function observationOf(headers: readonly Header[]): Observation {
  const site = first(headers, siteOf);
  const time = first(headers, timeOf);
  if (time === undefined) return { site };
  const scale = timeScaleOf(first(headers, (header) => header.string('TIMESYS')) ?? 'UTC');
  if (!scale) return { site };
  const mjdUtc = scale.toUtc(time);
  return { site, mjdUtc, mjdTdb: timeScaleOf('TDB')!.fromUtc(mjdUtc) };
}

function first<T>(headers: readonly Header[], find: (header: Header) => T | undefined): T | undefined {
  for (const header of headers) {
    const found = find(header);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The middle of the exposure, where a card says it; else its beginning. */
function timeOf(header: Header): number | undefined {
  const average = header.number('MJD-AVG') ?? dateOf(header, 'DATE-AVG');
  if (average !== undefined) return average;
  const begin = header.number('MJD-BEG') ?? dateOf(header, 'DATE-BEG') ?? header.number('MJD-OBS') ?? dateOf(header, 'DATE-OBS');
  const end = header.number('MJD-END') ?? dateOf(header, 'DATE-END');
  return begin !== undefined && end !== undefined && end >= begin ? (begin + end) / 2 : begin;
}

function dateOf(header: Header, keyword: string): number | undefined {
  const text = header.string(keyword)?.trim() ?? '';
  const time = header.string('TIME-OBS')?.trim() ?? '';
  const whole = !text.includes('T') && keyword === 'DATE-OBS' && /^\d\d:\d\d:\d\d/.test(time) ? `${text}T${time}` : text;
  const mjd = whole.includes('T') ? mjdOfDate(whole) : NaN;
  return Number.isFinite(mjd) ? mjd : undefined;
}

type Site = NonNullable<Observation['site']>;

function siteOf(header: Header): Site | undefined {
  const [x, y, z] = ['X', 'Y', 'Z'].map((axis) => header.number(`OBSGEO-${axis}`));
  if (x !== undefined && y !== undefined && z !== undefined && Math.hypot(x, y, z) > 0) return [x, y, z];
  const [lon, lat, height = 0] = ['L', 'B', 'H'].map((part) => header.number(`OBSGEO-${part}`));
  return lon === undefined || lat === undefined ? undefined : onEllipsoid(lon, lat, height);
}

/** Geodetic to geocentric, WGS 84; degrees and metres. */
function onEllipsoid(lonDeg: number, latDeg: number, height: number): Site {
  const [lon, lat] = [(lonDeg * Math.PI) / 180, (latDeg * Math.PI) / 180];
  const flattening = 1 / 298.257223563;
  const eccentricity = flattening * (2 - flattening);
  const radius = 6378137 / Math.sqrt(1 - eccentricity * Math.sin(lat) ** 2);
  const across = (radius + height) * Math.cos(lat);
  return [across * Math.cos(lon), across * Math.sin(lon), (radius * (1 - eccentricity) + height) * Math.sin(lat)];
}
