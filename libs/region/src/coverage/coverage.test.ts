import { describe, expect, test } from '@jest/globals';
import { offset } from '../../test/random-shape.js';
import { random } from '../../test/random.js';
import { AIT, CAR, SIN, skyMap, TAN } from '../../test/sky-maps.js';
import { coverageOf, shapeContains, type Aperture, type Coverage, type EdgeMode, type PixelBox, type SkyMap } from '../index.js';

const D = Math.PI / 180;
const whole = ({ width, height }: SkyMap): PixelBox => ({ x0: 0, y0: 0, x1: width - 1, y1: height - 1 });

function weightsOf(coverage: Coverage | undefined, { width, height }: SkyMap): Float64Array {
  const out = new Float64Array(width * height);
  if (!coverage) return out;
  const { box, offsets, from, to, weights } = coverage;
  for (let row = 0; row < offsets.length - 1; row++) {
    for (let span = offsets[row]; span < offsets[row + 1]; span++)
      out.fill(weights[span], (box.y0 + row) * width + from[span], (box.y0 + row) * width + to[span]);
  }
  return out;
}

/** By the definitions: separation and position angle of each point. */
function contains(aperture: Aperture, lon: number, lat: number): boolean {
  if (aperture.kind === 'polygon') return shapeContains(aperture, lon, lat);
  const [l0, b0] = [aperture.lonDeg * D, aperture.latDeg * D];
  const [l, b] = [lon * D, lat * D];
  const east = Math.cos(b) * Math.sin(l - l0);
  const north = Math.cos(b0) * Math.sin(b) - Math.sin(b0) * Math.cos(b) * Math.cos(l - l0);
  const distance = Math.atan2(Math.hypot(east, north), Math.sin(b0) * Math.sin(b) + Math.cos(b0) * Math.cos(b) * Math.cos(l - l0)) / D;
  if (aperture.kind === 'circle') return distance <= aperture.radiusDeg;
  if (aperture.kind === 'annulus') return distance <= aperture.outerDeg && distance > aperture.innerDeg;
  const angle = Math.atan2(east, north) - aperture.paDeg * D;
  return Math.hypot((distance * Math.cos(angle)) / aperture.aDeg, (distance * Math.sin(angle)) / aperture.bDeg) <= 1;
}

/** With so many points a side of each pixel. */
function sampled(aperture: Aperture, map: SkyMap, side: number): Float64Array {
  const xy = new Float64Array(2 * side * side);
  return Float64Array.from({ length: map.width * map.height }, (_, pixel) => {
    for (let i = 0; i < side * side; i++) {
      xy[2 * i] = (pixel % map.width) + ((i % side) + 0.5) / side - 0.5;
      xy[2 * i + 1] = Math.floor(pixel / map.width) + (Math.floor(i / side) + 0.5) / side - 0.5;
    }
    map.pixelToSky(xy, side * side, xy);
    let inside = 0;
    for (let i = 0; i < side * side; i++) if (contains(aperture, xy[2 * i], xy[2 * i + 1])) inside++;
    return inside / (side * side);
  });
}

const MAPS: [string, SkyMap, [number, number, number]][] = [
  ['TAN', skyMap({ projection: TAN, width: 21, height: 17, scaleDeg: 0.02, lonDeg: 0.1, latDeg: -30 }), [0.1, -30, 0.2]],
  ['TAN turned, near the pole', skyMap({ projection: TAN, width: 20, height: 20, scaleDeg: 0.1, lonDeg: 40, latDeg: 89.8, rotationDeg: 30 }), [10, 89.7, 1]],
  ['SIN, wide', skyMap({ projection: SIN, width: 24, height: 24, scaleDeg: 2.5, lonDeg: 200, latDeg: 20 }), [195, 25, 20]],
]; // prettier-ignore

function apertures(next: () => number, lonDeg: number, latDeg: number, size: number): Aperture[] {
  const paDeg = 360 * next();
  const corners = Array.from({ length: 5 }, (_, i) => offset(lonDeg, latDeg, size * (0.4 + 0.6 * next()), 72 * i + 30 * next()));
  return [
    { kind: 'circle', lonDeg, latDeg, radiusDeg: size },
    { kind: 'ellipse', lonDeg, latDeg, aDeg: size, bDeg: size * (0.2 + next()), paDeg },
    { kind: 'annulus', lonDeg, latDeg, innerDeg: size * 0.6 * next(), outerDeg: size },
    { kind: 'polygon', verticesDeg: corners.flat() },
  ];
}

describe.each(MAPS)('%s', (_, map, [lon, lat, size]) => {
  test('the part of each pixel that lies inside', () => {
    const next = random(5);
    for (const scale of [0.03, 0.3, 1.1]) {
      const [lonDeg, latDeg] = offset(lon, lat, size * 0.4 * next(), 360 * next());
      for (const aperture of apertures(next, lonDeg, latDeg, size * scale)) {
        const weights = weightsOf(coverageOf(aperture, map, whole(map)), map);
        const expected = sampled(aperture, map, 9);
        const worst = weights.reduce((most, weight, i) => Math.max(most, Math.abs(weight - expected[i])), 0);
        expect([aperture, worst < 0.08]).toEqual([aperture, true]);
        expect(weights.reduce((a, b) => a + b)).toBeCloseTo(
          expected.reduce((a, b) => a + b),
          0,
        );
      }
    }
  });

  test('center: the pixels whose centre lies inside', () => {
    const next = random(9);
    for (const scale of [0.1, 0.8]) {
      for (const aperture of apertures(next, lon, lat, size * scale)) {
        const weights = weightsOf(coverageOf(aperture, map, whole(map), 'center'), map);
        expect([aperture, weights]).toEqual([aperture, sampled(aperture, map, 1)]);
      }
    }
  });
});

/** Area of the square about (x, y) within a circle about the origin, by Green's theorem over its four edges. */
function squareInCircle(x: number, y: number, r: number): number {
  const corners = [[x - 0.5, y - 0.5], [x + 0.5, y - 0.5], [x + 0.5, y + 0.5], [x - 0.5, y + 0.5]]; // prettier-ignore
  let area = 0;
  corners.forEach(([ax, ay], i) => {
    const [bx, by] = corners[(i + 1) % 4];
    const sector = (ux: number, uy: number, vx: number, vy: number) => (r * r * Math.atan2(ux * vy - uy * vx, ux * vx + uy * vy)) / 2;
    const [dx, dy] = [bx - ax, by - ay];
    const [b, c] = [ax * dx + ay * dy, ax * ax + ay * ay - r * r];
    const root = Math.sqrt(Math.max(0, b * b - c));
    const [t0, t1] = [-b - root, -b + root].map((t) => Math.min(1, Math.max(0, t)));
    const p = (t: number): [number, number] => [ax + t * dx, ay + t * dy];
    const [[px, py], [qx, qy]] = [p(t0), p(t1)];
    if (b * b - c <= 0 || t0 >= t1) area += sector(ax, ay, bx, by);
    else area += sector(ax, ay, px, py) + (px * qy - py * qx) / 2 + sector(qx, qy, bx, by);
  });
  return area;
}

test.each([0.3, 0.9, 3.21, 40.7])('a circle of %s pixels on a flat map has the closed form of circle and square', (radius) => {
  const scaleDeg = 1e-5;
  const size = 2 * Math.ceil(radius) + 5;
  const map = skyMap({ projection: TAN, width: size, height: size, scaleDeg, lonDeg: 150, latDeg: 2 });
  const centre = Float64Array.of(size / 2 - 0.2, size / 2 - 0.7);
  const sky = new Float64Array(2);
  map.pixelToSky(centre, 1, sky);
  const circle: Aperture = { kind: 'circle', lonDeg: sky[0], latDeg: sky[1], radiusDeg: radius * scaleDeg };
  const coverage = coverageOf(circle, map, whole(map))!;
  const weights = weightsOf(coverage, map);
  weights.forEach((weight, i) => {
    const expected = squareInCircle((i % size) - centre[0], Math.floor(i / size) - centre[1], radius);
    if (Math.abs(weight - expected) > 2e-6) expect([i, weight]).toEqual([i, expected]);
  });
  expect(coverage.pixels / (Math.PI * radius ** 2)).toBeCloseTo(1, 5);
  expect(coverage.wholePixels / (Math.PI * radius ** 2)).toBeCloseTo(1, 5);
});

test('what lies beyond the image or the box does not count', () => {
  const map = MAPS[0][1];
  const circle: Aperture = { kind: 'circle', lonDeg: 0.1, latDeg: -30, radiusDeg: 0.18 };
  const all = coverageOf(circle, map, whole(map))!;
  expect(all.pixels).toBeLessThan(21 * 17);
  expect(all.wholePixels).toBeCloseTo(Math.PI * 9 ** 2, 0);
  const weights = weightsOf(all, map);
  const box = { x0: 3, y0: 2, x1: 6, y1: 4 };
  const part = weightsOf(coverageOf(circle, map, box), map);
  part.forEach((weight, i) => {
    const [x, y] = [i % 21, Math.floor(i / 21)];
    expect(weight).toBe(x >= 3 && x <= 6 && y >= 2 && y <= 4 ? weights[i] : 0);
  });
  expect(coverageOf({ ...circle, latDeg: -31 }, map, whole(map))).toBeUndefined();
  expect(coverageOf({ ...circle, lonDeg: 180, latDeg: 30 }, map, whole(map))).toBeUndefined();
});

const tan = MAPS[0][1];
const bad: [string, SkyMap, Aperture, string, string][] = [
  ['no radius', tan, { kind: 'circle', lonDeg: 0, latDeg: 0, radiusDeg: 0 }, 'usage', 'the circle has the radii 0'],
  ['a negative axis', tan, { kind: 'ellipse', lonDeg: 0, latDeg: 0, aDeg: 1, bDeg: -1, paDeg: 0 }, 'usage', 'the ellipse has the radii 1 and -1'],
  ['a ring turned inside out', tan, { kind: 'annulus', lonDeg: 0, latDeg: 0, innerDeg: 2, outerDeg: 1 }, 'usage', 'from 2 to 1'],
  ['a bow', tan, { kind: 'polygon', verticesDeg: [0, -30.1, 0.2, -29.9, 0.2, -30.1, 0, -29.9] }, 'usage', 'edges of the polygon cross'],
  ['beyond the tangent plane', tan, { kind: 'circle', lonDeg: 90.1, latDeg: 0, radiusDeg: 1 }, 'unsupported', 'ends or is torn'],
  ['across the seam', skyMap({ projection: CAR, width: 72, height: 36, scaleDeg: 5, lonDeg: 180, latDeg: 0 }), { kind: 'circle', lonDeg: 1, latDeg: 10, radiusDeg: 9 }, 'unsupported', 'ends or is torn'],
  ['across the seam, curved', skyMap({ projection: AIT, width: 82, height: 42, scaleDeg: 4, lonDeg: 0, latDeg: 0 }), { kind: 'circle', lonDeg: 180, latDeg: 10, radiusDeg: 9 }, 'unsupported', 'ends or is torn'],
]; // prettier-ignore
test.each(bad)('refused by name: %s', (_, map, aperture, fault, message) => {
  const edge: EdgeMode = 'exact';
  expect(() => coverageOf(aperture, map, whole(map), edge)).toThrow(
    expect.objectContaining({ fault, message: expect.stringContaining(message) }),
  );
});
