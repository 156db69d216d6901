import { describe, expect, test } from '@jest/globals';
import { UsageError } from '#faults';
import { offset, randomShape } from '../test/random-shape.js';
import { random } from '../test/random.js';
import { referenceBox } from '../test/reference-box.js';
import { AIT, CAR, SIN, skyMap, TAN } from '../test/sky-maps.js';
import { shapeBox, type PixelBox, type Shape, type SkyMap } from './index.js';

const circle = (lonDeg: number, latDeg: number, radiusDeg: number): Shape => ({ kind: 'circle', lonDeg, latDeg, radiusDeg });
const polygon = (...verticesDeg: number[]): Shape => ({ kind: 'polygon', verticesDeg });
const range = (lon1Deg: number, lon2Deg: number, lat1Deg: number, lat2Deg: number): Shape => ({
  kind: 'range',
  lon1Deg,
  lon2Deg,
  lat1Deg,
  lat2Deg,
});

const whole = ({ width, height }: SkyMap): PixelBox => ({ x0: 0, y0: 0, x1: width - 1, y1: height - 1 });
const union = (a: PixelBox | undefined, b: PixelBox | undefined) =>
  a && b ? { x0: Math.min(a.x0, b.x0), y0: Math.min(a.y0, b.y0), x1: Math.max(a.x1, b.x1), y1: Math.max(a.y1, b.y1) } : (a ?? b);

/** Every centre and every pixel clearly touched is in, and no side is farther out than a pixel touched at least nearly. */
function expectExact(shape: Shape, map: SkyMap, count = 2000): PixelBox | undefined {
  const { centres, touched, nearly } = referenceBox(shape, map, count);
  const box = shapeBox(shape, map);
  expect(union(box, centres)).toEqual(box);
  expect(union(box, touched)).toEqual(box);
  expect(union(box, nearly)).toEqual(nearly);
  return box;
}

const carSky = skyMap({ projection: CAR, width: 72, height: 36, scaleDeg: 5, lonDeg: 180, latDeg: 0 });
const aitSky = skyMap({ projection: AIT, width: 82, height: 42, scaleDeg: 4, lonDeg: 0, latDeg: 0 });

describe('against every pixel centre', () => {
  const maps: [string, SkyMap, [lon: number, lat: number, size: number, spread: number]][] = [
    ['TAN', skyMap({ projection: TAN, width: 48, height: 40, scaleDeg: 0.02, lonDeg: 0.1, latDeg: -30 }), [0.1, -30, 0.3, 0.7]],
    [
      'TAN turned, at the pole',
      skyMap({ projection: TAN, width: 40, height: 48, scaleDeg: 0.5, lonDeg: 80, latDeg: 88, rotationDeg: 33 }),
      [80, 88, 6, 14],
    ],
    [
      'TAN of arcseconds',
      skyMap({ projection: TAN, width: 40, height: 40, scaleDeg: 2e-5, lonDeg: 359.9999, latDeg: 60 }),
      [359.9999, 60, 2e-4, 7e-4],
    ],
    [
      'SIN, whole hemisphere',
      skyMap({ projection: SIN, width: 46, height: 46, scaleDeg: 2.6, lonDeg: 200, latDeg: 40 }),
      [200, 40, 25, 80],
    ],
    ['CAR, part', skyMap({ projection: CAR, width: 50, height: 40, scaleDeg: 0.5, lonDeg: 3, latDeg: 0, refY: -119 }), [3, 69, 4, 14]],
    ['CAR, whole sky', carSky, [0, 0, 25, 180]],
    ['AIT, whole sky', aitSky, [180, 0, 25, 180]],
  ];
  test.each(maps)('%s', (_, map, [lon, lat, size, spread]) => {
    const next = random(20);
    let met = 0;
    for (let i = 0; i < 30; i++) {
      const [lonDeg, latDeg] = offset(lon, lat, spread * next(), 360 * next());
      const shape = randomShape(next, lonDeg, latDeg, size * 10 ** (-1.5 * next()));
      if (expectExact(shape, map) !== undefined) met++;
    }
    expect(met).toBeGreaterThan(9);
  });
});

// kernels.md §16, vector 11
test.each([
  ['the pole', circle(40, 89.5, 2), skyMap({ projection: TAN, width: 50, height: 50, scaleDeg: 0.2, lonDeg: 40, latDeg: 88 })],
  [
    'the pole on CAR',
    circle(40, 89.5, 2),
    skyMap({ projection: CAR, width: 180, height: 20, scaleDeg: 2, lonDeg: 180, latDeg: 0, refY: -25.5 }),
  ],
  ['RA 359', circle(359, 10, 2), carSky],
  ['RA 1 beyond SIN', circle(1, 10, 2), skyMap({ projection: SIN, width: 45, height: 40, scaleDeg: 0.2, lonDeg: 0, latDeg: 10 })],
  ['RA 359 on the limb', circle(359, -60, 2), skyMap({ projection: AIT, width: 82, height: 42, scaleDeg: 4, lonDeg: 180, latDeg: 0 })],
])('vector 11: no pixel missed at %s', (_, shape, map) => {
  expect(expectExact(shape, map)).toBeDefined();
});

describe('by hand, on whole degrees', () => {
  // Pixel (x, y) is centred on lon 359.5 − x, lat y − 89.5.
  const map = skyMap({ projection: CAR, width: 360, height: 180, scaleDeg: 1, lonDeg: 180, latDeg: 0 });
  test.each([
    ['one pixel', range(9.1, 9.9, 20.1, 20.9), { x0: 350, y0: 110, x1: 350, y1: 110 }],
    ['its borders exactly', range(8, 12, 20, 22), { x0: 348, y0: 110, x1: 351, y1: 111 }],
    ['a thousandth over', range(7.999, 12.001, 19.999, 22.001), { x0: 347, y0: 109, x1: 352, y1: 112 }],
    ['a thousandth less', range(8.001, 11.999, 20.001, 21.999), { x0: 348, y0: 110, x1: 351, y1: 111 }],
    ['across the seam', range(358.5, 1.5, -1, 1), { x0: 0, y0: 89, x1: 359, y1: 90 }],
    ['pole cap', range(0, 360, 89, 90), { x0: 0, y0: 179, x1: 359, y1: 179 }],
    ['open to the south', range(-Infinity, Infinity, -Infinity, -88.5), { x0: 0, y0: 0, x1: 359, y1: 1 }],
    ['open to the east', range(350.5, Infinity, 0, 1), { x0: 0, y0: 90, x1: 9, y1: 90 }],
    ['everything', range(-Infinity, Infinity, -Infinity, Infinity), whole(map)],
    ['a point', circle(9.5, 20.2, 0), { x0: 350, y0: 110, x1: 350, y1: 110 }],
    ['a point on a corner', circle(9, 20, 0), { x0: 351, y0: 110, x1: 351, y1: 110 }],
    ['the whole sphere', circle(9, 20, 180), whole(map)],
    ['all but a hole at the north pole', circle(0, -90, 179.5), whole(map)],
    ['all north of -30', circle(77, 90, 120), { x0: 0, y0: 60, x1: 359, y1: 179 }],
    ['around the north pole', polygon(0, 60, 90, 60, 180, 60, 270, 60), { x0: 0, y0: 150, x1: 359, y1: 179 }],
    ['no hemisphere: left of a westward line is north', polygon(270, 30, 180, -30, 90, 30, 0, -30), { x0: 0, y0: 60, x1: 359, y1: 179 }],
    ['no hemisphere: left of an eastward line is south', polygon(0, -30, 90, 30, 180, -30, 270, 30), { x0: 0, y0: 0, x1: 359, y1: 119 }],
  ])('%s', (_, shape, box) => {
    expect(shapeBox(shape, map)).toEqual(box);
  });
});

test('a meridian that ends at the pole does not reach along the line that the pole is drawn as', () => {
  // The pole is at y = 0.3; pixel x is centred on lon 359.5 − x.
  const map = skyMap({ projection: CAR, width: 360, height: 60, scaleDeg: 1, lonDeg: 180, latDeg: 0, refY: 90.3 });
  expect(shapeBox(range(70, 183, -90, -61), map)).toEqual({ x0: 177, y0: 0, x1: 289, y1: 29 });
});

test('image inside shape, shape inside image, neither', () => {
  const map = skyMap({ projection: TAN, width: 101, height: 51, scaleDeg: 0.01, lonDeg: 150, latDeg: 2 });
  expect(shapeBox(circle(150, 2, 3), map)).toEqual(whole(map));
  expect(shapeBox(circle(150, 2, 120), map)).toEqual(whole(map));
  expect(shapeBox(circle(150, 2, 0.001), map)).toEqual({ x0: 50, y0: 25, x1: 50, y1: 25 });
  expect(shapeBox(circle(150, 2, 0.0201), map)).toEqual({ x0: 48, y0: 23, x1: 52, y1: 27 });
  expect(shapeBox(circle(150, 4, 1), map)).toBeUndefined();
  expect(shapeBox(circle(330, -2, 60), map)).toBeUndefined(); // the far side, which TAN has no image of
  expect(shapeBox(circle(330, -2, 179), map)).toBeUndefined(); // the hole of 1° around its antipode
  expect(shapeBox(circle(330, -2, 179.5), map)).toEqual(whole(map));
  expect(shapeBox(polygon(149, 1, 151, 1, 151, 3, 149, 3), map)).toEqual(whole(map));
});

test('either winding of a polygon smaller than a hemisphere is the same', () => {
  const map = skyMap({ projection: TAN, width: 60, height: 60, scaleDeg: 0.1, lonDeg: 0, latDeg: 0 });
  const box = shapeBox(polygon(359, -1, 1, -1, 1, 1, 359, 1), map);
  // tan 1° and the bulge of the great circle are just above 10 pixels.
  expect(box).toEqual({ x0: 19, y0: 19, x1: 40, y1: 40 });
  expect(shapeBox(polygon(359, 1, 1, 1, 1, -1, 359, -1, 359, 1), map)).toEqual(box);
});

test('an image of more than 360° shows a shape twice', () => {
  const map = skyMap({ projection: CAR, width: 400, height: 20, scaleDeg: 1, lonDeg: 180, latDeg: 0 });
  // Longitude 170 … −10 is on it once, the rest up to 20 + 360 twice: pixel x is lon 379.5 − x.
  expect(shapeBox(circle(10, 0, 2), map)).toEqual({ x0: 8, y0: 8, x1: 371, y1: 11 });
  expect(shapeBox(circle(180, 0, 2), map)).toEqual({ x0: 198, y0: 8, x1: 201, y1: 11 });
});

test('an inverse that gives pixels for what the image does not show is not believed', () => {
  const good = skyMap({ projection: TAN, width: 100, height: 100, scaleDeg: 0.01, lonDeg: 30, latDeg: 0 });
  const map: SkyMap = {
    ...good,
    skyToPixel(lonLat, count, out) {
      good.skyToPixel(lonLat, count, out);
      // As a distortion's inverse does beyond its domain.
      for (let i = 0; i < 2 * count; i++) if (Math.abs(out[i] - 50) > 300) out[i] = 7;
    },
  };
  expect(shapeBox(circle(60, 10, 5), map)).toBeUndefined();
  expect(shapeBox(circle(30, 0, 0.1), map)).toEqual(shapeBox(circle(30, 0, 0.1), good));
});

test('the work is bounded: points asked of the map for an image of 40,000 × 40,000 pixels', () => {
  let asked = 0;
  const counting = (map: SkyMap): SkyMap => ({
    ...map,
    pixelToSky: (xy, count, out) => ((asked += count), map.pixelToSky(xy, count, out)),
    skyToPixel: (lonLat, count, out) => ((asked += count), map.skyToPixel(lonLat, count, out)),
  });
  const cost = (map: SkyMap, shape: Shape) => ((asked = 0), shapeBox(shape, counting(map)), asked);
  const plain = skyMap({ projection: TAN, width: 40_000, height: 40_000, scaleDeg: 1e-4, lonDeg: 30, latDeg: 60 });
  expect(cost(plain, circle(30, 60, 0.1))).toBeLessThan(250);
  expect(cost(plain, circle(30.5, 61, 2))).toBeLessThan(400);
  expect(cost(plain, polygon(30, 60, 30.1, 60, 30.1, 60.1, 30, 60.1))).toBeLessThan(250);
  const sky = skyMap({ projection: AIT, width: 40_000, height: 20_000, scaleDeg: 0.0082, lonDeg: 0, latDeg: 0 });
  for (const shape of [circle(5, 3, 1), circle(180, 3, 1), circle(0, 90, 1), circle(0, 0, 180), range(170, 190, -40, 60)])
    expect(cost(sky, shape)).toBeLessThan(1_000_000);
});

test.each([
  [circle(0, 0, -1), /radius is -1/],
  [circle(0, 91, 1), /centre is 0 91/],
  [circle(NaN, 0, 1), /centre is NaN 0/],
  [circle(0, 0, NaN), /radius is NaN/],
  [range(0, 1, 2, 1), /range is 0 1 2 1/],
  [range(0, 1, 0, 100), /range is 0 1 0 100/],
  [polygon(0, 0, 1, 1), /has 4 numbers/],
  [polygon(0, 0, 1, 1, 0, 0), /2 different vertices/],
  [polygon(0, 0, 1, 0, 2, 0, 1.5, 0), /on one line/],
  [polygon(0, 0, 180, 0, 90, 40), /opposite points/],
  [polygon(0, 0, 1, Infinity, 2, 0), /vertex 2 of the polygon is 1 Infinity/],
])('nonsense is refused: %j', (shape, message) => {
  const map = skyMap({ projection: TAN, width: 10, height: 10, scaleDeg: 1, lonDeg: 0, latDeg: 0 });
  expect(() => shapeBox(shape, map)).toThrow(UsageError);
  expect(() => shapeBox(shape, map)).toThrow(message);
});
