import { describe, expect, test } from '@jest/globals';
import { DamagedError } from '#faults';
import { fixture, golden, headerBytes, typed } from '../test/fixtures.js';
import { Header } from './header.js';

const site = { file: 'a.fits', hdu: 0, offset: 0 };
const parse = (...cards: string[]) => Header.parse(headerBytes(cards), site);

describe('the cards of cards.fits, as astropy reads them', () => {
  const expected = golden<{ values: [string, string][]; comments: [string, string][]; texts: Record<string, string[]> }>('cards.json');
  const header = Header.parse(fixture('cards.fits'), site);

  test.each(expected.values)('%s', (keyword, value) => {
    expect(header.has(keyword)).toBe(true);
    // astropy makes complex numbers of these; here they stay as written
    if (value === 'c:') expect(header.string(keyword)).toMatch(/^\(.*\)$/);
    else expect(typed(header.value(keyword))).toBe(value);
  });
  test.each(expected.comments)('comment of %s', (keyword, comment) => expect(header.comment(keyword)).toBe(comment));
  test.each(Object.entries(expected.texts))("texts of '%s'", (keyword, texts) => {
    // a card without value indicator counts as commentary of its own keyword
    expect(header.texts(keyword)).toEqual(texts);
  });
  test('is as long as in the file', () => expect(header.byteLength).toBe(fixture('cards.fits').length));
});

test('values by type; what is of another type is undefined', () => {
  const header = parse(
    'I       = 7',
    'R       = 16.0',
    'S       = 7.5',
    "T       = 'text'",
    'L       = F',
    'B       = 18446744073709551616',
  );
  expect([header.number('I'), header.integer('I'), header.string('I'), header.logical('I')]).toEqual([7, 7, undefined, undefined]);
  expect([header.integer('R'), header.integer('S'), header.number('S')]).toEqual([16, undefined, 7.5]);
  expect([header.string('T'), header.number('T'), header.logical('L')]).toEqual(['text', undefined, false]);
  expect([header.value('B'), header.number('B'), header.integer('B')]).toEqual([2n ** 64n, 2 ** 64, undefined]);
  expect([header.has('NONE'), header.value('NONE'), header.comment('NONE'), header.cardNumber('NONE')]).toEqual([
    false,
    undefined,
    undefined,
    undefined,
  ]);
  expect(header.cardNumber('S')).toBe(3);
});

test.each([
  ["A       = 'never closed", 'never closed'],
  ['A       = T this is fine', true],
  ['A       = 12 pixels', 12],
  ['A       = 2001-01-01', '2001-01-01'],
  ['A       = 1 2', 1],
  ['A       = - 5.0 E 3', -5000],
  ['A       = NaN', 'NaN'],
  ['A       = 1E999', '1E999'],
  ["A       = 'x'y", "x'y"],
  ['A       =7', undefined],
  ['A       = 0x10', '0x10'],
])('odd card %s', (card, value) => expect(parse(card).value('A')).toBe(value));

test('HIERARCH goes by its full name and without the word, in any case', () => {
  const header = parse('HIERARCH ESO  DET ID = 5 / chip', 'HIERARCH no value here');
  for (const name of ['ESO DET ID', 'HIERARCH ESO DET ID', 'eso det id']) expect(header.value(name)).toBe(5);
  expect(header.cards[1]).toEqual({ kind: 'commentary', keyword: 'HIERARCH', text: ' no value here' });
});

test('a standard keyword comes before the HIERARCH one of the same name', () =>
  expect(parse('HIERARCH NAXIS = 1', 'NAXIS   = 2').value('NAXIS')).toBe(2));

test('CONTINUE without a string before it is commentary', () => {
  const header = parse('A       = 5', "CONTINUE  'lost'", "B       = 'x&'", 'CONTINUE no string', "C       = 'y&'", "CONTINUE  'z'");
  expect([header.value('A'), header.value('B'), header.value('C')]).toEqual([5, 'x&', 'yz']);
});

test('NULs instead of blanks', () => {
  const header = Header.parse(
    Buffer.from(
      headerBytes(['A       = 5', '']).toString('latin1').replace('A       ', 'A\0\0\0\0\0\0\0').replace('END     ', 'END\0\0\0\0\0'),
    ),
    site,
  );
  expect([header.value('A'), header.length]).toEqual([5, 2]);
});

test('a hundred kilobytes of HISTORY', () => {
  const header = parse('A       = 1', ...Array.from({ length: 1500 }, (_, i) => `HISTORY step ${i}`), 'B       = 2');
  expect([header.value('B'), header.texts('HISTORY').length, header.texts('HISTORY')[1499]]).toEqual([2, 1500, 'step 1499']);
});

test('does not keep the bytes that it was read from', () => {
  const bytes = headerBytes(['A       = 5']);
  const header = Header.parse(bytes, site);
  bytes.fill(0);
  expect(header.value('A')).toBe(5);
});

test('without END it is damaged, with the place', () => {
  const parsing = () => Header.parse(Buffer.alloc(2880, ' '), { ...site, hdu: 3, offset: 5760 });
  expect(parsing).toThrow(DamagedError);
  expect(parsing).toThrow('a.fits (HDU 3, card 37, byte 8640): the header has no END card');
});
