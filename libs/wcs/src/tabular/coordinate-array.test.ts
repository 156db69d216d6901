import { expect, test } from '@jest/globals';
import { cardsOf } from '../../test/golden-cards.js';
import { Wcs } from '../wcs.js';
import type { TableArray, WcsTables } from '../wcs-tables.js';

const CARDS = { CTYPE1: 'WAVE-TAB', CUNIT1: 'um', CRPIX1: 1, CRVAL1: 1, CDELT1: 1, PS1_0: 'WCS-TABLE', PS1_1: 'WAVE' };
const array = (values: readonly number[], dims: readonly number[] = [1, values.length], unit?: string): TableArray => ({
  values: Float64Array.from(values),
  dims,
  unit,
});
const tables = (columns: Readonly<Record<string, TableArray>>, refusal?: string): WcsTables => ({
  tables: [{ name: 'WCS-TABLE', version: 1, level: 1, columns, refusal }],
});
const parse = (of: WcsTables, cards: object = {}, alternate = '') =>
  Wcs.parse(cardsOf({ ...CARDS, ...cards }), { axes: [9], alternate, tables: of });
const worldOf = (wcs: Wcs, ...pixels: number[]) => {
  const world = Float64Array.from(pixels);
  wcs.pixelToWorld(world, pixels.length, world);
  return [...world];
};
const pixelOf = (wcs: Wcs, ...world: number[]) => {
  const pixels = Float64Array.from(world);
  wcs.worldToPixel(pixels, world.length, pixels);
  return [...pixels];
};

test.each<[string, WcsTables, object, string]>([
  ['no table', {}, {}, 'the table WCS-TABLE,1 that PS1_0 names is not there'],
  ['another level', tables({}), { PV1_2: 2 }, 'the table WCS-TABLE,1 of level 2 that PS1_0 names is not there'],
  ['one that could not be read', tables({}, 'has no rows'), {}, 'the table WCS-TABLE,1 that PS1_0 names has no rows'],
  ['no name', tables({}), { PS1_1: '' }, 'PS1_0 and PS1_1, which name the table of its coordinates, are missing'],
  ['no such column', tables({}), {}, "has no column 'WAVE'"],
  ['nothing in it', tables({ WAVE: array([]) }), {}, 'has coordinates of 1 × 0 numbers'],
  ['dimensions that are not those of the values', tables({ WAVE: array([1, 2], [1, 3]) }), {}, 'has coordinates of 1 × 3 numbers'],
  ['another place', tables({ WAVE: array([1, 2]) }), { PV1_3: 2 }, 'PV1_3 = 2 is none of the 1 axes'],
  [
    'an index of another length',
    tables({ WAVE: array([1, 2]), I: array([1]) }),
    { PS1_2: 'I' },
    "an index 'I' that is not 2 rising or falling numbers",
  ],
  [
    'an index that turns back',
    tables({ WAVE: array([1, 2, 3]), I: array([1, 3, 2]) }),
    { PS1_2: 'I' },
    "an index 'I' that is not 3 rising",
  ],
  ['an index of NaN', tables({ WAVE: array([1, 2, 3]), I: array([1, NaN, 2]) }), { PS1_2: 'I' }, "an index 'I' that is not 3 rising"],
  ['an index that stands still', tables({ WAVE: array([1, 2]), I: array([1, 1]) }), { PS1_2: 'I' }, "an index 'I' that is not 2 rising"],
  [
    'coordinates that turn back',
    tables({ WAVE: array([1, 2, 1.5]) }),
    {},
    "the coordinates 'WAVE' in the table WCS-TABLE,1 neither rise nor fall all along",
  ],
  ['coordinates of NaN', tables({ WAVE: array([1, 2, NaN]) }), {}, 'neither rise nor fall'],
  [
    'an array of two axes',
    tables({ WAVE: array([1, 2, 3, 4, 5, 6, 7, 8], [2, 2, 2]) }),
    {},
    'are of 2 axes together, which is supported for a sky only',
  ],
  [
    'a unit of something else',
    tables({ WAVE: array([1, 2], [2], 'Hz') }),
    { CUNIT1: '' },
    "has coordinates in 'Hz', which is no unit of length",
  ],
])('refused by name: %s', (_, of, cards, reason) => {
  const wcs = parse(of, cards);
  expect(wcs.axes[0].kind).toBe('unsupported');
  expect(wcs.refusals[0]).toMatch(/^CTYPE1 = 'WAVE-TAB' \(axis 1\)/);
  expect(wcs.refusals[0]).toContain(reason);
});

test('the unit of the column counts where CUNIT says nothing', () => {
  const angstroms = tables({ WAVE: array([4000, 5000], [2], 'Angstrom') });
  expect(worldOf(parse(angstroms, { CUNIT1: '' }), 0.5)[0]).toBeCloseTo(4.5e-7, 18);
  expect(worldOf(parse(angstroms, { CUNIT1: 'nm' }), 0.5)[0]).toBeCloseTo(4.5e-6, 18);
});

test('an alternate has a table of its own', () => {
  const cards = { CTYPE1B: 'WAVE-TAB', PS1_0B: 'WCS-TABLE', PS1_1B: 'OTHER', CRPIX1B: 2, CRVAL1B: 1 };
  const wcs = parse(tables({ WAVE: array([1, 2]), OTHER: array([7, 8, 9]) }), cards, 'B');
  expect(worldOf(wcs, 1, 2, 3.5, 3.6)).toEqual([7, 8, 9.5, NaN]);
});

test('an index that leaps leaves a gap, one that stands still takes the first element', () => {
  const wcs = parse(tables({ WAVE: array([10, 20, 30, 40]), I: array([1, 2, 2, 3]) }), { CTYPE1: 'DIST-TAB', PS1_2: 'I' });
  expect(worldOf(wcs, 0, 0.5, 1, 1.5, 2)).toEqual([10, 15, 20, 35, 40]);
  expect(pixelOf(wcs, 15, 20, 25, 30, 35)).toEqual([0.5, 1, NaN, 1, 1.5]);
});

test('coordinates that stand still have one pixel, the first; nothing goes on from them', () => {
  const wcs = parse(tables({ WAVE: array([5, 5, 6, 7, 7]) }), { CTYPE1: 'DIST-TAB' });
  expect(worldOf(wcs, -0.4, 0, 0.5, 1.5, 4.4)).toEqual([5, 5, 5, 5.5, 7]);
  expect(pixelOf(wcs, 5.5, 7, 7.1, 4.9)).toEqual([1.5, 3, NaN, NaN]);
});
