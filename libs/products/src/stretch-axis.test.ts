import { expect, test } from '@jest/globals';
import { HeaderEditor, Header, type CardValue } from '#fits';
import { Wcs } from '#wcs';
import { stretchAxis } from './stretch-axis.js';

type Cards = Record<string, CardValue>;

function headerOf(cards: Cards): Header {
  const editor = HeaderEditor.empty().set('NAXIS', 3);
  for (const [keyword, value] of Object.entries(cards)) editor.set(keyword, value);
  return Header.parse(editor.toBytes(), { file: 'made' });
}

const stokes = { CTYPE1: 'RA---TAN', CTYPE2: 'DEC--TAN', CTYPE3: 'STOKES', CRVAL3: 1, CRPIX3: 1 };
const cd = { CD1_1: -0.1, CD1_2: 0.02, CD2_1: 0.02, CD2_2: 0.1 };

test.each<[string, Cards, Cards]>([
  ['CDELT alone', { CDELT3: 1 }, { CDELT3: 2 }],
  ['nothing', {}, { CDELT3: 2 }],
  ['a CD matrix without the axis', { ...cd }, { CD3_3: 2 }],
  ['a CD matrix without the axis, and CDELT', { ...cd, CDELT3: 1 }, { CD3_3: 2, CDELT3: 2 }],
  ['a CD matrix with the axis', { ...cd, CD3_3: 1 }, { CD3_3: 2 }],
  ['a CD matrix of the 1988 draft', { CD001001: -0.1, CD002002: 0.1, CDELT3: 1 }, { CD003003: 2, CDELT3: 2 }],
  ['a PC matrix without the axis', { PC1_1: 0.9, PC1_2: 0.1, CDELT3: 1 }, { CDELT3: 2 }],
  ['a PC matrix beside CD cards', { PC1_1: 1, ...cd, CD3_3: 7, CDELT3: 1 }, { CDELT3: 2 }],
  ['a PC matrix of the 1988 draft', { PC001001: 1, PC003003: 1, CDELT3: 1 }, { CDELT3: 2 }],
])('the increment is twice as large: %s', (_, cards, changed) => {
  const before = headerOf({ ...stokes, ...cards });
  const editor = before.edit();
  stretchAxis(before, editor, 3, '', 2);
  const after = Header.parse(editor.toBytes(), { file: 'made' });
  expect(Object.fromEntries(Object.keys(changed).map((keyword) => [keyword, after.value(keyword)]))).toEqual(changed);
  expect(after.cards).toHaveLength(before.cards.length + Object.keys(changed).filter((keyword) => !before.has(keyword)).length);
  const code = (header: Header, plane: number) => Wcs.parse(header, { axes: [4, 4, 3] }).stokes!.codeAt(plane);
  expect([0, 1].map((plane) => code(after, plane))).toEqual([0, 2].map((plane) => code(before, plane)));
});

test('coupled axes: the column of the matrix, not the row', () => {
  for (const name of ['PC', 'CD']) {
    const header = headerOf({ [`${name}2_3A`]: 0.5, [`${name}3_2A`]: 0.25, CDELT3A: 3, [`${name}1_1`]: 4 });
    const editor = header.edit();
    stretchAxis(header, editor, 3, 'A', 2);
    const after = Header.parse(editor.toBytes(), { file: 'made' });
    expect([after.number(`${name}2_3A`), after.number(`${name}3_2A`), after.number(`${name}1_1`)]).toEqual([1, 0.25, 4]);
    // An absent diagonal element is 1 in PC, and 0 in CD when the axis has others.
    expect(after.number(`${name}3_3A`)).toBe(name === 'PC' ? 2 : undefined);
    expect(after.number('CDELT3A')).toBe(name === 'PC' ? 3 : 6);
  }
});
