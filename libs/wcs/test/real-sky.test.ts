import { expect, test } from '@jest/globals';
import { existsSync, readFileSync } from 'node:fs';
import { Wcs, type CelestialAxes } from '#wcs';
import { anglesBetween, cardsOf } from './golden-cards.js';
import { headerValues, uncompressed } from './real-header.js';

interface Entry {
  readonly file: string;
  readonly hdu: number;
  /** offset and length of the header in the uncompressed file */
  readonly header: readonly [number, number];
  readonly axes: readonly number[];
  /** x, y, longitude, latitude, ICRS right ascension and declination; absent or null where astropy finds no sky */
  readonly points?: readonly (readonly (number | null)[])[] | null;
}

/** Degrees in double precision are exact to 6e-14, which is 2e-9 of a pixel of HST. */
const ROUND_TRIP_PIXELS = 5e-9;

const folder = process.env.SODALITE_REAL_DATA;
const entries = JSON.parse(readFileSync(new URL('./goldens/real.json', import.meta.url), 'utf8')) as Entry[];

if (!folder || !existsSync(folder)) {
  test('real files', () => console.log('SODALITE_REAL_DATA is not set: the sky of real files is not compared'));
} else {
  test.each(entries.map((entry) => [`${entry.file} HDU ${entry.hdu}`, entry] as const))('%s', (_, { file, header, axes, points }) => {
    const bytes = uncompressed(`${folder}/${file}`).subarray(header[0], header[0] + header[1]);
    const wcs = Wcs.parse(cardsOf(headerValues(bytes)), { axes });
    expect(wcs.axes.length).toBeGreaterThanOrEqual(axes.length);
    if (!points) {
      expect(wcs.celestial).toBeUndefined();
      return;
    }
    expect(wcs.refusals.filter((reason) => /RA|DEC|LAT|LON/.test(reason))).toEqual([]);
    const column = (k: number) => Float64Array.from(points.flatMap((row) => [row[k] ?? NaN, row[k + 1] ?? NaN]));
    const [xy, native, icrs] = [column(0), column(2), column(4)];
    const celestial = wcs.celestial as CelestialAxes;
    const out = new Float64Array(xy.length);
    celestial.pixelToNative(xy, points.length, out);
    expect(Math.max(...anglesBetween(out, native))).toBeLessThan(1e-9);
    celestial.nativeToPixel(out, points.length, out);
    expect(Math.max(...pixelsApart(out, xy, native))).toBeLessThan(ROUND_TRIP_PIXELS);
    celestial.pixelToIcrs(xy, points.length, out);
    expect(Math.max(...anglesBetween(out, icrs))).toBeLessThan(1e-9);
    celestial.icrsToPixel(out, points.length, out);
    expect(Math.max(...pixelsApart(out, xy, native))).toBeLessThan(ROUND_TRIP_PIXELS);
  });
}

/** Per pair, where there is a sky. */
function pixelsApart(a: Float64Array, b: Float64Array, sky: Float64Array): number[] {
  return Array.from({ length: a.length / 2 }, (_, k) =>
    Number.isNaN(sky[2 * k]) ? 0 : Math.hypot(a[2 * k] - b[2 * k], a[2 * k + 1] - b[2 * k + 1]),
  );
}
