import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Params, parseSia2, parseSsa } from '#ivoa';
import { cubeFile, expansion, imageHdu, put } from '../../test/made-files.js';
import { SqliteIndex } from '../index-store/sqlite-index.js';
import { scan } from '../scan/scanner.js';
import type { Search } from '../catalog.js';
import { search } from './search.js';

let data: string;
let store: SqliteIndex;
beforeEach(() => {
  data = realpathSync(mkdtempSync(join(tmpdir(), 'spectra-')));
  store = SqliteIndex.open(':memory:', '');
});
afterEach(() => {
  store.close();
  rmSync(data, { recursive: true });
});

/** 100 channels of 1 nm from 400 nm on. */
const spectrum = (cards = {}) =>
  imageHdu([100], { CTYPE1: 'WAVE', CRPIX1: 1, CRVAL1: 400, CDELT1: 1, CUNIT1: 'nm', OBJECT: 'M 51', 'DATE-OBS': '2004-05-03', ...cards });

async function names(query: Search): Promise<string[]> {
  const found: string[] = [];
  for await (const batch of search(store, query)) found.push(...batch.map(({ record }) => record.row.obs_id));
  return found;
}
const ssa = (text: string): Promise<string[]> => names(parseSsa(Params.from(new URLSearchParams(text))));

test('spectra are found by position alone, band, date and name; other data are not', async () => {
  put(data, 'a.fits', spectrum({ RA: 202.5, DEC: 47.2 }));
  put(data, 'b.fits', spectrum({ CRVAL1: 800, OBJECT: 'Vega', 'DATE-OBS': '2005-01-01' }));
  put(data, 'cube.fits', cubeFile(202.5, 47.2));
  await scan(store, { roots: [{ path: data, prefix: '' }], authority: 'test.example', expanded: expansion, collections: [] });
  expect(await ssa('')).toEqual(['a', 'b']);
  expect(await ssa('POS=202.5,47.3&SIZE=0.3')).toEqual(['a']);
  expect(await ssa('POS=202.5,47.3&SIZE=0.1')).toEqual([]);
  expect(await ssa('POS=202.5,47.2&SIZE=0')).toEqual(['a']);
  expect(await ssa('BAND=3e-7/4.5e-7')).toEqual(['a']);
  expect(await ssa('BAND=4.5e-7,8.5e-7')).toEqual(['a', 'b']);
  expect(await ssa('BAND=6e-7')).toEqual([]);
  expect(await ssa('TIME=2005')).toEqual(['b']);
  expect(await ssa('TARGETNAME=m51')).toEqual(['a']);
  expect(await ssa('MAXREC=1')).toEqual(['a']);
  expect(await ssa('PUBDID=ivo://test.example/data?b.fits')).toEqual(['b']);
  // SIA compares with s_region, and a position is none
  expect(
    await names(
      parseSia2(
        Params.from([
          ['DPTYPE', 'spectrum'],
          ['POS', 'CIRCLE 202.5 47.2 1'],
        ]),
      ),
    ),
  ).toEqual([]);
});
