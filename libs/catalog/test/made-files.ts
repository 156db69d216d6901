import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { HeaderEditor, type CardValue } from '#fits';

/** For scans of compressed files; goes with the process. */
export const expansion = { directory: mkdtempSync(join(tmpdir(), 'expanded-')), maxBytes: 2 ** 30 };
process.on('exit', () => rmSync(expansion.directory, { recursive: true, force: true }));

type Cards = Readonly<Record<string, CardValue>>;

/** A FITS image of zeros: mandatory cards from `axes` and `bitpix`, then the others. With `extension` it is an IMAGE extension. */
export function imageHdu(axes: readonly number[], cards: Cards = {}, { extension = false, bitpix = -32 } = {}): Uint8Array {
  const header = HeaderEditor.empty();
  if (extension) header.set('XTENSION', 'IMAGE');
  else header.set('SIMPLE', true);
  header.set('BITPIX', bitpix).set('NAXIS', axes.length);
  axes.forEach((length, i) => header.set(`NAXIS${i + 1}`, length));
  if (extension) header.set('PCOUNT', 0).set('GCOUNT', 1);
  for (const [keyword, value] of Object.entries(cards)) header.set(keyword, value);
  const bytes = (axes.length === 0 ? 0 : axes.reduce((product, length) => product * length, Math.abs(bitpix) / 8)) as number;
  return concat(header.toBytes(), new Uint8Array(Math.ceil(bytes / 2880) * 2880));
}

/** TAN at (ra, dec), square pixels of `scaleDeg`, reference pixel in the middle of `width` × `height`. */
export function tan(raDeg: number, decDeg: number, scaleDeg: number, width: number, height: number): Cards {
  return {
    CTYPE1: 'RA---TAN',
    CRVAL1: raDeg,
    CRPIX1: (width + 1) / 2,
    CDELT1: -scaleDeg,
    CTYPE2: 'DEC--TAN',
    CRVAL2: decDeg,
    CRPIX2: (height + 1) / 2,
    CDELT2: scaleDeg,
    RADESYS: 'ICRS',
  };
}

/** A cube of 10 × 8 pixels, five channels of 1 MHz from 1420 MHz on, Stokes I and V. */
export function cubeFile(raDeg = 10, decDeg = 20, cards: Cards = {}): Uint8Array {
  return imageHdu([10, 8, 5, 2], {
    ...tan(raDeg, decDeg, 0.01, 10, 8),
    CTYPE3: 'FREQ',
    CRVAL3: 1.42e9,
    CRPIX3: 1,
    CDELT3: 1e6,
    CUNIT3: 'Hz',
    CTYPE4: 'STOKES',
    CRVAL4: 1,
    CRPIX4: 1,
    CDELT4: 3,
    BUNIT: 'Jy/beam',
    BMAJ: 0.005,
    OBJECT: 'NGC 1',
    TELESCOP: 'WSRT',
    INSTRUME: 'DZB',
    'DATE-OBS': '2020-01-01T00:00:00',
    EXPTIME: 8640,
    ...cards,
  });
}

export function imageFile(raDeg = 10, decDeg = 20, cards: Cards = {}): Uint8Array {
  return imageHdu([10, 8], { ...tan(raDeg, decDeg, 0.01, 10, 8), ...cards });
}

export function tableHdu(cards: Cards = {}): Uint8Array {
  const header = HeaderEditor.empty().set('XTENSION', 'BINTABLE').set('BITPIX', 8).set('NAXIS', 2).set('NAXIS1', 8).set('NAXIS2', 1);
  header.set('PCOUNT', 0).set('GCOUNT', 1).set('TFIELDS', 1).set('TFORM1', 'D').set('TTYPE1', 'X');
  for (const [keyword, value] of Object.entries(cards)) header.set(keyword, value);
  return concat(header.toBytes(), new Uint8Array(2880));
}

export function concat(...parts: readonly Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(parts));
}

/** Writes a file below a directory, with the directories in between. */
export function put(directory: string, path: string, bytes: Uint8Array | string): string {
  const full = join(directory, path);
  mkdirSync(dirname(full), { recursive: true });
  writeFileSync(full, bytes);
  return full;
}
