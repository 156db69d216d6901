import { expect, test } from '@jest/globals';
import type { HeaderCards } from '../header-cards.js';
import { isSpectralAxis } from './axis-cards.js';
import { parseSpectralAxis } from './parse-spectral-axis.js';
import { isSpectralCtype } from './spectral-ctype.js';

type Cards = Record<string, string | number | boolean>;
const header = (cards: Cards): HeaderCards => ({ value: (keyword) => cards[keyword] });
const parse = (cards: Cards, context = { axis: 0, alternate: '' }) => parseSpectralAxis(header(cards), context);
const at = (map: ((v: Float64Array, n: number, out: Float64Array) => void) | undefined, value: number): number => {
  const out = Float64Array.of(value);
  map?.(out, 1, out);
  return out[0];
};

test.each<[Cards, object]>([
  [
    { CTYPE1: 'RADI-LSR', CUNIT1: 'km/s', CRVAL1: -286.3, RESTFREQ: 267557630000 },
    { ctype: 'VRAD', specsys: 'LSRK', crvalSI: -286300 },
  ],
  [
    { CTYPE1: 'OPTI-HEL', CRVAL1: 5 },
    { ctype: 'VOPT', specsys: 'BARYCENT' },
  ],
  [
    { CTYPE1: 'VRAD-LSR', CRVAL1: 5 },
    { ctype: 'VRAD', specsys: 'LSRK' },
  ],
  [
    { CTYPE1: 'VELO-HEL', CUNIT1: 'KM/S', CRVAL1: -243, FREQ0: 1420405758.37 },
    { ctype: 'VOPT', restFrequencyHz: 1420405758.37, crvalSI: -243e3 },
  ],
  [
    { CTYPE1: 'VELOCITY', CRVAL1: 5, VELREF: 257 },
    { ctype: 'VRAD', specsys: 'LSRK' },
  ],
  [{ CTYPE1: 'VRAD', VELREF: 258 }, { specsys: 'BARYCENT' }],
  [
    { CTYPE1: 'FREQ', SPECSYS: 'TOPOCENT', VELREF: 257 },
    { specsys: 'TOPOCENT', doppler: undefined },
  ],
  [
    { CTYPE1: 'FREQ', CUNIT1: 'km/s', CRVAL1: 5 },
    { ctype: 'VRAD', crvalSI: 5000 },
  ],
  [
    { CTYPE1: 'freq', CUNIT1: 'GHZ', CRVAL1: 1.5, CDELT1: 1 },
    { ctype: 'FREQ', crvalSI: 1.5e9, cdeltScale: 1e9 },
  ],
  [
    { CTYPE1: 'FREQ', CUNIT1: 'HZ', CRVAL1: 23.5, RESTFRQ: 23.5 },
    { crvalSI: 23.5, restFrequencyHz: 23.5 },
  ],
  [
    { CTYPE1: 'LAMBDA', CRVAL1: 1e-4 },
    { ctype: 'WAVE', crvalSI: 1e-4 },
  ],
  [
    { CTYPE1: 'Wavelength', CUNIT1: 'Angstroms', CRVAL1: 6365 },
    { ctype: 'WAVE', cdeltScale: 1e-10 },
  ],
  [
    { CTYPE1: 'WAVEREST', CUNIT1: 'angstroms', CRVAL1: 1 },
    { ctype: 'WAVE', specsys: 'SOURCE' },
  ],
  [
    { CTYPE1: 'LINEAR', CUNIT1: 'Angstrom', CRVAL1: 7300, RESTFRQ: 0, RESTWAV: 0 },
    { ctype: 'WAVE', restFrequencyHz: undefined },
  ],
  [{ CTYPE1: 'LINEAR', CUNIT1: 'Angstrom', CRVAL1: 7300, AIRORVAC: 'air' }, { ctype: 'AWAV' }],
  [
    { CTYPE1: 'LINEAR', CRVAL1: 6100, 'DC-FLAG': 0, WAT1_001: 'wtype=linear label=Wavelength units=angstroms' },
    { ctype: 'WAVE', cdeltScale: 1e-10 },
  ],
  [{ CTYPE1: 'LINEAR', CRVAL1: 3.5, 'DC-FLAG': 1 }, { ctype: 'WAVE-LOG' }],
  [{ CTYPE1: 'WAVE-W2W', CRVAL1: 1 }, { ctype: 'WAVE' }],
])('%j', (cards, expected) => {
  expect(isSpectralAxis(header(cards), { axis: 0, alternate: '' })).toBe(true);
  expect(parse(cards)).toMatchObject(expected);
});

test('what had to be guessed is noted, and only that', () => {
  const notes = (cards: Cards): string => parse({ CTYPE1: 'Wavelength', CUNIT1: 'Angstroms', CRVAL1: 6365, ...cards }).notes.join();
  expect(notes({})).toBe("CTYPE1 = 'Wavelength' (axis 1) does not say whether it is in air or vacuum; taken as vacuum");
  expect(([{ VACUUM: true }, { AIRORVAC: 'vac' }, { VACUUM: false }, { CTYPE1: 'AWAV' }] as Cards[]).map(notes)).toEqual(['', '', '', '']);
});

test('an alternate reads its own cards, and no rest frequency of the primary', () => {
  const cards = { CTYPE3B: 'VRAD', CRVAL3B: 5, CUNIT3B: 'km/s', RESTFRQ: 1e9, SPECSYSB: 'LSRK', SPECSYS: 'TOPOCENT', VELREF: 2 };
  expect(parse(cards, { axis: 2, alternate: 'B' })).toMatchObject({ crvalSI: 5000, specsys: 'LSRK', restFrequencyHz: undefined });
});

test.each<[Cards, string]>([
  [{ CTYPE1: 'WAVE-TAB', CRVAL1: 1 }, 'PS1_0 and PS1_1, which name the table of its coordinates, are missing'],
  [{ CTYPE1: 'WAVE-GRI', CRVAL1: 1 }, "from which 'GRI' cannot start"],
  [{ CTYPE1: 'WAVE-F2V', CRVAL1: 1 }, "CTYPE1 = 'WAVE-F2V' (axis 1) has the algorithm 'F2V'"],
  [{ CTYPE1: 'OFFSET' }, "CTYPE1 = 'OFFSET' (axis 1) is not a spectral axis"],
  [{ CTYPE1: 'FREQ', CUNIT1: 'DEGREE' }, "CTYPE1 = 'FREQ' (axis 1) has CUNIT1 = 'DEGREE', which is no unit of frequency"],
  [{ CTYPE1: 'WAVE', CUNIT1: 'furlong' }, "CUNIT1 = 'furlong', which is no unit of length"],
  [{ CTYPE1: 'VOPT-F2W', CRVAL1: 1 }, 'RESTFRQ or RESTWAV'],
  [{ CTYPE1: 'VELO-F2V', CRVAL1: 3e8, RESTFRQ: 1e9 }, "from which 'F2V' cannot start"],
  [{ CTYPE1: 'WAVE-F2W', CRVAL1: 0 }, "from which 'F2W' cannot start"],
  [{ CTYPE1: 'VOPT-LOG', CRVAL1: -5 }, 'needs a CRVAL above 0, got -5'],
  [{ CTYPE1: 'VELO-LSR', CRVAL1: 1, VELREF: 513 }, 'VELREF = 513'],
  [{ CTYPE1: 'FREQ-OHEL', CRVAL1: 1.4e9, RESTFRQ: 1.42e9 }, 'DRVAL1 or VELR'],
  [{ CTYPE1: 'FREQ-OHEL', CRVAL1: 1.4e9, VELR: 1e6 }, 'RESTFRQ or FREQ0'],
  [{ CTYPE1: 'FREQ-OHEL', CRVAL1: 1.4e9, VELR: 1e6, RESTFRQ: 1.42e9, DRPIX1: 5, CRPIX1: 4, DRVAL1: 1 }, 'DRPIX1 = 5'],
  [{ CTYPE1: 'FREQ-OHEL', CRVAL1: 1.4e9, DRVAL1: 5, DUNIT1: 'HZ', RESTFRQ: 1.42e9 }, "DUNIT1 = 'HZ' is no unit of velocity"],
])('refused by name: %j', (cards, message) => {
  expect(() => parse(cards)).toThrow(expect.objectContaining({ fault: 'unsupported', message: expect.stringContaining(message) }));
});

test('an axis of velocities without a rest value has no wavelengths, and says so', () => {
  const axis = parse({ CTYPE1: 'VOPT', CRVAL1: -9959.4, SPECSYS: 'LSRK' });
  expect(axis.nativeToMetres).toBeUndefined();
  expect(axis.metresRefusal).toMatch(/CTYPE1 = 'VOPT' \(axis 1\).*RESTFRQ/);
  expect(at(axis.toNative, 10)).toBeCloseTo(-9949.4, 9);
});

test('where the rest frequency cancels, none is needed', () => {
  const cards = { CTYPE1: 'VRAD-V2F', CRVAL1: 2e6, CDELT1: 1e4 };
  expect(at(parse(cards).toNative, 5e6)).toBeCloseTo(at(parse({ ...cards, RESTFRQ: 1.4e9 }).toNative, 5e6), 6);
});

test('beyond the ends of a variable there is NaN, not a number', () => {
  const freq = parse({ CTYPE1: 'FREQ', CRVAL1: 0, CDELT1: 1 });
  expect([0, -1].map((hz) => at(freq.nativeToMetres, hz))).toEqual([NaN, NaN]);
  expect([0, -1, NaN].map((m) => at(freq.metresToNative, m))).toEqual([NaN, NaN, NaN]);
  expect(at(parse({ CTYPE1: 'WAVE', CRVAL1: 1 }).nativeToMetres, -1e-7)).toBeNaN();
  const velo = parse({ CTYPE1: 'VELO', CRVAL1: 0, RESTFRQ: 1e9 });
  expect([299792458, -299792458, 4e8].map((v) => at(velo.nativeToMetres, v))).toEqual([NaN, NaN, NaN]);
  expect(at(parse({ CTYPE1: 'WAVE-F2W', CRVAL1: 1 }).toNative, 1.5)).toBeNaN(); // ν_r − ν_r·1.5 < 0
  expect(at(parse({ CTYPE1: 'WAVE-LOG', CRVAL1: 1 }).fromNative, 0)).toBeNaN();
});

test('contradicting rest values: the one that suits the axis counts, with a note', () => {
  const cards = { CRVAL1: 1e6, RESTFRQ: 1.42e9, RESTWAV: 0.21 };
  expect(parse({ ...cards, CTYPE1: 'VOPT' }).restWavelengthMetres).toBe(0.21);
  const radio = parse({ ...cards, CTYPE1: 'VRAD' });
  expect(radio.restFrequencyHz).toBe(1.42e9);
  expect(radio.notes.join()).toMatch(/RESTFRQ.*RESTWAV.*contradict/);
});

test('LINEAR means nothing without a unit of light', () => {
  expect(['LINEAR', '', 'CHANNEL', 'FREQUENT', 'RA---TAN', 'STOKES', 'FDEP'].map((ctype) => isSpectralCtype(ctype, ''))).not.toContain(
    true,
  );
  expect(['mm', 'km', 'Hz', 's', 'pixel'].map((cunit) => isSpectralCtype('LINEAR', cunit))).not.toContain(true);
  expect(['nm', 'um', 'Angstrom', 'A', 'micron'].map((cunit) => isSpectralCtype('LINEAR', cunit))).not.toContain(false);
  expect(isSpectralAxis(header({ CTYPE1: 'FREQ', CUNIT1: 'DEGREE' }), { axis: 0, alternate: '' })).toBe(true); // to be refused by name
});
