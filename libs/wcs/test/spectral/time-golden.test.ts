import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { parseTime } from '../../src/time.js';

/** Written by make_spectral.py from astropy.time (ERFA). */
const { axes } = JSON.parse(readFileSync(new URL('goldens/time.json', import.meta.url), 'utf8')) as {
  axes: { timesys: string; mjd: number[]; utc: number[] }[];
};

// One double holds an MJD to a microsecond; TDB and TCB rest on a series good to 30 µs.
const allowedSeconds = (timesys: string): number => (timesys === 'TDB' || timesys === 'TCB' ? 5e-5 : 2e-6);

test.each(axes.map((axis) => [axis.timesys, axis.mjd.length, axis] as const))('%s at %i dates', (timesys, count, { mjd, utc }) => {
  const cards: Record<string, string> = { CTYPE1: 'TIME', CUNIT1: 'd', TIMESYS: timesys };
  const axis = parseTime({ value: (keyword) => cards[keyword] }, { axis: 0, alternate: '' });
  const out = new Float64Array(count);
  axis.toMjdUtc(Float64Array.from(mjd), count, out);
  out.forEach((got, k) => expect(Math.abs(got - utc[k]) * 86400).toBeLessThan(allowedSeconds(timesys)));
  axis.fromMjdUtc(out, count, out);
  out.forEach((got, k) => expect(Math.abs(got - mjd[k]) * 86400).toBeLessThan(3e-6));
});
