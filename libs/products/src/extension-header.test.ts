import { expect, test } from '@jest/globals';
import { FitsFile, HeaderEditor } from '#fits';
import { memorySource } from '#storage';
import { makeFits, skyCards } from '../test/make-fits.js';
import { asExtension, withoutData } from './extension-header.js';

test('nothing of random groups is left beside NAXIS = 0', async () => {
  const header = HeaderEditor.empty().set('SIMPLE', true).set('BITPIX', -32).set('NAXIS', 2).set('NAXIS1', 0).set('NAXIS2', 5);
  header
    .set('GROUPS', true)
    .set('PCOUNT', 2)
    .set('GCOUNT', 3)
    .set('PTYPE1', 'UU')
    .set('PSCAL1', 1)
    .set('PZERO1', 0)
    .set('OBJECT', 'M 31')
    .set('EXTNAME', 'UV');
  const { hdus } = await FitsFile.open(memorySource(Buffer.concat([header.toBytes(), Buffer.alloc(2880)])));
  expect(hdus[0].kind).toBe('groups');
  const expected = HeaderEditor.empty().set('SIMPLE', true).set('BITPIX', -32).set('NAXIS', 0).set('OBJECT', 'M 31');
  expect(Buffer.from(withoutData(hdus[0]).toBytes()).equals(expected.toBytes())).toBe(true);
});

test('a primary header that has no data keeps its name', async () => {
  const { hdus } = await FitsFile.open(makeFits([{ axes: [], cards: [['EXTNAME', 'PRIMARY']] }]));
  expect(Buffer.from(withoutData(hdus[0]).toBytes()).equals(hdus[0].header.edit().toBytes())).toBe(true);
});

test('what only a primary header may say is not said of an extension', async () => {
  const cards = [...skyCards(4, 3), ['GROUPS', false], ['PCOUNT', 0], ['GCOUNT', 1], ['NEXTEND', 3]] as const;
  const { hdus } = await FitsFile.open(makeFits([{ axes: [4, 3], cards }]));
  const text = Buffer.from(asExtension(hdus[0].header.edit(), hdus[0].header).toBytes()).toString('latin1');
  expect(
    text
      .match(/.{80}/g)!
      .map((card) => card.slice(0, 8).trim())
      .slice(0, 8),
  ).toEqual(
    ['XTENSION', 'BITPIX', 'NAXIS', 'NAXIS1', 'NAXIS2', 'PCOUNT', 'GCOUNT', 'CTYPE1'], // prettier-ignore
  );
  for (const keyword of ['SIMPLE', 'EXTEND', 'GROUPS', 'NEXTEND']) expect(text).not.toContain(keyword);
});
