import type { BinTable, Column, Header } from '#fits';
import { angleBetween, directionOf, latOf, lonOf, normalised, RADIANS } from '#region';
import { icrsOf } from './icrs-of.js';
import { placeOf, type Place } from './place.js';
import type { Arm, Spectra } from './spectra.js';

/** Positions are kept for that many spectra: 16 MB. */
const MOST_SPECTRA = 2 ** 20;

/** The place of each spectrum of an arm, as a table of fibres or the rows of the spectra tell it; else that of the header for all. */
export async function placesOf(
  arm: Arm,
  { file, images }: Spectra,
  signal?: AbortSignal,
): Promise<((spectrum: number) => Place | undefined) | undefined> {
  const primary = file.hdus[0].header;
  const rows = rowsOf(arm, primary);
  const pairs = rows && (await rows.read(0, rows.table.rows, signal));
  if (rows && pairs) {
    const perRow = Math.max(1, Math.round(arm.spectra / rows.table.rows));
    return (spectrum) => placeAt(pairs, Math.floor(spectrum / perRow));
  }
  const celestial = images.find(({ hdu }) => hdu === arm.hdu)?.wcs.celestial;
  const place = placeOf([arm.hdu.header, primary]);
  if (place || !celestial) return place && (() => place);
  const xy = new Float64Array(2);
  celestial.pixelToIcrs(xy, 1, xy);
  return xy.every(Number.isFinite) ? () => ({ lonDeg: xy[0], latDeg: xy[1], radiusDeg: 0 }) : undefined;
}

/** Of a table with longer rows, some that are evenly spread are looked at. */
const MOST_BYTES = 2 ** 20;
const MOST_ROWS = 64;

/**
 * The middle of the places that the rows of a table tell, of all spectra: 'scattered' when they do not lie within a degree of each other; undefined
 * when no table tells. DamagedError, LimitError.
 */
export async function commonPlaceOf(spectra: Spectra, signal?: AbortSignal): Promise<Place | 'scattered' | undefined> {
  const primary = spectra.file.hdus[0].header;
  const places: Place[] = [];
  // The arms of one spectrograph share the table of its fibres.
  const tables = new Map(spectra.arms.flatMap((arm) => rowsOf(arm, primary) ?? []).map((rows) => [rows.table, rows]));
  for (const [table, rows] of tables) {
    const isShort = table.rows * table.rowBytes <= MOST_BYTES;
    const steps = isShort ? 1 : Math.min(table.rows, MOST_ROWS);
    for (let k = 0; k < steps; k++) {
      const first = steps === 1 ? 0 : Math.round((k * (table.rows - 1)) / (steps - 1));
      const pairs = await rows.read(first, isShort ? table.rows : 1, signal);
      for (let row = 0; pairs && 2 * row < pairs.length; row++) {
        const place = placeAt(pairs, row);
        if (place) places.push(place);
      }
    }
  }
  if (places.length === 0) return undefined;
  const directions = places.map(({ lonDeg, latDeg }) => directionOf(lonDeg, latDeg));
  const sum = directions.reduce(([x, y, z], [u, v, w]) => [x + u, y + v, z + w]);
  const middle = normalised(sum);
  if (!directions.every((direction) => angleBetween(direction, middle) <= 0.5 * RADIANS)) return 'scattered';
  return directions.length === 1 ? places[0] : { lonDeg: lonOf(middle[0], middle[1]), latDeg: latOf(...middle), radiusDeg: 0 };
}

function placeAt(pairs: Float64Array, row: number): Place | undefined {
  const [lonDeg, latDeg] = pairs.subarray(2 * row, 2 * row + 2);
  return Number.isFinite(lonDeg) && Math.abs(latDeg) <= 90 ? { lonDeg, latDeg, radiusDeg: 0 } : undefined;
}

const COLUMNS = [
  ['TARGET_RA', 'TARGET_DEC'],
  ['FIBER_RA', 'FIBER_DEC'],
  ['PLUG_RA', 'PLUG_DEC'],
  ['RA', 'DEC'],
] as const;

/** Rows that tell where each spectrum was taken. */
interface PlacedRows {
  readonly table: BinTable;
  /** pairs of ICRS degrees; undefined when it is not known what the numbers mean */
  read(first: number, count: number, signal?: AbortSignal): Promise<Float64Array | undefined>;
}

function rowsOf(arm: Arm, primary: Header): PlacedRows | undefined {
  for (const piece of arm.pieces) {
    if (piece.kind === 'image' || (piece.kind === 'rows' && piece.of === 'samples') || piece.table.rows > MOST_SPECTRA) continue;
    const { table } = piece;
    const pair = COLUMNS.map((names) => names.map((name) => table.column(name))).find((columns) =>
      columns.every((column) => column?.repeat === 1 && 'ED'.includes(column.code)),
    ) as [Column, Column] | undefined;
    if (!pair) continue;
    const read: PlacedRows['read'] = async (first, count, signal) => {
      const [lon, lat] = [await table.numbers(pair[0], { first, count }, signal), await table.numbers(pair[1], { first, count }, signal)];
      const pairs = new Float64Array(2 * count);
      lon.forEach((value, row) => pairs.set([value, lat[row]], 2 * row));
      const scale = scaleOf(table, pair[0], primary, pairs);
      if (scale === undefined) return undefined;
      if (scale !== 1) pairs.forEach((value, i) => (pairs[i] = value * scale));
      icrsOf([table.hdu.header, primary])(pairs);
      return pairs;
    };
    return { table, read };
  }
  return undefined;
}

/** Degrees in one unit of the column. The FIBRES table of 2dF has radians, and no TUNITn that says so: the middle of the field tells. */
function scaleOf(table: BinTable, { unit }: Column, primary: Header, pairs: Float64Array): number | undefined {
  if (/^rad/i.test(unit ?? '')) return 1 / RADIANS;
  if (unit || !is2dF(table, primary)) return 1;
  const [lon, lat] = [primary.number('MEANRA'), primary.number('MEANDEC')];
  const row = pairs.findIndex((value, i) => i % 2 === 0 && Number.isFinite(value + pairs[i + 1]));
  if (lon === undefined || lat === undefined || row < 0) return 1 / RADIANS;
  const middle = directionOf(lon, lat);
  return [1 / RADIANS, 1].find(
    (scale) => angleBetween(directionOf(pairs[row] * scale, pairs[row + 1] * scale), middle) <= FIELD_DEG * RADIANS,
  );
}

/** 2dF sees one degree to each side; MEANRA and MEANDEC are not of the same equinox as the rows in old files. */
const FIELD_DEG = 3;

const is2dF = (table: BinTable, primary: Header): boolean =>
  /^FIBRES$/i.test(table.hdu.name.trim()) &&
  ['THETA', 'PIVOT'].every((name) => table.column(name) !== undefined) &&
  (/2dF/i.test(primary.string('INSTRUME') ?? '') || primary.has('TDFCTVER'));
