import { mkdir, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { discCube } from './disc-cube.js';
import { lineSpectrum } from './line-spectrum.js';
import { starImage } from './star-image.js';

const FILES: readonly (readonly [name: string, make: () => Uint8Array[]])[] = [
  ['demo/disc_hi.fits', discCube],
  ['demo/disc_red.fits', starImage],
  ['demo/disc_spectrum.fits', lineSpectrum],
];

/** Writes the demonstration collection, the same bytes every time, below `directory`. A file is whole or not there. */
export async function writeDemoCollection(directory: string): Promise<void> {
  for (const [name, make] of FILES) {
    const path = join(directory, name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(`${path}.part`, Buffer.concat(make()));
    await rename(`${path}.part`, path);
  }
}
