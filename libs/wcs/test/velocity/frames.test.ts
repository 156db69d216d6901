import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { frameVelocity, timeScaleOf, type Observation, type SpectralFrame, type Velocity } from '../../src/index.js';
import { earthVelocity, sunVelocity } from '../../src/velocity/earth-velocity.js';
import { siteVelocity } from '../../src/velocity/site-velocity.js';

const golden = JSON.parse(readFileSync(new URL('frames.json', import.meta.url), 'utf8'));
const C = 299792458;
const apart = (a: readonly number[], b: readonly number[]): number => Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);
const worst = (differences: readonly number[]): number => Math.max(...differences);

test('the Earth and the Sun move as erfa has it', () => {
  type Row = [number, number[], number[]];
  expect(worst(golden.earth.map(([mjd, earth]: Row) => apart(earthVelocity(mjd), earth)))).toBeLessThan(0.06);
  expect(worst(golden.earth.map(([mjd, , sun]: Row) => apart(sunVelocity(mjd), sun)))).toBeLessThan(0.06);
});

test('telescopes turn with the Earth', () => {
  type Row = [[number, number, number], number, number[]];
  expect(worst(golden.site.map(([site, mjd, velocity]: Row) => apart(siteVelocity(site, mjd), velocity)))).toBeLessThan(0.2);
});

test('the standard of rest is that of astropy', () => {
  expect(
    apart(
      frameVelocity('LSRK', {}) as Velocity,
      golden.lsrk.map((v: number) => -v),
    ),
  ).toBeLessThan(0.01);
  const galactic = ([u, v, w]: readonly number[]) =>
    [0, 1, 2].map((i) => -(u * golden.galactic[0][i] + v * golden.galactic[1][i] + w * golden.galactic[2][i]));
  expect(apart(frameVelocity('LSRD', {}) as Velocity, galactic([9e3, 12e3, 7e3]))).toBeLessThan(0.05);
  expect(apart(frameVelocity('GALACTOC', {}) as Velocity, galactic([9e3, 232e3, 7e3]))).toBeLessThan(0.05);
});

test('frequencies move as SpectralCoord moves them', () => {
  const found: Record<string, number[]> = {};
  for (const { site, mjd, lon, lat, ...ratios } of golden.shifts) {
    const tdb = timeScaleOf('TDB')!.fromUtc(mjd);
    const observation: Observation = { mjdUtc: mjd, mjdTdb: tdb, site };
    const [l, b] = [(lon * Math.PI) / 180, (lat * Math.PI) / 180];
    const n = [Math.cos(b) * Math.cos(l), Math.cos(b) * Math.sin(l), Math.sin(b)];
    const towards = (frame: SpectralFrame): number => {
      const velocity = frameVelocity(frame, observation) as Velocity;
      return velocity.reduce((sum, v, i) => sum + v * n[i], 0);
    };
    const toBary = (frame: SpectralFrame): number => Math.sqrt((C - towards(frame)) / (C + towards(frame)));
    for (const frame of ['BARYCENT', 'LSRK', 'LSRD', 'GEOCENTR'] as const)
      (found[frame] ??= []).push(Math.abs(toBary('TOPOCENT') / toBary(frame) / ratios[frame] - 1) * C);
  }
  for (const values of Object.values(found)) expect(worst(values)).toBeLessThan(1);
});

test('what is missing is named', () => {
  expect(frameVelocity('TOPOCENT', {})).toMatch(/^the time of the observation .* and the place of the telescope/);
  expect(frameVelocity('GEOCENTR', {})).toMatch(/^the time of the observation/);
  expect(frameVelocity('TOPOCENT', { mjdUtc: 55000, mjdTdb: 55000.0008 })).toMatch(/^the place of the telescope/);
});
