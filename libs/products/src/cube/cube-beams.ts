import { BinTable, type ByteSource, type FitsFile, type Hdu } from '#fits';
import { unitScale } from '#wcs';
import { isBeamsTable } from '../beams.js';
import type { Image } from '../image.js';
import type { CubePlane, CubeSpan } from './cube-options.js';

/** Full widths at half maximum, and the position angle of the major axis, north through east; degrees. */
export interface Beam {
  readonly majorDeg: number;
  readonly minorDeg: number;
  readonly paDeg: number;
}

/** The resolution of a cube (kernels.md §2.1). */
export interface Beams {
  /** of every channel; undefined when they have beams of their own, or none is known */
  readonly common?: Beam;
  /** the smallest that holds those of all channels, where there are so many that it was looked for beforehand */
  readonly enclosing?: Beam;
  /** [plane][channel of the box] */
  readonly channels?: readonly (readonly (Beam | undefined)[])[];
  /** where they are from: the table, BMAJ and BMIN, HISTORY of AIPS; or all channels were convolved to it */
  readonly from?: 'table' | 'keywords' | 'history' | 'convolved';
}

/** Steradians: π·a·b/(4 ln 2). */
export function beamArea({ majorDeg, minorDeg }: Beam): number {
  return ((Math.PI / (4 * Math.LN2)) * majorDeg * minorDeg * Math.PI * Math.PI) / 180 ** 2;
}

/** The beam of a channel of a plane. */
export function beamAt({ common, channels }: Beams, plane: number, channel: number): Beam | undefined {
  return common ?? channels?.[plane]?.[channel];
}

/** Whether beams differ by more than so much of the area (BEAMTOL): then maps of several channels mix resolutions. */
export function beamsDiffer(beams: Beams, tolerance = 0.02): boolean {
  const [least, most] = beamAreas(beams);
  return most > least * (1 + tolerance);
}

/** Of the smallest and the largest beam of the channels; infinite and 0 when they have none of their own. */
export function beamAreas({ channels = [] }: Beams): readonly [least: number, most: number] {
  let [least, most] = [Infinity, 0];
  for (const plane of channels) {
    for (const beam of plane) {
      if (!beam) continue;
      const area = beamArea(beam);
      if (area < least) least = area;
      if (area > most) most = area;
    }
  }
  return [least, most];
}

/**
 * @param planes with the pixel of each on the polarization axis, 0 when there is none
 * @throws what reading the table throws
 */
export async function beamsOf(
  file: FitsFile,
  image: Image,
  channels: CubeSpan,
  planes: readonly { readonly plane: CubePlane; readonly pol: number }[],
  signal?: AbortSignal,
): Promise<Beams> {
  const tables = file.hdus.filter(isBeamsTable);
  // A file of several images has a table for each, told apart by EXTVER.
  const table = tables.find(({ version }) => version === image.hdu.version) ?? tables[0];
  if (table && image.header.logical('CASAMBM') !== false) {
    const found = await fromTable(file.source, table, channels, planes, signal);
    if (found) return { channels: found, from: 'table' };
  }
  return fromKeywords(image) ?? fromHistory(image) ?? {};
}

/** Rows that are read at once. */
const ROWS = 65_536;

async function fromTable(
  source: ByteSource,
  hdu: Hdu,
  { first, count }: CubeSpan,
  planes: readonly { readonly pol: number }[],
  signal?: AbortSignal,
): Promise<(Beam | undefined)[][] | undefined> {
  const table = BinTable.of(source, hdu);
  const columns = ['BMAJ', 'BMIN', 'BPA', 'CHAN', 'POL'].map((name) => table.column(name));
  const [major, minor] = columns;
  if (!major || !minor || columns.some((column) => column && (column.variable || column.repeat !== 1))) return undefined;
  const [toDegrees, minorToDegrees] = [major, minor].map(({ unit }) => unitScale(unit ?? '')?.scale ?? 1);
  const found = planes.map(() => Array.from({ length: count }, (): Beam | undefined => undefined));
  for (let row = 0; row < table.rows; row += ROWS) {
    const rows = { first: row, count: Math.min(ROWS, table.rows - row) };
    const [a, b, angle, channel, plane] = await Promise.all(columns.map((column) => column && table.numbers(column, rows, signal)));
    for (let i = 0; i < rows.count; i++) {
      const k = (channel ? channel[i] : row + i) - first;
      if (!(k >= 0 && k < count) || !(a![i] > 0) || !(b![i] > 0)) continue;
      const beam = { majorDeg: a![i] * toDegrees, minorDeg: b![i] * minorToDegrees, paDeg: angle?.[i] ?? 0 };
      planes.forEach((each, p) => {
        if (!plane || plane[i] === each.pol) found[p][k] = beam;
      });
    }
  }
  return found;
}

function fromKeywords({ header }: Image): Beams | undefined {
  const [majorDeg, minorDeg] = [header.number('BMAJ'), header.number('BMIN') ?? header.number('BMAJ')];
  if (majorDeg === undefined || minorDeg === undefined || !(majorDeg > 0 && minorDeg > 0)) return undefined;
  return { common: { majorDeg, minorDeg, paDeg: header.number('BPA') ?? 0 }, from: 'keywords' };
}

/** AIPS: `CLEAN BMAJ=  1.7E-03 BMIN=  1.6E-03 BPA=  39.4`, degrees; the last one counts. */
function fromHistory({ header }: Image): Beams | undefined {
  for (const text of header.texts('HISTORY').toReversed()) {
    const match = /BMAJ=\s*([-+\d.EeDd]+)\s+BMIN=\s*([-+\d.EeDd]+)(?:\s+BPA=\s*([-+\d.EeDd]+))?/.exec(text);
    if (!match) continue;
    const [majorDeg, minorDeg, paDeg] = match.slice(1).map((number) => Number((number ?? '0').replace(/d/i, 'E')));
    if (majorDeg > 0 && minorDeg > 0) return { common: { majorDeg, minorDeg, paDeg }, from: 'history' };
  }
  return undefined;
}
