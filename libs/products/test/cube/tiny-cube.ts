import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { HeaderEditor, padded, type CardValue } from '#fits';

export interface TinyCube {
  /** NAXIS1 first */
  readonly axes: readonly number[];
  readonly cards: Readonly<Record<string, CardValue>>;
  /** written as float64 */
  readonly values: ArrayLike<number>;
  /** another image of the same size */
  readonly extension?: { readonly name: string; readonly values: ArrayLike<number>; readonly cards?: Readonly<Record<string, CardValue>> };
}

/** Cards of a sky of a few arc minutes and a velocity axis. */
export const SKY = {
  CTYPE1: 'RA---TAN', CRVAL1: 30, CRPIX1: 1, CDELT1: -0.001, CUNIT1: 'deg', CTYPE2: 'DEC--TAN', CRVAL2: -20, CRPIX2: 1, CDELT2: 0.001, CUNIT2: 'deg',
} as const; // prettier-ignore

export const spectral = (ctype: string, crval: number, cdelt: number, cunit: string, crpix = 1) => ({
  CTYPE3: ctype, CRVAL3: crval, CRPIX3: crpix, CDELT3: cdelt, CUNIT3: cunit,
}); // prettier-ignore

const directories: string[] = [];

/** The file of a cube, until `removeCubes`. */
export function writeCube(cube: TinyCube): string {
  const directory = mkdtempSync(join(tmpdir(), 'sodalite-cube-'));
  directories.push(directory);
  const path = join(directory, 'tiny.fits');
  const hdus = [hduOf(cube, HeaderEditor.empty().set('SIMPLE', true), cube.values)];
  const { extension } = cube;
  if (extension) {
    const header = HeaderEditor.empty().set('XTENSION', 'IMAGE').set('EXTNAME', extension.name);
    hdus.push(hduOf({ ...cube, cards: { ...cube.cards, ...extension.cards } }, header, extension.values));
  }
  writeFileSync(path, Buffer.concat(hdus.flat()));
  return path;
}

function hduOf({ axes, cards }: TinyCube, header: HeaderEditor, values: ArrayLike<number>): Uint8Array[] {
  header
    .insertAfter(header.toBytes()[0] === 'S'.charCodeAt(0) ? 'SIMPLE' : 'XTENSION', 'BITPIX', -64)
    .insertAfter('BITPIX', 'NAXIS', axes.length);
  axes.forEach((length, axis) => header.insertAfter(axis === 0 ? 'NAXIS' : `NAXIS${axis}`, `NAXIS${axis + 1}`, length));
  for (const [keyword, value] of Object.entries(cards)) header.set(keyword, value);
  const data = Buffer.alloc(padded(8 * values.length));
  for (let i = 0; i < values.length; i++) data.writeDoubleBE(values[i], 8 * i);
  return [header.toBytes(), data];
}

export function removeCubes(): void {
  for (const directory of directories.splice(0)) rmSync(directory, { recursive: true, force: true });
}
