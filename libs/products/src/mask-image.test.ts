import { expect, test } from '@jest/globals';
import { freqCards, makeFits, skyCards } from '../test/make-fits.js';
import type { Filters } from './filters.js';
import { openImages } from './image.js';
import { Masks } from './mask-image.js';
import type { AxisCut } from './section.js';

const whole = (size: number): AxisCut => ({ size, first: 0, count: size, step: 1 });
const circle = (radiusDeg: number, maskOut: 'hard' | 'touch' = 'hard'): Filters => ({
  shape: { parameter: 'CIRCLE', shape: { kind: 'circle', lonDeg: 40, latDeg: -5, radiusDeg } },
  maskOut,
});

test('a mask is made once for all bands and channels, and anew for another shape, box, mode or image', async () => {
  const cube = () => ({ axes: [20, 10, 5], cards: [...skyCards(20, 10), ...freqCards] });
  const { images } = await openImages(makeFits([cube(), cube()]));
  const masks = new Masks();
  const maskOf = async (image: number, cuts: readonly AxisCut[], filters: Filters) => (await masks.of(images[image], cuts, filters))!.mask;
  const shape = circle(0.05);
  const sky = [whole(20), whole(10)];
  const first = await maskOf(0, [...sky, { size: 5, first: 0, count: 2, step: 1 }], { ...shape, channels: [1, 2] });
  expect(await maskOf(0, [...sky, { size: 5, first: 3, count: 1, step: 1 }], { ...shape, channels: [4, 4] })).toBe(first);
  const others = [
    await maskOf(1, sky, shape),
    await maskOf(0, [whole(20), { size: 10, first: 1, count: 9, step: 1 }], shape),
    await maskOf(0, sky, { ...shape, maskOut: 'touch' }),
    await maskOf(0, sky, circle(0.02)),
  ];
  expect(new Set([first, ...others]).size).toBe(5);
});
