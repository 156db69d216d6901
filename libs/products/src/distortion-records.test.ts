import { expect, test } from '@jest/globals';
import { Header } from '#fits';
import { shiftRecords } from './distortion-records.js';

const headerOf = (cards: readonly string[]) =>
  Header.parse(Buffer.from([...cards, 'END'].map((card) => card.padEnd(80)).join(''), 'latin1'), { file: 'a.fits' });
const cuts = [5, 7].map((first) => ({ size: 99, first, count: 9, step: 1 }));

function shifted(cards: readonly string[], alternate = ''): string[] {
  const header = headerOf(cards);
  const editor = header.edit();
  shiftRecords(header, editor, alternate, cuts);
  return Header.parse(editor.toBytes(), { file: 'a.fits' }).cards.map((card) =>
    card.kind === 'value' ? `${card.keyword} ${card.value}` : '',
  );
}

test('offsets follow the box, given or not, on the axes that the record names', () => {
  expect(
    shifted([
      "CPDIS2  = 'Polynomial'",
      "DP2     = 'NAXES: 2'",
      "DP2     = 'AXIS.1: 2'",
      "DP2     = 'AXIS.2: 1'",
      "DP2     = 'OFFSET.1: 20.5'",
    ]),
  ).toEqual(['CPDIS2 Polynomial', 'DP2 NAXES: 2', 'DP2 AXIS.1: 2', 'DP2 AXIS.2: 1', 'DP2 OFFSET.1: 13.5', 'DP2 OFFSET.2: -5.0']);
});

test('a function that gives coordinates loses what the box begins with', () => {
  const cards = ["CPDIS1A = 'TPD'", "DP1A    = 'NAXES: 1'", "DP1A    = 'DOCORR: 0'", "DP1A    = 'TPD.FWD.0: 2.5'"];
  expect(shifted(cards, 'A')).toEqual(['CPDIS1A TPD', 'DP1A NAXES: 1', 'DP1A DOCORR: 0', 'DP1A TPD.FWD.0: -2.5', 'DP1A OFFSET.1: -5.0']);
  expect(() => shifted(["CPDIS1  = 'Polynomial'", "DP1     = 'NAXES: 1'", "DP1     = 'DOCORR: 0'"])).toThrow(
    "CPDIS1 = 'Polynomial' with DOCORR = 0 counts pixels in a way that a cutout cannot follow",
  );
});

test('look-ups, other descriptions and sequent distortions stay', () => {
  const cards = [
    "CPDIS1  = 'LOOKUP'",
    "DP1     = 'NAXES: 2'",
    "CPDIS2B = 'TPD'",
    "DP2B    = 'NAXES: 2'",
    "CQDIS1  = 'TPD'",
    "DQ1     = 'NAXES: 2'",
  ];
  expect(shifted(cards)).toHaveLength(cards.length);
});
