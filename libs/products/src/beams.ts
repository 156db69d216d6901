import { padded, type ByteSource, type Hdu } from '#fits';

/** The rows of a BEAMS table that a cut leaves: channels first, first + step, … and picked polarization planes, 0-based. */
export interface BeamsCut {
  readonly channels?: { readonly first: number; readonly count: number; readonly step: number };
  readonly planes?: readonly number[];
  /** goes into HISTORY */
  readonly note?: string;
  /** EXTVER, when a file has the beams of several cutouts */
  readonly version?: number;
}

/** A table of per-channel beams is small, 20 bytes a row; a larger one is passed on as it is. */
const MOST_BYTES = 64 * 1024 * 1024;

/** Whether a table is the per-channel beams that belong to an image (CASA's convention: EXTNAME BEAMS, columns CHAN and POL). */
export function isBeamsTable(hdu: Hdu): boolean {
  return hdu.kind === 'bintable' && hdu.name.trim().toUpperCase() === 'BEAMS';
}

/**
 * The beams of the channels and planes that are left, renumbered from 0 as the image's now are.
 * @returns header and data, each padded; undefined for a table without these columns, or with a heap: that one goes along whole
 */
export async function cutBeams(source: ByteSource, hdu: Hdu, cut: BeamsCut, signal?: AbortSignal): Promise<Uint8Array[] | undefined> {
  const { header } = hdu;
  const rowBytes = header.integer('NAXIS1') ?? 0;
  const rows = header.integer('NAXIS2') ?? 0;
  const chan = integerColumn(hdu, 'CHAN');
  const pol = integerColumn(hdu, 'POL');
  if (chan === undefined || rowBytes * rows > MOST_BYTES || hdu.dataLength !== rowBytes * rows) return undefined;
  const data = Buffer.from(await source.read({ offset: hdu.dataOffset, length: rowBytes * rows }, { signal }));
  const kept: Buffer[] = [];
  const { first, count, step } = cut.channels ?? { first: 0, count: Infinity, step: 1 };
  for (let row = 0; row < rows; row++) {
    const bytes = data.subarray(row * rowBytes, (row + 1) * rowBytes);
    const channel = bytes.readInt32BE(chan);
    const place = (channel - first) / step;
    if (place < 0 || place >= count || !Number.isInteger(place)) continue;
    if (pol !== undefined && cut.planes) {
      const plane = cut.planes.indexOf(bytes.readInt32BE(pol));
      if (plane < 0) continue;
      bytes.writeInt32BE(plane, pol);
    }
    bytes.writeInt32BE(place, chan);
    kept.push(bytes);
  }
  const editor = header.edit().set('NAXIS2', kept.length).remove('CHECKSUM').remove('DATASUM');
  if (cut.version !== undefined) editor.set('EXTVER', cut.version);
  const { channels, planes } = cut;
  if (channels && header.has('NCHAN')) editor.set('NCHAN', channels.count);
  if (planes && header.has('NPOL')) editor.set('NPOL', planes.length);
  if (cut.note) editor.add('HISTORY', cut.note);
  const body = Buffer.alloc(padded(kept.length * rowBytes));
  kept.forEach((bytes, row) => bytes.copy(body, row * rowBytes));
  return [editor.toBytes(), body];
}

const WIDTHS: Readonly<Record<string, number>> = { L: 1, B: 1, I: 2, J: 4, K: 8, A: 1, E: 4, D: 8, C: 8, M: 16, P: 8, Q: 16 };

/** Where in a row the column of that name starts, when it is one 32-bit integer. */
function integerColumn({ header }: Hdu, name: string): number | undefined {
  let offset = 0;
  for (let i = 1; i <= (header.integer('TFIELDS') ?? 0); i++) {
    const [, repeat, letter] = /^\s*(\d*)([A-Z])/.exec(header.string(`TFORM${i}`) ?? '') ?? [];
    if (header.string(`TTYPE${i}`)?.trim().toUpperCase() === name) return letter === 'J' && Number(repeat || 1) === 1 ? offset : undefined;
    offset += Number(repeat || 1) * (WIDTHS[letter] ?? 0);
  }
  return undefined;
}
