import { expect, test } from '@jest/globals';
import { HeaderEditor, type CardValue } from '#fits';
import { makeFits } from '../../test/make-fits.js';
import { openImages } from '../image.js';
import { PlanRoom } from '../plan-room.js';
import { planSpectrumFits, planSpectrumTables } from '../spectrum-cutouts.js';
import { chooseSamples } from './choose-samples.js';
import { spectraOf } from './spectra-of.js';

const ROWS = 1000;
const LIGHT = 299792458;

/** 8 samples of 1 GHz in each row; from 100 GHz on in even rows, from 200 GHz on in odd ones. */
async function spectra() {
  const cards: Record<string, CardValue> = {
    XTENSION: 'BINTABLE', BITPIX: 8, NAXIS: 2, NAXIS1: 40, NAXIS2: ROWS, PCOUNT: 0, GCOUNT: 1, TFIELDS: 2, EXTNAME: 'SINGLE DISH',
    TTYPE1: 'CRVAL1', TFORM1: 'D', TTYPE2: 'DATA', TFORM2: '8E', CTYPE1: 'FREQ', CUNIT1: 'Hz', CDELT1: 1e9, CRPIX1: 1,
  }; // prettier-ignore
  const header = HeaderEditor.empty();
  for (const [keyword, value] of Object.entries(cards)) header.set(keyword, value);
  const data = Buffer.alloc(Math.ceil((40 * ROWS) / 2880) * 2880);
  for (let row = 0; row < ROWS; row++) data.writeDoubleBE(row % 2 === 0 ? 100e9 : 200e9, 40 * row);
  return (await spectraOf(await openImages(makeFits([{ axes: [] }], [header.toBytes(), data]))))!;
}

const low = { bandMetres: [LIGHT / 103.2e9, LIGHT / 101.8e9] as const };
const origin = { creator: 'Sodalite 9', sourceId: 'x' };
/** With so many bytes left. */
function roomOf(bytes: number): PlanRoom {
  const room = new PlanRoom();
  room.take(2 ** 26 - bytes, 'the plans of others');
  return room;
}

test('each spectrum is cut by its own wavelengths', async () => {
  const [{ spectra: choice }] = await chooseSamples(await spectra(), low);
  expect([choice.count, choice.spectrum(0), choice.spectrum(499), choice.span(7)]).toEqual([500, 0, 998, { first: 2, last: 3 }]);
});

test('what is chosen of many rows by many combinations has a bound, which is told', async () => {
  const file = await spectra();
  const combinations = Array.from({ length: 10 }, () => low);
  await planSpectrumTables(file, combinations, 'csv', origin, undefined, roomOf(50_000));
  await expect(planSpectrumTables(file, combinations, 'csv', origin, undefined, roomOf(20_000))).rejects.toMatchObject({
    fault: 'limit',
    message: expect.stringContaining('choices among the 1000 spectra of sub/made.fits'),
  });
  await expect(planSpectrumFits(file, combinations, origin, undefined, roomOf(200_000))).rejects.toMatchObject({ fault: 'limit' });
  await planSpectrumFits(file, combinations, origin, undefined, roomOf(600_000));
});

test('all rows, cut alike, take no room', async () => {
  const combinations = Array.from({ length: 10 }, (_, i) => ({ channels: [1, i + 1] as const }));
  const plan = await planSpectrumTables(await spectra(), combinations, 'votable', origin, undefined, roomOf(0));
  expect(plan.document.count).toBe(10 * ROWS);
});
