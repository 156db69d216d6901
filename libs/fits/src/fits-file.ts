import { DamagedError } from '#faults';
import type { ByteSource } from './byte-source.js';
import type { Hdu } from './hdu.js';
import { padded } from './header-end.js';
import { HeaderWindow } from './header-window.js';
import { structureOf } from './structure.js';

/** The directory of a FITS file: its headers, and where their data lie. Opening reads headers only; it does not own the source. */
export class FitsFile {
  private constructor(
    readonly source: ByteSource,
    readonly hdus: readonly Hdu[],
  ) {}

  /**
   * Throws DamagedError (with file, HDU, card and offset) for what is no FITS file, has a header without END or with impossible sizes, or
   * ends within a data unit. Taken as archives have them: a last data unit without its padding, and anything but an extension after the
   * last HDU (special records, Standard §3.5, or junk).
   */
  static async open(source: ByteSource, options: { readonly signal?: AbortSignal } = {}): Promise<FitsFile> {
    const window = new HeaderWindow(source, options.signal);
    assertFits(source.name, await window.peek(0, 2880));
    const hdus: Hdu[] = [];
    let offset = 0;
    do {
      const hdu = await readHdu(source, window, offset, hdus.length);
      hdus.push(hdu);
      offset = hdu.dataOffset + hdu.paddedDataLength;
    } while (offset < source.size && startsWith(await window.peek(offset, 8), 'XTENSION'));
    return new FitsFile(source, hdus);
  }
}

async function readHdu(source: ByteSource, window: HeaderWindow, headerOffset: number, index: number): Promise<Hdu> {
  const header = await window.header(headerOffset, index);
  const site = { file: source.name, hdu: index, offset: headerOffset };
  const { kind, dataLength, image } = structureOf(header, site);
  const dataOffset = headerOffset + header.byteLength;
  if (dataLength > 0 && dataOffset + dataLength > source.size) {
    const there = Math.max(source.size - dataOffset, 0);
    throw new DamagedError(`the data unit is truncated: its header says ${dataLength} bytes, ${there} are there`, {
      ...site,
      offset: dataOffset,
    });
  }
  const name = (header.string('EXTNAME') ?? '').trim();
  const version = header.integer('EXTVER') ?? 1;
  return { index, kind, name, version, header, headerOffset, dataOffset, dataLength, paddedDataLength: padded(dataLength), image };
}

/** First bytes of what is often found under a FITS name. */
const OTHERS: readonly (readonly [magic: string, what: string])[] = [
  ['\x1f\x8b', 'it is gzip-compressed'],
  ['\x1f\x9d', 'it is compressed by Unix compress'],
  ['BZh', 'it is bzip2-compressed'],
  ['PK\x03\x04', 'it is a ZIP archive'],
  ['\x89HDF', 'it is an HDF5 file'],
  ['<', 'it is a markup document'],
  ['XTENSION', 'it starts with an extension'],
];

function assertFits(file: string, bytes: Uint8Array): void {
  if (startsWith(bytes, 'SIMPLE') && /^SIMPLE *=/.test(Buffer.from(bytes.subarray(0, 10)).toString('latin1'))) return;
  const what =
    bytes.length === 0 ? 'it is empty' : (OTHERS.find(([magic]) => startsWith(bytes, magic))?.[1] ?? 'the first card is not SIMPLE');
  throw new DamagedError(`not a FITS file: ${what}`, { file, hdu: 0, card: 1, offset: 0 });
}

function startsWith(bytes: Uint8Array, magic: string): boolean {
  return bytes.length >= magic.length && Array.from(magic).every((character, i) => bytes[i] === character.charCodeAt(0));
}
