import { expect, test } from '@jest/globals';
import { Header, HeaderEditor, type CardValue } from '#fits';
import { makeFits } from '../../test/make-fits.js';
import { openImages } from '../image.js';
import { cardPlaceOf } from './place.js';
import { commonPlaceOf, placesOf } from './places.js';
import { spectraOf } from './spectra-of.js';

const RADIANS = Math.PI / 180;
const axis: [string, CardValue][] = [['CTYPE1', 'WAVE'], ['CUNIT1', 'nm'], ['CRVAL1', 500], ['CDELT1', 1], ['CRPIX1', 1]]; // prettier-ignore
const aao: [string, CardValue][] = [['INSTRUME', 'AAOMEGA-2dF'], ['MEANRA', 35.4986], ['MEANDEC', -28.7494]]; // prettier-ignore

async function spectraWith(
  pairs: readonly (readonly [number, number])[],
  cards: [string, CardValue][],
  names: readonly string[],
  unit?: string,
) {
  const header = HeaderEditor.empty().set('XTENSION', 'BINTABLE').set('BITPIX', 8).set('NAXIS', 2).set('NAXIS1', 32);
  header.set('NAXIS2', pairs.length).set('PCOUNT', 0).set('GCOUNT', 1).set('TFIELDS', 4);
  names.forEach((name, i) => header.set(`TTYPE${i + 1}`, name).set(`TFORM${i + 1}`, 'D'));
  if (unit) header.set('TUNIT1', unit).set('TUNIT2', unit);
  header.set('EXTNAME', 'FIBRES');
  const data = new DataView(new ArrayBuffer(2880));
  pairs.forEach(([lon, lat], row) => (data.setFloat64(32 * row, lon), data.setFloat64(32 * row + 8, lat)));
  const file = makeFits([{ axes: [20, pairs.length], cards: [...axis, ...cards] }], [header.toBytes(), new Uint8Array(data.buffer)]);
  return (await spectraOf(await openImages(file)))!;
}
const columns = ['RA', 'DEC', 'THETA', 'PIVOT'];
const fibre = [35.41, -28.91] as const;

test.each<[string, readonly [number, number], [string, CardValue][], readonly string[], string | undefined, readonly [number, number] | undefined]>([
  ['radians of 2dF', [fibre[0] * RADIANS, fibre[1] * RADIANS], aao, columns, undefined, fibre],
  ['radians of 2dF without the middle of the field', [fibre[0] * RADIANS, fibre[1] * RADIANS], aao.slice(0, 1), columns, undefined, fibre],
  ['degrees in a table of 2dF', fibre, aao, columns, undefined, fibre],
  ['neither beside the field of 2dF', [120, 40], aao, columns, undefined, undefined],
  ['degrees, for no word of 2dF', [0.6, -0.5], [], columns, undefined, [0.6, -0.5]],
  ['radians by the unit', [fibre[0] * RADIANS, fibre[1] * RADIANS], [], columns, 'rad', fibre],
  ['degrees in a small field by the unit', [0.6, -0.5], aao, columns, 'deg', [0.6, -0.5]],
])('%s', async (_, pair, cards, names, unit, place) => {
  const spectra = await spectraWith([pair, pair], cards, names, unit);
  const expected = place && { lonDeg: expect.closeTo(place[0], 9), latDeg: expect.closeTo(place[1], 9), radiusDeg: 0 };
  expect((await placesOf(spectra.arms[0], spectra))?.(1)).toEqual(expected);
  expect(await commonPlaceOf(spectra)).toEqual(expected);
}); // prettier-ignore

test.each<[string, (readonly [number, number])[], unknown]>([
  ['the middle across RA 0', [[359.9, 10], [0.1, 10]], { lonDeg: expect.closeTo(0, 9), latDeg: expect.closeTo(10, 3), radiusDeg: 0 }],
  ['rows without a place do not count', [[5, 10], [NaN, NaN]], { lonDeg: 5, latDeg: 10, radiusDeg: 0 }],
  ['more than a degree', [[5, 10], [5, 11.1]], 'scattered'],
  ['opposite', [[0, 0], [180, 0]], 'scattered'],
])('the place of several: %s', async (_, pairs, place) => {
  const names = ['TARGET_RA', 'TARGET_DEC', 'A', 'B'];
  const spectra = await spectraWith(pairs, [], names);
  const found = await commonPlaceOf(spectra);
  if (typeof found === 'object' && found.lonDeg > 359) expect({ ...found, lonDeg: found.lonDeg - 360 }).toEqual(place);
  else expect(found).toEqual(place);
}); // prettier-ignore

test('the rows are in the frame that the header tells', async () => {
  const spectra = await spectraWith([[356.8593, -0.7779], [356.8593, -0.7779]], [['RADECSYS', 'FK4'], ['EQUINOX', 1950]], columns); // prettier-ignore
  expect(await commonPlaceOf(spectra)).toEqual({ lonDeg: expect.closeTo(357.5, 3), latDeg: expect.closeTo(-0.5, 3), radiusDeg: 0 });
});

test('the target before the telescope; a boresight is known as one, and a number in quotes as a number', () => {
  expect(cardPlaceOf([headerOf([['RA', 359.7, 'of telescope boresigh'], ['DEC', '14.9']])])).toMatchObject({ keyword: 'RA', isBoresight: true, place: { lonDeg: 359.7, latDeg: 14.9 } }); // prettier-ignore
  expect(cardPlaceOf([headerOf([['RA', 359.7, 'of telescope boresigh'], ['DEC', 14.9], ['RAOBJ', 1], ['DECOBJ', 2]])])).toMatchObject({ keyword: 'RAOBJ', isBoresight: false }); // prettier-ignore
});

function headerOf(cards: readonly (readonly [string, CardValue, string?])[]): Header {
  const header = HeaderEditor.empty();
  for (const [keyword, value, comment] of cards) header.set(keyword, value, comment);
  return Header.parse(header.toBytes(), { file: '' });
}
