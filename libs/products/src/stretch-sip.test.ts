import { expect, test } from '@jest/globals';
import { Header, HeaderEditor } from '#fits';
import { Wcs } from '#wcs';
import { stretchSip } from './stretch-sip.js';

const CARDS: Readonly<Record<string, string | number>> = {
  CTYPE1: 'RA---TAN-SIP', CTYPE2: 'DEC--TAN-SIP', CRVAL1: 150, CRVAL2: 2, CRPIX1: 40.5, CRPIX2: 31.25, CD1_1: -2e-3, CD1_2: 1e-4, CD2_1: 1.5e-4, CD2_2: 2.1e-3,
  A_ORDER: 3, B_ORDER: 2, A_2_0: 1.3e-4, A_1_1: -7e-5, A_0_3: 2e-6, A_0_1: 1e-3, B_2_0: 4e-5, B_0_2: -1.1e-4, B_1_0: -2e-3, A_DMAX: 4, B_DMAX: 3,
  AP_ORDER: 2, BP_ORDER: 2, AP_2_0: -1.3e-4, BP_0_2: 1.1e-4,
}; // prettier-ignore
const written = (editor: HeaderEditor) => Header.parse(editor.toBytes(), { file: 'a.fits' });
const header = written(Object.entries(CARDS).reduce((editor, [keyword, value]) => editor.set(keyword, value), HeaderEditor.empty()));

test('every pixel that is left is where it was', () => {
  const [first, step] = [[5, 2], [3, 2]]; // prettier-ignore
  const editor = header.edit();
  const cuts = [0, 1].map((axis) => ({ size: 80, first: first[axis], count: 20, step: step[axis] }));
  stretchSip(header, editor, cuts);
  for (const j of [1, 2]) {
    editor.set(`CRPIX${j}`, (header.number(`CRPIX${j}`)! - (first[j - 1] + 1)) / step[j - 1] + 1);
    for (const i of [1, 2]) editor.set(`CD${i}_${j}`, header.number(`CD${i}_${j}`)! * step[j - 1]);
  }
  const wcs = (of: Header, axes: number[]) => Wcs.parse(of, { axes });
  const before = Float64Array.of(5, 2, 5 + 3 * 19, 2, 5 + 3 * 7, 2 + 2 * 19);
  const after = Float64Array.of(0, 0, 19, 0, 7, 19);
  wcs(header, [80, 80]).pixelToWorld(before, 3, before);
  wcs(written(editor), [20, 20]).pixelToWorld(after, 3, after);
  before.forEach((value, k) => expect(after[k]).toBeCloseTo(value, 12));
  const now = written(editor);
  expect([now.number('A_DMAX'), now.number('B_DMAX')]).toEqual([4 / 3, 3 / 2]);
  expect(now.number('AP_2_0')).toBeCloseTo(-1.3e-4 * 3, 15);
  expect(now.number('A_ORDER')).toBe(3);
});

test('without steps nothing changes', () => {
  const editor = header.edit();
  stretchSip(header, editor, [{ size: 80, first: 5, count: 20, step: 1 }]);
  expect(Buffer.compare(editor.toBytes(), header.edit().toBytes())).toBe(0);
});
