import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { expect, test } from '@jest/globals';
import { HeaderEditor, type CardValue } from '#fits';
import { memorySource } from '#storage';
import { makeFits } from '../test/make-fits.js';
import { heldBytes } from './held-bytes.js';
import { openImages } from './image.js';
import { spectraOf } from './spectrum/spectra-of.js';

test('the tables of coordinates count, each once', async () => {
  const bytes = gunzipSync(readFileSync(new URL('../test/wcs-tables.fits.gz', import.meta.url)));
  const images = await openImages(memorySource(bytes, { name: 'tables.fits' }));
  const headers = images.file.hdus.reduce((sum, { header }) => sum + header.byteLength, 0);
  const tables = images.file.hdus.filter(({ kind, name }) => kind === 'bintable' || /^(WCSDVARR|D2IMARR)$/.test(name));
  const held = heldBytes(images) - headers;
  expect(held).toBeGreaterThan(0);
  expect(held).toBeLessThanOrEqual(tables.reduce((sum, { dataLength }) => sum + dataLength, 0));
});

test('so do the numbers of each row of spectra', async () => {
  const rows = 100;
  const cards: Record<string, CardValue> = {
    XTENSION: 'BINTABLE', BITPIX: 8, NAXIS: 2, NAXIS1: 56, NAXIS2: rows, PCOUNT: 0, GCOUNT: 1, TFIELDS: 4, EXTNAME: 'SINGLE DISH',
    TTYPE1: 'CRVAL1', TFORM1: 'D', TTYPE2: 'CDELT1', TFORM2: 'D', TTYPE3: 'CRPIX1', TFORM3: 'D', TTYPE4: 'DATA', TFORM4: '8E',
    CTYPE1: 'FREQ', CUNIT1: 'Hz',
  }; // prettier-ignore
  const header = HeaderEditor.empty();
  for (const [keyword, value] of Object.entries(cards)) header.set(keyword, value);
  const images = await openImages(makeFits([{ axes: [] }], [header.toBytes(), Buffer.alloc(5760)]));
  const spectra = await spectraOf(images);
  expect(spectra?.count).toBe(rows);
  expect(heldBytes(images, spectra) - heldBytes(images)).toBe(3 * rows * 8);
});
