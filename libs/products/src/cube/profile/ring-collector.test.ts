import { expect, test } from '@jest/globals';
import { Wcs } from '#wcs';
import type { SkyMap } from '#region';
import { RingCollector } from './ring-collector.js';
import { ringParts, type Sector, type Side } from './ring-parts.js';
import { ringsOf, type Ring, type RingsRequest } from './rings.js';
import { SkyPlane } from './sky-plane.js';

const SIZE = 161;
const cards: Record<string, string | number> = {
  CTYPE1: 'RA---TAN', CTYPE2: 'DEC--TAN', CRVAL1: 150, CRVAL2: -20, CRPIX1: 81.3, CRPIX2: 80.2, CDELT1: -2 / 3600, CDELT2: 2 / 3600,
}; // prettier-ignore
const { celestial } = Wcs.parse({ value: (keyword) => cards[keyword] }, { axes: [SIZE, SIZE] });
const map: SkyMap = {
  width: SIZE,
  height: SIZE,
  pixelToSky: (xy, count, out) => celestial!.pixelToIcrs(xy, count, out),
  skyToPixel: (lonLat, count, out) => celestial!.icrsToPixel(lonLat, count, out),
};
const centre = { lonDeg: 150.002, latDeg: -19.997 };
const plane = new SkyPlane(map, centre.lonDeg, centre.latDeg);

/** Value at each pixel from its offsets, the mean of 5 × 5 points. */
function image(value: (east: number, north: number) => number): Float64Array[] {
  return offsets.map((lines) =>
    Float64Array.from({ length: SIZE }, (_, x) => lines.reduce((sum, line) => sum + value(line[2 * x], line[2 * x + 1]), 0) / lines.length),
  );
}

/** Of the points of each row of pixels. */
const offsets = Array.from({ length: SIZE }, (_, y) =>
  Array.from({ length: 25 }, (__, i) => {
    const line = new Float64Array(2 * SIZE);
    plane.line(((i % 5) - 2) / 5, y + (Math.floor(i / 5) - 2) / 5, SIZE, line);
    return line;
  }),
);

function profile(
  rows: readonly Float64Array[],
  rings: readonly Ring[],
  sides: readonly Side[] = ['both'],
  divide = 4,
  sectors: readonly Sector[] = [],
) {
  const parts = ringParts(sides, sectors);
  const collector = new RingCollector({ plane, box: { x0: 0, y0: 0, x1: SIZE - 1, y1: SIZE - 1 }, rings, parts, divide });
  rows.forEach((values, y) => collector.row(y, values));
  return collector.statistics().map((found) => ({ rings: found }));
}

const [pa, inclination, h] = [30, 60, 40];
const tilted = (east: number, north: number): [number, number] => {
  const [s, c] = [Math.sin((pa * Math.PI) / 180), Math.cos((pa * Math.PI) / 180)];
  return [east * s + north * c, (east * c - north * s) / Math.cos((inclination * Math.PI) / 180)];
};
const disc = (east: number, north: number) => Math.exp(-Math.hypot(...tilted(east, north)) / h);

test('vector 8: an inclined exponential disc has the profile that it has face-on', () => {
  const rings = ringsOf({ radii: { spacing: 4, outermost: 120 }, paDeg: [pa], inclinationDeg: [inclination] });
  const [{ rings: found }] = profile(image(disc), rings);
  expect(found).toHaveLength(30);
  found.forEach(({ mean, area, blankArea, pixels }, j) => {
    const [inner, outer] = [4 * j, 4 * (j + 1)];
    const primitive = (r: number) => -h * (r + h) * Math.exp(-r / h);
    const truth = (2 * (primitive(outer) - primitive(inner))) / (outer ** 2 - inner ** 2);
    if (j > 0) expect(Math.abs(mean / truth - 1)).toBeLessThan(0.01);
    const whole = Math.PI * (outer ** 2 - inner ** 2) * Math.cos((inclination * Math.PI) / 180);
    expect(Math.abs(area / whole - 1)).toBeLessThan(j > 1 ? 0.02 : 0.15);
    expect(pixels).toBeCloseTo(area / 4, 3);
    expect(blankArea).toBe(0);
  });
});

test('sides: the receding half lies along the position angle', () => {
  const rings = ringsOf({ radii: [20, 30, 40], paDeg: [pa], inclinationDeg: [inclination] });
  const rows = image((east, north) => Math.sign(tilted(east, north)[0]));
  const [both, receding, approaching] = profile(rows, rings, ['both', 'receding', 'approaching']);
  for (let j = 0; j < 3; j++) {
    expect(receding.rings[j].mean).toBeGreaterThan(0.95);
    expect(approaching.rings[j].mean).toBeLessThan(-0.95);
    expect(receding.rings[j].pixels + approaching.rings[j].pixels).toBeCloseTo(both.rings[j].pixels, 9);
    expect([receding.rings[j].median, approaching.rings[j].median]).toEqual([1, -1]);
  }
});

test('sectors: azimuths in the plane of the disc, from the receding half through the east of it', () => {
  const rings = ringsOf({ radii: [30, 40], widths: [10], paDeg: [pa], inclinationDeg: [inclination] });
  const azimuth = (east: number, north: number): number => {
    const [major, minor] = tilted(east, north);
    return ((Math.atan2(minor, major) * 180) / Math.PI + 360) % 360;
  };
  const rows = image((east, north) => azimuth(east, north));
  const [whole, north, quarter, rest] = profile(rows, rings, ['both'], 4, [[-30, 30], [90, 180], [30, 330]]); // prettier-ignore
  for (let j = 0; j < 2; j++) {
    const [a, b, c, d] = [whole, north, quarter, rest].map((part) => part.rings[j]);
    expect(quarter.rings[j].mean).toBeCloseTo(135, -0.5);
    expect([c.minimum > 80, c.maximum < 190]).toEqual([true, true]);
    expect(b.pixels + d.pixels).toBeCloseTo(a.pixels, 9);
    // Azimuths of the disc: equal ones have equal areas, whatever the inclination.
    expect(b.pixels / a.pixels).toBeCloseTo(60 / 360, 1.7);
    expect(c.pixels / a.pixels).toBeCloseTo(90 / 360, 1.7);
  }
});

test.each([
  [[[10, 10]], 'SECTOR is 10 10; expected two rising azimuths'],
  [[[0, 361]], 'at most 360 apart'],
  [Array.from({ length: 31 }, (_, i) => [i, i + 1]), '31 values of SIDE and SECTOR are given; expected up to 30'],
])('sectors that are refused: %j', (sectors, message) => {
  expect(() => ringParts([], sectors as unknown as Sector[])).toThrow(
    expect.objectContaining({ fault: 'usage', message: expect.stringContaining(message) }),
  );
});

test('what is blank has an area and no value; rings of other position angles share no sub-pixel', () => {
  const rows = image(() => 3);
  for (const values of rows.slice(0, 87)) values.fill(NaN);
  const rings = ringsOf({ radii: [10, 20, 30], widths: [14], paDeg: [0, 45, 90], inclinationDeg: [50, 60, 70] });
  const [{ rings: found }] = profile(rows, rings);
  let area = 0;
  for (const ring of found) {
    expect(ring).toMatchObject({ mean: 3, median: 3, variance: 0, deviation: 0, minimum: 3, maximum: 3 });
    expect(ring.sum).toBeCloseTo(3 * ring.pixels, 9);
    expect(ring.blankArea / ring.area).toBeGreaterThan(0.1);
    area += ring.area + ring.blankArea;
  }
  // Of the union, by its points.
  const [{ rings: whole }] = profile(image(() => 1), rings, ['both'], 16); // prettier-ignore
  expect(area / whole.reduce((sum, ring) => sum + ring.area, 0)).toBeCloseTo(1, 2);
});

test.each([
  [{ radii: [1, 1] }, 'RINGS is 1 1; expected rising radii'],
  [{ radii: [5] }, 'there is no WIDTH'],
  [{ radii: [1, 2], paDeg: [1, 2, 3] }, 'PA has 3 values for 2 rings'],
  [{ radii: [1, 2], inclinationDeg: [91] }, 'INCLINATION is 91; expected degrees from 0 to 90'],
  [{ radii: { spacing: -1, outermost: 10 } }, 'RINGS is a spacing of -1'],
  [{ radii: { spacing: 1e-6, outermost: 10 } }, 'RINGS makes 10001 rings'],
])('refused by name: %j', (change, message) => {
  expect(() => ringsOf({ paDeg: [0], inclinationDeg: [0], ...change } as RingsRequest)).toThrow(
    expect.objectContaining({ fault: 'usage', message: expect.stringContaining(message) }),
  );
});

test('a ring seen from its edge is taken as inclined by 89 degrees', () => {
  expect(ringsOf({ radii: [1, 2], paDeg: [0], inclinationDeg: [90] })[1]).toEqual({ radius: 2, width: 1, paDeg: 0, inclinationDeg: 89 });
});
