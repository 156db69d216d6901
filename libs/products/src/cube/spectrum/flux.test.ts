import { expect, test } from '@jest/globals';
import { brightnessOf } from './brightness.js';
import { fluxesOf, type FluxRules, type RegionSums } from './flux.js';

const of = (...values: number[]): Float64Array => Float64Array.from(values);

/** Of pixels with weights, one channel. */
function sums(pixels: readonly (readonly [value: number, weight: number])[]): RegionSums {
  const total = (f: (value: number, weight: number) => number) => of(pixels.reduce((sum, [value, weight]) => sum + f(value, weight), 0));
  const values = pixels.map(([value]) => value);
  return {
    weight: total((_, w) => w),
    sum: total((v, w) => v * w),
    squares: total((v, w) => v * v * w),
    valid: of(pixels.length),
    minimum: of(Math.min(...values)),
    maximum: of(Math.max(...values)),
    extreme: of(values.toSorted((a, b) => Math.abs(b) - Math.abs(a))[0]),
    median: of(values.toSorted((a, b) => a - b)[(values.length - 1) / 2]),
  };
}

const rules: FluxRules = { method: 'mean', scaleMissing: false, whole: 3, pixelAngle: 2, beamAngle: of(4), sigma: 0.5 };
const covered = sums([[1, 1], [4, 1], [-6, 0.5]]); // prettier-ignore

test.each([
  ['mean', 2 / 2.5, 0.5 / Math.sqrt(1.25)],
  ['sum', 2, (0.5 * 2.5) / Math.sqrt(1.25)],
  ['sum_beam', (2 * 2) / 4, 0.5 * Math.sqrt(1.25)],
  ['median', 1, (0.5 / Math.sqrt(1.25)) * Math.sqrt(Math.PI / 2)],
  ['min', -6, NaN],
  ['max', 4, NaN],
  ['rms', Math.sqrt((1 + 16 + 18) / 2.5), NaN],
  ['extrema', -6, NaN],
] as const)('%s', (method, flux, error) => {
  const found = fluxesOf({ ...rules, method, brightness: brightnessOf('Jy/beam') }, covered, undefined, undefined);
  expect(found.flux[0]).toBeCloseTo(flux, 12);
  if (Number.isNaN(error)) expect(found.error[0]).toBeNaN();
  else expect(found.error[0]).toBeCloseTo(error, 12);
  expect([found.coverage[0], found.beams[0]]).toEqual([2.5 / 3, 1.25]);
});

test('an aperture smaller than the beam has the noise of one pixel; without a beam pixels are independent', () => {
  const beam = { ...rules, method: 'sum_beam', brightness: brightnessOf('Jy/beam') } as const;
  expect(fluxesOf({ ...beam, beamAngle: of(50) }, covered, undefined, undefined).error[0]).toBeCloseTo(0.5, 12);
  expect(fluxesOf({ ...rules, method: 'sum', beamAngle: of(NaN) }, covered, undefined, undefined).error[0]).toBeCloseTo(
    0.5 * Math.sqrt(2.5),
    12,
  );
  expect(fluxesOf({ ...rules, beamAngle: of(NaN) }, covered, undefined, undefined).beams[0]).toBeNaN();
});

test('what is blank is made up for when most is there; a flux is corrected', () => {
  const scaled = fluxesOf({ ...rules, method: 'sum', scaleMissing: true, correction: of(2) }, covered, undefined, undefined);
  expect(scaled.flux[0]).toBeCloseTo((2 * 2 * 3) / 2.5, 12);
  expect(scaled.error[0]).toBeCloseTo((((0.5 * 2.5) / Math.sqrt(1.25)) * 2 * 3) / 2.5, 12);
  expect(fluxesOf({ ...rules, whole: 4, method: 'sum', scaleMissing: true }, covered, undefined, undefined).flux[0]).toBeCloseTo(2, 12);
  expect(fluxesOf({ ...rules, scaleMissing: true }, covered, undefined, undefined).flux[0]).toBeCloseTo(0.8, 12);
});

test('weights with solid angles of their own; a kelvin is integrated over the sky', () => {
  const solid = sums([[1, 1.9], [4, 2], [-6, 1.1]]); // prettier-ignore
  const flux = (unit: string) =>
    fluxesOf({ ...rules, method: 'sum_beam', brightness: brightnessOf(unit) }, covered, solid, undefined).flux[0];
  expect(flux('K')).toBeCloseTo(1.9 + 8 - 6.6, 12);
  expect(flux('mJy/beam')).toBeCloseTo((1.9 + 8 - 6.6) / 4, 12);
  expect(flux('Jy/pixel')).toBeCloseTo(2, 12);
});

test.each([
  ['Jy/beam', 'beam', 'Jy'],
  ['JY/BEAM', 'beam', 'Jy'],
  ['mJy beam-1', 'beam', 'mJy'],
  ['Jy.beam**(-1)', 'beam', 'Jy'],
  ['MJy/sr', 'steradian', 'MJy'],
  ['Jy/pix', 'pixel', 'Jy'],
  ['K', 'temperature', 'K sr'],
  ['mK (T_B)', 'temperature', 'mK sr'],
])('%s is per %s', (unit, per, flux) => {
  expect(brightnessOf(unit)).toEqual({ per, flux });
});

test.each(['', 'Jy', 'K.km/s', 'K km/s', 'erg/s/cm**2/Angstrom', '/beam', 'JY/HZ', 'km/s'])('%j is no brightness that is known', (unit) => {
  expect(brightnessOf(unit)).toBeUndefined();
});

test('the coverage of an aperture that is all valid is 1, however its pixels were added', () => {
  expect(fluxesOf({ ...rules, whole: 2.5 - 1e-15 }, covered, undefined, undefined).coverage[0]).toBe(1);
});
