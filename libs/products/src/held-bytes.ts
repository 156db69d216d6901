import type { Images } from './image.js';
import type { Spectra } from './spectrum/spectra.js';
import { coordinateBytes } from './wcs-tables.js';

/** Bytes of memory that what is known of an open file takes: headers, the tables of its coordinates, and the numbers of its spectra. */
export function heldBytes({ file }: Images, spectra?: Spectra): number {
  const headers = file.hdus.reduce((sum, { header }) => sum + header.byteLength, 0);
  return headers + coordinateBytes(file) + (spectra?.keptBytes ?? 0);
}
