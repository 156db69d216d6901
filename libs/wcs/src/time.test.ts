import { expect, test } from '@jest/globals';
import { cardsOf } from '../test/golden-cards.js';
import { isTimeCtype, parseTime } from './time.js';
import { Wcs } from './wcs.js';

type Cards = Record<string, string | number>;
const parse = (cards: Cards) => parseTime({ value: (keyword) => cards[keyword] }, { axis: 0, alternate: '' });
const mjd = (cards: Cards, w = 0): number => {
  const out = Float64Array.of(w);
  const axis = parse(cards);
  axis.toMjdUtc(out, 1, out);
  const back = new Float64Array(1);
  axis.fromMjdUtc(out, 1, back);
  expect(back[0]).toBeCloseTo(w, 4);
  return out[0];
};

test.each<[string, Cards, number]>([
  ['MJDREF and days', { CTYPE1: 'TIME', CUNIT1: 'd', MJDREF: 59000, CRVAL1: 5.5 }, 59005.5],
  ['seconds by default', { CTYPE1: 'TIME', MJDREF: 59000, CRVAL1: 43200 }, 59000.5],
  ['TIMEUNIT', { CTYPE1: 'UTC', TIMEUNIT: 'h', MJDREFI: 59000, MJDREFF: 0.25, CRVAL1: 6 }, 59000.5],
  ['JDREF', { CTYPE1: 'UTC', CUNIT1: 'd', JDREF: 2459000.5, CRVAL1: 1 }, 59001],
  ['JDREFI and JDREFF', { CTYPE1: 'UTC', CUNIT1: 'd', JDREFI: 2459000, JDREFF: 0.5 }, 59000],
  ['DATEREF', { CTYPE1: 'TIME', DATEREF: '2017-01-01T12:00:00' }, 57754.5],
  ['MJDREF before DATEREF', { CTYPE1: 'TIME', DATEREF: '2017-01-01', MJDREF: 50000 }, 50000],
  ['no reference', { CTYPE1: 'TIME', CUNIT1: 'd', CRVAL1: 58000 }, 58000],
  ['TT', { CTYPE1: 'TIME', TIMESYS: 'TT', MJDREF: 57754.5 }, 57754.5 - 69.184 / 86400],
  ['TT by CTYPE, whatever TIMESYS says', { CTYPE1: 'TT', TIMESYS: 'UTC', MJDREF: 57754.5 }, 57754.5 - 69.184 / 86400],
  ['GPS', { CTYPE1: 'GPS', MJDREF: 57754.5 }, 57754.5 - 18 / 86400],
])('%s', (_, cards, expected) => expect(mjd(cards)).toBeCloseTo(expected, 9));

test('the second before a leap second and the second after it', () => {
  const leap = 57754 + 36 / 86400; // TAI at the start of 2016-12-31T23:59:60
  expect(mjd({ CTYPE1: 'TAI', CUNIT1: 's', MJDREF: leap }, -1)).toBeCloseTo(57754 - 1 / 86400, 9);
  expect(mjd({ CTYPE1: 'TAI', CUNIT1: 's', MJDREF: leap }, 2)).toBeCloseTo(57754 + 1 / 86400, 9);
});

test('UT1 is taken as UTC, and says so', () => {
  expect(mjd({ CTYPE1: 'UT1', MJDREF: 59000 })).toBe(59000);
  expect(parse({ CTYPE1: 'UT1' }).notes.join()).toContain('UT1 is taken as UTC');
});

test.each<[Cards, string]>([
  [{ CTYPE1: 'TIME-TAB' }, 'PS1_0 and PS1_1, which name the table of its coordinates, are missing'],
  [{ CTYPE1: 'TIME', TIMESYS: 'LOCAL' }, "the time scale 'LOCAL'"],
  [{ CTYPE1: 'TIME', CUNIT1: 'm' }, "CUNIT1 = 'm', which is no unit of time"],
  [{ CTYPE1: 'TIME', DATEREF: '2017-02-30' }, "DATEREF = '2017-02-30' is no ISO date"],
])('refused by name: %j', (cards, message) => {
  expect(() => parse(cards)).toThrow(expect.objectContaining({ fault: 'unsupported', message: expect.stringContaining(message) }));
});

test('names', () => {
  expect(['TIME', 'UTC', 'tt', 'TDB', 'TIME-TAB', 'LOCAL', 'UT'].map(isTimeCtype)).not.toContain(false);
  expect(['FREQ', 'TIMER', '', 'STOKES'].map(isTimeCtype)).not.toContain(true);
});

test('times of a table count from the reference', () => {
  const tables = {
    tables: [{ name: 'TIMES', version: 1, level: 1, columns: { T: { values: Float64Array.of(0, 0.5, 2), dims: [1, 3], unit: 'd' } } }],
  };
  const cards = { CTYPE1: 'TT-TAB', CRPIX1: 1, CRVAL1: 1, CDELT1: 1, PS1_0: 'times', PS1_1: 't', MJDREF: 55000 };
  const { time, axes } = Wcs.parse(cardsOf(cards), { axes: [3], tables });
  expect(axes[0].kind).toBe('time');
  const offset = 66.184 / 86400; // TT − UTC in 2009
  const mjd = Float64Array.of(0, 1, 1.5, 2.25, 2.75);
  time!.mjdUtc.pixelToWorld(mjd, 5, mjd);
  [55000, 55000.5, 55001.25, 55002.375].forEach((day, k) => expect(mjd[k]).toBeCloseTo(day - offset, 9));
  expect(mjd[4]).toBeNaN();
  time!.mjdUtc.worldToPixel(mjd, 5, mjd);
  [0, 1, 1.5, 2.25].forEach((pixel, k) => expect(mjd[k]).toBeCloseTo(pixel, 6));
  expect(mjd[4]).toBeNaN();
});
