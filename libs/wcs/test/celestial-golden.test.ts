import { expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { Wcs, type CelestialAxes } from '#wcs';
import { anglesBetween, cardsOf } from './golden-cards.js';

interface Case {
  readonly name: string;
  readonly cards: Readonly<Record<string, string | number>>;
  readonly first: number;
  readonly step: number;
  /** one bit per pixel, four to a hexadecimal digit: whether its sky position leads back to it in WCSLIB */
  readonly returns: string;
  /** whether answers for the grid of sky positions follow */
  readonly sky?: boolean;
}

const folder = new URL('./goldens/', import.meta.url);
const { grid, sky, cases } = JSON.parse(readFileSync(new URL('celestial.json', folder), 'utf8')) as {
  grid: { nx: number; ny: number; x0: number; y0: number };
  sky: number[];
  cases: Case[];
};
const bytes = gunzipSync(readFileSync(new URL('celestial.f64.gz', folder)));
const answers = new Float64Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));

const SKY_DEGREES = 1e-9;
const PIXELS = 1e-8;
const ROUND_TRIP_PIXELS = 1e-9;

/** What WCSLIB itself is off by at most: AIR is searched to 1e-12 only, slant projections cancel near the reference point. */
const WCSLIB_DEGREES = 2e-10;

let at = 0;
const taken = cases.map((one) => {
  const world = answers.subarray(at, (at += 2 * grid.nx * grid.ny));
  const pixels = one.sky ? answers.subarray(at, (at += sky.length)) : undefined;
  return { ...one, world, pixels };
});

test('the answers are as many as the cases ask for', () => {
  expect(at).toBe(answers.length);
  expect(answers.length / 2).toBeGreaterThan(40_000);
});

test.each(taken.map((one) => [one.name, one] as const))('%s', (_, { cards, first, step, returns, world, pixels }) => {
  const wcs = Wcs.parse(cardsOf(cards), { axes: [20, 20] });
  expect(wcs.refusals).toEqual([]);
  const celestial = wcs.celestial as CelestialAxes;
  const degreesPerPixel = Math.abs(Number(cards.CD1_1 ?? cards.CDELT1));
  const swapped = celestial.lonAxis === 1;
  const count = grid.nx * grid.ny;
  const xy = Float64Array.from({ length: 2 * count }, (_x, k) => {
    const point = k >> 1;
    return k % 2 === 0 ? first + grid.x0 + step * (point % grid.nx) : first + grid.y0 + step * Math.floor(point / grid.nx);
  });
  const found = new Float64Array(2 * count);
  wcs.pixelToWorld(xy, count, found);
  const off = anglesBetween(found, world, swapped);
  expect(off.filter((angle) => !(angle <= SKY_DEGREES))).toEqual([]);

  const back = new Float64Array(2 * count);
  wcs.worldToPixel(found, count, found);
  wcs.worldToPixel(Float64Array.from(world), count, back);
  const lost = [];
  for (let k = 0; k < count; k++) {
    if (((parseInt(returns[k >> 2], 16) >> (3 - (k % 4))) & 1) === 0) continue;
    const [x, y] = [xy[2 * k], xy[2 * k + 1]];
    const fromGolden = Math.hypot(back[2 * k] - x, back[2 * k + 1] - y);
    const fromOwn = Math.hypot(found[2 * k] - x, found[2 * k + 1] - y);
    if (!(fromGolden <= PIXELS + WCSLIB_DEGREES / degreesPerPixel && fromOwn <= ROUND_TRIP_PIXELS))
      lost.push({ x, y, fromGolden, fromOwn });
  }
  expect(lost).toEqual([]);

  if (!pixels) return;
  const directions = Float64Array.from(sky);
  const seen = new Float64Array(sky.length);
  celestial.nativeToPixel(directions, sky.length / 2, seen);
  const wrong = [];
  for (let k = 0; k < sky.length; k += 2) {
    const px = swapped ? pixels[k + 1] : pixels[k];
    const py = swapped ? pixels[k] : pixels[k + 1];
    const distance = Math.hypot(seen[k] - px, seen[k + 1] - py);
    if (Number.isNaN(px) ? !Number.isNaN(distance) : !(distance <= PIXELS * (1 + Math.hypot(px, py))))
      wrong.push({ lon: sky[k], lat: sky[k + 1], expected: [px, py], got: [seen[k], seen[k + 1]] });
  }
  expect(wrong).toEqual([]);
});
