import { describe, expect, test } from '@jest/globals';
import { offset } from '../test/random-shape.js';
import { random } from '../test/random.js';
import { AIT, CAR, SIN, skyMap, TAN } from '../test/sky-maps.js';
import { footprint, shapeContains, type Shape, type SkyMap } from './index.js';

const none: SkyMap = {
  width: 5,
  height: 5,
  pixelToSky: (_, count, out) => void out.fill(NaN, 0, 2 * count),
  skyToPixel: (_, count, out) => void out.fill(NaN, 0, 2 * count),
};

test('a plain image: its corners, counter-clockwise as seen from the origin, and the circle through them', () => {
  const found = footprint(skyMap({ projection: TAN, width: 100, height: 50, scaleDeg: 0.01, lonDeg: 40, latDeg: 0 }))!;
  const { polygonDeg, circle, allSky, pixelScaleDeg } = found;
  // With north up and east left, counter-clockwise is up on the right (west) and then left along the top.
  const right = polygonDeg.filter((_, i) => i % 2 === 0).map((lon) => (lon < 40 ? 'W' : 'E'));
  const up = polygonDeg.filter((_, i) => i % 2 === 1).map((lat) => (lat < 0 ? 'S' : 'N'));
  expect('SW NW NE SE SW NW NE SE').toContain(up.map((letter, i) => letter + right[i]).join(' '));
  expect(polygonDeg).toHaveLength(8);
  expect(polygonDeg[0]).toBeCloseTo(40 + (polygonDeg[0] > 40 ? 0.5 : -0.5), 3);
  expect(circle.lonDeg).toBeCloseTo(40, 9);
  expect(circle.latDeg).toBeCloseTo(0, 9);
  expect(circle.radiusDeg).toBeCloseTo(Math.hypot(0.5, 0.25), 4);
  expect(allSky).toBe(false);
  expect(pixelScaleDeg).toBeCloseTo(0.01, 8);
});

describe('against points of the image', () => {
  test.each([
    ['TAN', skyMap({ projection: TAN, width: 300, height: 200, scaleDeg: 0.001, lonDeg: 0.05, latDeg: 60, rotationDeg: 20 })],
    ['one pixel', skyMap({ projection: TAN, width: 1, height: 1, scaleDeg: 0.1, lonDeg: 10, latDeg: 60 })],
    ['a strip', skyMap({ projection: TAN, width: 3000, height: 3, scaleDeg: 0.001, lonDeg: 10, latDeg: 60 })],
    ['TAN over the pole', skyMap({ projection: TAN, width: 300, height: 200, scaleDeg: 0.1, lonDeg: 0, latDeg: 85 })],
    ['TAN, wide', skyMap({ projection: TAN, width: 200, height: 200, scaleDeg: 0.6, lonDeg: 120, latDeg: -40 })],
    ['CAR, curved sides', skyMap({ projection: CAR, width: 300, height: 200, scaleDeg: 0.2, lonDeg: 100, latDeg: 0, refY: -150 })],
    ['CAR, up to the pole', skyMap({ projection: CAR, width: 300, height: 200, scaleDeg: 0.1, lonDeg: 100, latDeg: 0, refY: -700.5 })],
    ['CAR, a cap', skyMap({ projection: CAR, width: 360, height: 30, scaleDeg: 1, lonDeg: 100, latDeg: 0, refY: -60.5 })],
    [
      'SIN, part beyond the limb',
      skyMap({ projection: SIN, width: 200, height: 200, scaleDeg: 0.4, lonDeg: 10, latDeg: 20, refX: 190, refY: 190 }),
    ],
    [
      'AIT, a corner beyond the limb',
      skyMap({ projection: AIT, width: 100, height: 60, scaleDeg: 1, lonDeg: 0, latDeg: 0, refX: 170, refY: -15 }),
    ],
  ])('%s', (_, map) => {
    const { polygonDeg, circle, allSky } = footprint(map)!;
    expect(allSky).toBe(false);
    expect(polygonDeg.length).toBeGreaterThanOrEqual(6);
    expect(polygonDeg.length).toBeLessThanOrEqual(64);
    const polygon: Shape = { kind: 'polygon', verticesDeg: polygonDeg };
    const next = random(3);
    const count = 3000;
    const pixels = Float64Array.from({ length: 2 * count }, (_unused, i) => next() * (i % 2 === 0 ? map.width : map.height) - 0.5);
    const sky = new Float64Array(2 * count);
    map.pixelToSky(pixels, count, sky);
    let [valid, covered] = [0, 0];
    for (let i = 0; i < count; i++) {
      if (!Number.isFinite(sky[2 * i])) continue;
      valid++;
      expect(shapeContains({ kind: 'circle', ...circle }, sky[2 * i], sky[2 * i + 1])).toBe(true);
      if (shapeContains(polygon, sky[2 * i], sky[2 * i + 1])) covered++;
    }
    expect(covered / valid).toBeGreaterThan(0.97);
    // And the other way: what lies in the polygon is in the image, or nearly.
    let [inside, near] = [0, 0];
    for (let i = 0; i < count; i++) {
      const [lon, lat] = offset(circle.lonDeg, circle.latDeg, circle.radiusDeg * Math.sqrt(next()), 360 * next());
      if (!shapeContains(polygon, lon, lat)) continue;
      inside++;
      const pixel = Float64Array.of(lon, lat);
      map.skyToPixel(pixel, 1, pixel);
      const margin = 0.02 * Math.sqrt(map.width * map.height) + 0.5;
      if (pixel[0] > -margin && pixel[1] > -margin && pixel[0] < map.width - 1 + margin && pixel[1] < map.height - 1 + margin) near++;
    }
    expect(near / inside).toBeGreaterThan(0.98);
  });
});

test('the circle is as small as can be', () => {
  const half = footprint(skyMap({ projection: TAN, width: 200, height: 200, scaleDeg: 0.6, lonDeg: 120, latDeg: -40 }))!;
  const corner = (Math.atan(Math.SQRT2 * ((60 * Math.PI) / 180)) * 180) / Math.PI;
  expect(half.circle.radiusDeg).toBeGreaterThanOrEqual(corner);
  expect(half.circle.radiusDeg).toBeLessThan(corner * 1.002);
});

test('a hemisphere and more has a circle only', () => {
  const band = footprint(skyMap({ projection: CAR, width: 360, height: 130, scaleDeg: 1, lonDeg: 180, latDeg: 0, refY: 39.5 }))!;
  expect(band).toMatchObject({ polygonDeg: [], allSky: false });
  // From -40 to 90: the hole is 50° around the south pole; the circle may be larger by a mesh.
  expect(band.circle.latDeg).toBeGreaterThan(85);
  expect(band.circle.radiusDeg).toBeGreaterThanOrEqual(130);
  expect(band.circle.radiusDeg).toBeLessThan(140);
});

test.each([
  ['CAR', skyMap({ projection: CAR, width: 360, height: 180, scaleDeg: 1, lonDeg: 180, latDeg: 0 })],
  ['AIT, corners without sky', skyMap({ projection: AIT, width: 360, height: 180, scaleDeg: 1, lonDeg: 20, latDeg: 0 })],
])('all sky: %s', (_, map) => {
  expect(footprint(map)).toMatchObject({ allSky: true, polygonDeg: [], circle: { radiusDeg: 180 } });
});

test('no sky, no footprint', () => expect(footprint(none)).toBeUndefined());
