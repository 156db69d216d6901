import { expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { Wcs, type DistortionImage } from '#wcs';
import { anglesBetween, cardsInOrder, type OrderedCards } from './golden-cards.js';

/** Written by make_distortions.py from astropy and WCSLIB. */
interface Entry {
  readonly name: string;
  readonly cards: OrderedCards;
  readonly images?: readonly (Omit<DistortionImage, 'values'> & { readonly values: readonly number[] })[];
  readonly world: readonly number[];
}
const { pixels, cases } = JSON.parse(readFileSync(new URL('./goldens/distortions.json', import.meta.url), 'utf8')) as {
  pixels: number[];
  cases: Entry[];
};

test.each(cases.map((entry) => [entry.name, entry] as const))('%s', (_, { cards, images, world }) => {
  const tables = { images: images?.map((image) => ({ ...image, values: Float32Array.from(image.values) })) };
  const alternate = cards.some(([keyword]) => keyword === 'CTYPE1B') ? 'B' : '';
  const wcs = Wcs.parse(cardsInOrder(cards), { axes: [1024, 800], alternate, tables: structuredClone(tables) });
  expect(wcs.refusals).toEqual([]);
  const swapped = wcs.celestial?.lonAxis === 1;
  const count = pixels.length / 2;
  const out = new Float64Array(pixels.length);
  wcs.pixelToWorld(Float64Array.from(pixels), count, out);
  expect(Math.max(...anglesBetween(out, Float64Array.from(world), swapped))).toBeLessThan(1e-11);
  wcs.worldToPixel(Float64Array.from(world), count, out);
  // WCSLIB solves ZPN to 1e-13 radians, which are 7e-8 of these pixels.
  const allowed = wcs.celestial?.projection === 'ZPN' ? 1e-7 : 1e-8;
  expect(Math.max(...out.map((pixel, k) => Math.abs(pixel - pixels[k])))).toBeLessThan(allowed);
});
