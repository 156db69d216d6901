import { expect, test } from '@jest/globals';
import { parseSpectralAxis, type SpectralCode } from '../../src/spectral/parse-spectral-axis.js';
import { type Cards, headerOf, intermediate } from './axis.js';

/** The worked examples of Paper III §6 (3C 353 at z = 0.03) and of the documentation of kapteyn. */
const C = 299792458;
const REST = 1.420405752e9;
const PIXELS = [29, 30, 31, 32, 33];
const OPTICAL = [9163.771504, 9141.884202, 9120.0, 9098.118899, 9076.240897];
const RADIO = [8891.970193, 8871.360549, 8850.750904, 8830.14126, 8809.531615];
const RELATIVISTIC = [9023.780227, 9002.560556, 8981.342298, 8960.125453, 8938.910021];

const GIPSY = { CTYPE1: 'FREQ-OHEL', CRPIX1: 32, CRVAL1: 1.37835117405e9, CDELT1: 9.765625e4, RESTFRQ: REST, DRVAL1: 9.12e6 };

function parse(cards: Cards): SpectralCode {
  return parseSpectralAxis(headerOf(cards), { axis: 0, alternate: '' });
}

function native(cards: Cards, pixels = PIXELS): number[] {
  const axis = parse(cards);
  const out = intermediate(cards, pixels, axis);
  axis.toNative(out, out.length, out);
  return [...out];
}

const toKms = (values: number[], velocity: (hz: number) => number): string[] => values.map((hz) => (velocity(hz) / 1000).toFixed(6));
const digits = (values: number[]): string[] => values.map((value) => value.toFixed(6));

test('vector 1: GIPSY FREQ-OHEL, barycentric frequencies behind a topocentric reference', () => {
  const axis = parse(GIPSY);
  expect(axis).toMatchObject({ ctype: 'FREQ', quantity: 'FREQ', doppler: 'optical', specsys: 'BARYCENT' });
  expect(axis.crvalSI.toFixed(2)).toBe('1378471216.43');
  expect((axis.cdeltScale * 9.765625e4).toFixed(6)).toBe('97647.745732');
  const hz = native(GIPSY);
  expect(toKms(hz, (f) => C * (REST / f - 1))).toEqual(digits(OPTICAL));
  expect(toKms(hz, (f) => C * (1 - f / REST))).toEqual(digits(RADIO));
  expect(toKms(hz, (f) => (C * (REST * REST - f * f)) / (REST * REST + f * f))).toEqual(digits(RELATIVISTIC));
});

test.each([
  ['in GHz and km/s', { CUNIT1: 'GHZ', CRVAL1: 1.37835117405, CDELT1: 9.765625e-5, DRVAL1: 9120, DUNIT1: 'KM/S' }],
  ['with VELR and FREQ0', { DRVAL1: undefined, VELR: 9.12e6, RESTFRQ: undefined, FREQ0: REST }],
])('the same axis %s', (_, cards) => {
  const got = native({ ...GIPSY, ...cards } as unknown as Cards);
  native(GIPSY).forEach((hz, k) => expect(got[k] / hz).toBeCloseTo(1, 14));
});

test('GIPSY FREQ-RLSR: a radio velocity in the LSR', () => {
  const cards = { ...GIPSY, CTYPE1: 'FREQ-RLSR', DRVAL1: 8850750.904193053 };
  expect(parse(cards)).toMatchObject({ doppler: 'radio', specsys: 'LSRK' });
  native(cards).forEach((hz, k) => expect(hz / native(GIPSY)[k]).toBeCloseTo(1, 14));
});

test('vector 2: AIPS FELO-HEL is linear in frequency, plain VOPT with the same cards is not', () => {
  const cards = { CTYPE1: 'FELO-HEL', CRPIX1: 32, CRVAL1: 9.12e6, CDELT1: -2.1882651e4, RESTFRQ: REST };
  expect(parse(cards)).toMatchObject({ ctype: 'VOPT-F2W', specsys: 'BARYCENT' });
  expect(
    native(cards)
      .map((v) => v / 1000)
      .map((v) => v.toFixed(6)),
  ).toEqual(digits([9163.771503, 9141.884201, 9120, 9098.118899, 9076.240898]));
  expect(native({ ...cards, CTYPE1: 'VOPT' }).map((v) => (v / 1000).toFixed(6))).toEqual(
    digits([9163.765302, 9141.882651, 9120, 9098.117349, 9076.234698]),
  );
});

test.each<[string, Cards]>([
  ['VRAD', { CTYPE1: 'VRAD', CRVAL1: -4e4, CDELT1: 212.5, CRPIX1: 7, RESTFRQ: 110.201353e9 }],
  ['VOPT-F2W', { CTYPE1: 'VOPT-F2W', CRVAL1: 9.12e6, CDELT1: -21882.651, CRPIX1: 32, RESTFRQ: REST }],
  ['VELO-LSR', { CTYPE1: 'VELO-LSR', CUNIT1: 'KM/S', CRVAL1: 1450, CDELT1: 20, CRPIX1: 1, RESTFREQ: 115271202000 }],
  ['FREQ', { CTYPE1: 'FREQ', CUNIT1: 'GHZ', CRVAL1: 86.7513961884, CDELT1: -2.442377011414e-4, CRPIX1: -3 }],
  ['AWAV', { CTYPE1: 'AWAV', CUNIT1: 'Angstrom', CRVAL1: 4750, CDELT1: 1.25, CRPIX1: 1 }],
  ['GIPSY', GIPSY],
  ['DC-FLAG', { CTYPE1: 'LINEAR', CRVAL1: 3.5798, CDELT1: 1e-4, CRPIX1: 1, 'DC-FLAG': 1 }],
])('band edges on %s: a wavelength finds its pixel again', (_, cards) => {
  const axis = parse(cards);
  const pixels = Array.from({ length: 41 }, (__, k) => k / 2 - 0.5); // centres and edges of 20 channels
  const start = intermediate(cards, pixels, axis);
  const band = new Float64Array(41);
  axis.toNative(start, 41, band);
  axis.nativeToMetres?.(band, 41, band);
  const rising = band[1] > band[0];
  for (let k = 1; k < 41; k++) expect(band[k] > band[k - 1]).toBe(rising);
  axis.metresToNative?.(band, 41, band);
  axis.fromNative(band, 41, band);
  const perPixel = (start[40] - start[0]) / 20;
  band.forEach((w, k) => expect((w - start[k]) / perPixel).toBeCloseTo(0, 8));
});
