import { describe, expect, test } from '@jest/globals';
import { FatalError } from '#faults';
import { fixture, headerBytes } from '../test/fixtures.js';
import { Header } from './header.js';
import { HeaderEditor } from './header-editor.js';

const site = { file: 'a.fits' };
const CARDS = [
  'SIMPLE  =                    T / Standard',
  'CRPIX1  =                 12.5 / [pixel] where',
  'NAXIS1  =                  100',
  "LONG    = 'first part of it &'",
  "CONTINUE  'second part&' / about it",
  "CONTINUE  ''",
  'HISTORY made by hand',
  'odd card   without = sign',
  'DUP     = 1',
  'HISTORY again',
  'DUP     = 2',
  'HIERARCH ESO DET ID = 5 / chip',
  'LATIN   = 1 / \xb5m',
];
const header = Header.parse(headerBytes(CARDS), site);
const cardsOf = (bytes: Uint8Array) => {
  const cards = Buffer.from(bytes).toString('latin1').match(/.{80}/gs)!;
  return cards.slice(0, cards.indexOf('END'.padEnd(80))).map((card) => card.trimEnd());
};
const reread = (editor: HeaderEditor) => Header.parse(editor.toBytes(), site);

test('untouched, it is written back byte for byte', () => {
  expect(Buffer.compare(header.edit().toBytes(), headerBytes(CARDS))).toBe(0);
  const odd = fixture('cards.fits');
  expect(Buffer.compare(Header.parse(odd, site).edit().toBytes(), odd)).toBe(0);
});

test('a card is set in its place and keeps its comment; all others stay', () => {
  const cards = cardsOf(header.edit().set('NAXIS1', 64).set('CRPIX1', 3).set('LATIN', 2).toBytes());
  expect(cards).toEqual(
    CARDS.with(1, 'CRPIX1  =                  3.0 / [pixel] where')
      .with(2, 'NAXIS1  =                   64')
      .with(12, 'LATIN   =                    2 / \xb5m'),
  );
});

test('a comment that is given replaces the old one, an empty one removes it', () => {
  const cards = cardsOf(header.edit().set('CRPIX1', 3.25, 'new').set('ESO DET ID', 6, '').toBytes());
  expect(cards[1]).toBe('CRPIX1  =                 3.25 / new');
  expect(cards[11]).toBe('HIERARCH ESO DET ID = 6');
});

test('what is new comes at the end, HIERARCH by either name only once', () => {
  const cards = cardsOf(
    header.edit().set('NEW', true, 'a flag').set('ESO TEL X', 1).set('HIERARCH ESO TEL X', 2).set('UNDEF', undefined, 'none').toBytes(),
  );
  expect(cards.slice(CARDS.length)).toEqual([
    'NEW     =                    T / a flag',
    'HIERARCH ESO TEL X = 2',
    'UNDEF   =                      / none',
  ]);
});

test('of duplicates one is left when it is set', () =>
  expect(cardsOf(header.edit().set('DUP', 3).toBytes()).filter((card) => card.startsWith('DUP'))).toEqual([
    'DUP     =                    3',
  ]));

test('a long string goes with its CONTINUE cards', () => {
  const without = CARDS.filter((card) => !/^(LONG|CONTINUE)/.test(card));
  expect(cardsOf(header.edit().remove('LONG').toBytes())).toEqual(without);
  expect(cardsOf(header.edit().set('LONG', 'short').toBytes())).toEqual(
    without.toSpliced(3, 0, "LONG    = 'short   '           / about it"),
  );
});

test('removes by name and by pattern', () => {
  expect(
    cardsOf(
      header
        .edit()
        .remove('HISTORY')
        .remove(/^(DUP|LATIN)$/)
        .remove('ESO DET ID')
        .remove('NONE')
        .toBytes(),
    ),
  ).toEqual(CARDS.filter((card) => !/^(HISTORY|DUP|LATIN|HIERARCH)/.test(card)));
});

test('a pattern with the flag g removes all', () =>
  expect(
    cardsOf(
      header
        .edit()
        .remove(/DUP|CRPIX\d/g)
        .toBytes(),
    ),
  ).toEqual(CARDS.filter((card) => !/^(DUP|CRPIX)/.test(card))));

test('inserts behind a card, moving one that is there', () => {
  const cards = cardsOf(header.edit().insertAfter('NAXIS1', 'NAXIS2', 5).insertAfter('NAXIS2', 'DUP', 9).toBytes());
  expect(cards.slice(2, 5)).toEqual(['NAXIS1  =                  100', 'NAXIS2  =                    5', 'DUP     =                    9']);
  expect(cards.filter((card) => card.startsWith('DUP'))).toHaveLength(1);
});

test('text is folded at 72 columns, ASCII only', () => {
  const cards = cardsOf(HeaderEditor.empty().add('HISTORY', 'x'.repeat(80)).add('COMMENT', 'a\nb é').add('', '').toBytes());
  expect(cards).toEqual([`HISTORY ${'x'.repeat(72)}`, 'HISTORY xxxxxxxx', 'COMMENT a', 'COMMENT b ?', '']);
});

test('an empty header is one block; 36 cards need a second one for END', () => {
  expect(Buffer.from(HeaderEditor.empty().toBytes()).toString()).toBe('END'.padEnd(2880));
  const editor = HeaderEditor.empty();
  for (let i = 0; i < 35; i++) editor.set(`K${i}`, i);
  expect(editor.toBytes()).toHaveLength(2880);
  expect(editor.set('K35', 35).toBytes()).toHaveLength(5760);
});

test('editing leaves the header as it was', () => {
  header.edit().set('NAXIS1', 1).remove('CRPIX1').toBytes();
  expect([header.value('NAXIS1'), header.value('CRPIX1')]).toEqual([100, 12.5]);
});

describe('strings read back as they were written', () => {
  const strings = [
    '',
    'x',
    "it's",
    "'",
    "''''",
    'a/b',
    'x'.repeat(68),
    'x'.repeat(69),
    `${'ab '.repeat(80)}end`,
    "'".repeat(100),
    'ends with &',
    `${'y'.repeat(66)}&`,
    `${'z'.repeat(100)}&`,
    '  leading',
  ];
  test.each(strings)('%j', (text) => {
    for (const comment of ['', 'about it', 'c'.repeat(100)]) {
      const written = reread(HeaderEditor.empty().set('KEY', text, comment).set('ESO LONG NAME', text).set('AFTER', 1));
      expect([written.value('KEY'), written.value('ESO LONG NAME'), written.value('AFTER')]).toEqual([text, text, 1]);
      expect(comment.startsWith(written.comment('KEY')!)).toBe(true);
    }
  });
  test('with the cards that every reader joins', () =>
    expect(cardsOf(HeaderEditor.empty().set('KEY', 'x'.repeat(100), 'why').toBytes())).toEqual([
      `KEY     = '${'x'.repeat(67)}&'`,
      `CONTINUE  '${'x'.repeat(33)}' / why`,
    ]));
});

describe('numbers read back as the same double', () => {
  test.each([
    0,
    -0,
    1,
    -42,
    0.1,
    1 / 3,
    1e-7,
    1e21,
    1e22,
    -1.7976931348623157e308,
    5e-324,
    2 ** 53,
    123456789012345680000,
    0.000001234567890123,
    -1.2345678901234567e-100,
  ])('%d', (value) => {
    const bytes = HeaderEditor.empty().set('KEY', value, 'c').toBytes();
    expect(Object.is(Header.parse(bytes, site).number('KEY'), value)).toBe(true);
  });
  test('a thousand of any size', () => {
    const editor = HeaderEditor.empty();
    const values = Array.from({ length: 1000 }, (_, i) => Math.sin(i) * 10 ** ((i % 600) - 300));
    values.forEach((value, i) => editor.set(`K${i}`, value));
    const written = reread(editor);
    expect(values.map((_, i) => written.number(`K${i}`))).toEqual(values);
  });
  test('in fixed format: right-justified up to column 30, real numbers with a point', () =>
    expect(
      cardsOf(
        HeaderEditor.empty()
          .set('A', 1e21, 'c')
          .set('B', 1.5)
          .set('C', 10n ** 18n)
          .set('D', 2.5e-7)
          .set('E', -1.2345678901234567e-100, 'c')
          .toBytes(),
      ),
    ).toEqual([
      'A       =              1.0E+21 / c',
      'B       =                  1.5',
      'C       =  1000000000000000000',
      'D       =               2.5E-7',
      'E       = -1.2345678901234567E-100 / c',
    ]));
});

test.each([
  ['NaN', 'KEY', NaN],
  ['infinity', 'KEY', -Infinity],
  ['a keyword too long', 'TOOLONGKEY', 1],
  ['an equals sign', 'ESO A=B', 1],
  ['no keyword', '', 1],
])('refuses what FITS cannot say: %s', (_, keyword, value) => expect(() => HeaderEditor.empty().set(keyword, value)).toThrow(FatalError));

test('of records only the one that changes is written anew', () => {
  const records = Header.parse(
    headerBytes(["DP1     = 'NAXES:  2' / of them", 'BITPIX  = 8', "DP1     = 'OFFSET.1: 5.5' / from", 'NAXIS = 0']),
    site,
  );
  const edited = records.edit().changeRecords('DP1', (text) => text.replace('5.5', '2.5'), ['OFFSET.2: -1.0']);
  expect(cardsOf(edited.toBytes())).toEqual([
    "DP1     = 'NAXES:  2' / of them",
    'BITPIX  = 8',
    "DP1     = 'OFFSET.1: 2.5'      / from",
    "DP1     = 'OFFSET.2: -1.0'",
    'NAXIS = 0',
  ]);
});
