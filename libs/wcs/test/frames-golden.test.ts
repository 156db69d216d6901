import { expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { Wcs, type CelestialAxes } from '#wcs';
import { anglesBetween, cardsOf } from './golden-cards.js';

const NAMES: Readonly<Record<string, string>> = {
  icrs: 'ICRS',
  fk5: 'FK5',
  fk4: 'FK4',
  fk4noeterms: 'FK4-NO-E',
  galactic: 'GALACTIC',
  supergalactic: 'SUPERGALACTIC',
  barycentricmeanecliptic: 'ECLIPTIC',
};

interface Entry {
  readonly name: string;
  readonly cards: Readonly<Record<string, string | number>>;
  /** as astropy calls it */
  readonly frame: string;
  readonly icrs: readonly number[];
}
const golden = JSON.parse(readFileSync(new URL('./goldens/frames.json', import.meta.url), 'utf8')) as {
  points: number[];
  frames: Entry[];
};

test.each(golden.frames.map((entry) => [entry.name, entry] as const))('%s', (_, { cards, frame, icrs }) => {
  const celestial = Wcs.parse(cardsOf({ ...cards, CRPIX1: 1, CRPIX2: 1 }), { axes: [360, 180] }).celestial as CelestialAxes;
  expect(celestial.frame).toBe(NAMES[frame]);
  // CAR about (0, 0) with steps of 1: the pixels are the coordinates, as far as longitudes reach
  const points = Float64Array.from(golden.points, (degrees, k) => (k % 2 === 0 && degrees > 180 ? degrees - 360 : degrees));
  const count = points.length / 2;
  const out = new Float64Array(points.length);
  celestial.pixelToIcrs(points, count, out);
  expect(Math.max(...anglesBetween(out, Float64Array.from(icrs)))).toBeLessThan(1e-9);
  celestial.icrsToPixel(out, count, out);
  expect(Math.max(...anglesBetween(out, points))).toBeLessThan(1e-12);
});
