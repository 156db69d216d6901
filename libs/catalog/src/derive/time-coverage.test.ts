import { expect, test } from '@jest/globals';
import { HeaderEditor, Header } from '#fits';
import { Headers } from './headers.js';
import { parseDate, timeCoverage } from './time-coverage.js';

export function headersOf(cards: Record<string, string | number>): Headers {
  const editor = HeaderEditor.empty();
  for (const [keyword, value] of Object.entries(cards)) editor.set(keyword, value);
  return new Headers(Header.parse(editor.toBytes(), { file: 'made.fits' }));
}

test.each([
  ['2000-01-01', 51544, true],
  ['2000-01-01T12:00:00', 51544.5, false],
  ['2000-01-01T12:00:00.0Z', 51544.5, false],
  ['15/10/86', 46718, true],
  ['31/12/99', 51543, true],
])('%s is MJD %d', (text, mjd, isBare) => {
  expect(parseDate(text)).toEqual({ mjd, isBare });
});

test.each(['', 'J2000', '2000-02-30', '2000-13-01', '32/01/86', 'yesterday'])('%j is no date', (text) => {
  expect(parseDate(text)).toBeUndefined();
});

test.each([
  [{ 'MJD-OBS': 58000.5, EXPTIME: 86.4 }, [58000.5, 58000.501, 86.4]],
  [{ 'DATE-OBS': '2000-01-01T00:00:00', 'DATE-END': '2000-01-02T00:00:00' }, [51544, 51545, null]],
  [{ 'DATE-OBS': '2000-01-01', 'TIME-OBS': '06:00:00', EXPOSURE: 8640 }, [51544.25, 51544.35, 8640]],
  [{ 'DATE-OBS': '2000-01-01' }, [51544, 51545, null]],
  [{ 'DATE-OBS': '14/10/86', UT: '12:00' }, [46717.5, 46717.5, null]],
  [{ 'MJD-OBS': 0, 'DATE-OBS': '2000-01-01T12:00:00' }, [51544.5, 51544.5, null]],
  [{ 'MJD-OBS': '58000.5', 'MJD-END': 57000 }, [58000.5, 58000.5, null]],
  [{ EXPTIME: 0 }, [null, null, null]],
  [{ EXPTIME: 'unknown', 'DATE-OBS': ' ' }, [null, null, null]],
])('%j', (cards, [t_min, t_max, t_exptime]) => {
  const coverage = timeCoverage(headersOf(cards as unknown as Record<string, string | number>));
  for (const [value, expected] of [
    [coverage.t_min, t_min],
    [coverage.t_max, t_max],
    [coverage.t_exptime, t_exptime],
  ] as const) {
    if (expected === null) expect(value).toBeNull();
    else expect(value).toBeCloseTo(expected, 7);
  }
});
