import { expect, test } from '@jest/globals';
import { cardsOf } from '../test/golden-cards.js';
import { alternatesOf } from './keywords.js';
import { Wcs } from './wcs.js';

type Cards = Readonly<Record<string, string | number>>;
const parse = (cards: Cards, axes: number[], alternate = '') => Wcs.parse(cardsOf(cards), { axes, alternate });
const kinds = (wcs: Wcs) => wcs.axes.map((axis) => axis.kind);

const SKY = { CTYPE1: 'RA---TAN', CTYPE2: 'DEC--TAN', CRVAL1: 10, CRVAL2: 20, CRPIX1: 5, CRPIX2: 6, CDELT1: -0.01, CDELT2: 0.01 };
const CUBE = { ...SKY, CTYPE3: 'FREQ', CRVAL3: 1.4e9, CRPIX3: 1, CDELT3: 1e6, CTYPE4: 'STOKES', CRVAL4: 1, CRPIX4: 1, CDELT4: 1 };

test('a cube: every axis by its CTYPE, all at once', () => {
  const wcs = parse(CUBE, [10, 10, 20, 4]);
  expect(kinds(wcs)).toEqual(['longitude', 'latitude', 'spectral', 'stokes']);
  const world = new Float64Array(8);
  wcs.pixelToWorld(Float64Array.of(4, 5, 2, 3, 4, 5, 0, 0), 2, world);
  expect([...world]).toEqual([10, 20, 1.402e9, 4, 10, 20, 1.4e9, 1]);
  wcs.worldToPixel(world, 2, world);
  [4, 5, 2, 3, 4, 5, 0, 0].forEach((pixel, k) => expect(world[k]).toBeCloseTo(pixel, 9));
  expect(wcs.stokes?.codeAt(1)).toBe(2);
});

test('arrays that are too short are refused before anything is written', () => {
  expect(() => parse(SKY, [10, 10]).pixelToWorld(new Float64Array(4), 2, new Float64Array(3))).toThrow(
    '2 points of 2 axes need 4 numbers, the output has 3',
  );
});

test('latitude first and other axes between', () => {
  const wcs = parse(
    { CTYPE1: 'DEC--SIN', CTYPE2: 'FREQ', CTYPE3: 'RA---SIN', CRVAL1: 20, CRVAL2: 1e9, CRVAL3: 10, CRPIX1: 1, CRPIX2: 1, CRPIX3: 1 },
    [8, 8, 8],
  );
  expect(kinds(wcs)).toEqual(['latitude', 'spectral', 'longitude']);
  expect(wcs.celestial).toMatchObject({ lonAxis: 2, latAxis: 0, frame: 'ICRS', projection: 'SIN' });
  const sky = new Float64Array(2);
  wcs.celestial!.pixelToNative(Float64Array.of(0, 0), 1, sky);
  expect(sky[0]).toBeCloseTo(10, 12);
  expect(sky[1]).toBeCloseTo(20, 12);
});

test('a step of 0 spoils its own axis only', () => {
  const wcs = parse({ ...CUBE, CDELT3: 0 }, [10, 10, 1, 4]);
  expect(kinds(wcs)).toEqual(['longitude', 'latitude', 'unsupported', 'stokes']);
  expect(wcs.refusals).toEqual(["CTYPE3 = 'FREQ' (axis 3) has a step (CDELT, CD or PC) of 0"]);
  const world = new Float64Array(4);
  wcs.pixelToWorld(Float64Array.of(4, 5, 0, 0), 1, world);
  expect([...world]).toEqual([10, 20, NaN, 1]);
});

test('a singular sky is refused, the spectrum beside it is not', () => {
  const wcs = parse({ ...CUBE, CD1_1: 1, CD1_2: 1, CD2_1: 1, CD2_2: 1, CD3_3: 1e6, CD4_4: 1 }, [10, 10, 20, 4]);
  expect(kinds(wcs)).toEqual(['unsupported', 'unsupported', 'spectral', 'stokes']);
  expect(wcs.refusals[0]).toBe("CTYPE1 = 'RA---TAN' (axis 1): the linear transformation of the celestial axes is singular");
});

test('a sky that drifts along the spectrum is refused, unless that has one channel', () => {
  const drifting = { ...CUBE, PC1_3: 0.5 };
  expect(parse(drifting, [10, 10, 20, 1]).refusals[0]).toContain('the celestial axes 1 and 2 also depend on pixel axis 3');
  const held = parse({ ...drifting, CRPIX3: 3 }, [10, 10, 1, 1]);
  expect(kinds(held)).toEqual(['longitude', 'latitude', 'spectral', 'stokes']);
  const sky = new Float64Array(2);
  // half a step of CDELT1 for each of the two pixels from CRPIX3 back to the only channel
  held.celestial!.pixelToNative(Float64Array.of(4 + 1, 5), 1, sky);
  expect(sky[0]).toBeCloseTo(10, 12);
});

test('turned axes without a sky are refused, each by name', () => {
  const wcs = parse({ CTYPE1: 'WAVE', CTYPE2: 'LINEAR', PC1_2: 0.1, PC2_1: 0.1 }, [10, 10]);
  expect(wcs.refusals).toEqual([
    "CTYPE1 = 'WAVE' (axis 1) also depends on pixel axis 2, which is not supported",
    "CTYPE2 = 'LINEAR' (axis 2) also depends on pixel axis 1, which is not supported",
  ]);
});

test('axes beyond NAXIS are degenerate ones', () => {
  expect(kinds(parse(CUBE, [10, 10]))).toEqual(['longitude', 'latitude', 'spectral', 'stokes']);
  expect(kinds(parse({ ...SKY, WCSAXES: 3 }, [10, 10]))).toEqual(['longitude', 'latitude', 'linear']);
  expect(kinds(parse({ ...SKY, WCSAXES: 2 }, [10, 10, 3]))).toEqual(['longitude', 'latitude', 'linear']);
  expect(kinds(parse({ ...SKY, WCSAXES: 2, CTYPE3: 'AWAV' }, [10, 10]))).toEqual(['longitude', 'latitude']); // as it says itself
});

test('what one axis lacks spoils no other', () => {
  const wcs = parse(
    { ...SKY, CPDIS1: 'LOOKUP', CTYPE3: 'WAVE-TAB', CTYPE4: 'FREQ', CRVAL4: 1e9, CTYPE5: 'ODD-TYPE', CPDIS6: 'TPD' },
    [9, 9, 9, 9, 9, 9],
  );
  expect(kinds(wcs)).toEqual(['unsupported', 'unsupported', 'unsupported', 'spectral', 'linear', 'unsupported']);
  expect(wcs.refusals).toHaveLength(4);
  const world = new Float64Array(6);
  wcs.pixelToWorld(new Float64Array(6), 1, world);
  expect([...world]).toEqual([NaN, NaN, NaN, 1e9 + 1, 1, NaN]);
});

test('faces of a cube on an axis of their own are refused', () => {
  const faces = { ...SKY, CTYPE1: 'RA---CSC', CTYPE2: 'DEC--CSC', CTYPE3: 'CUBEFACE' };
  const wcs = parse(faces, [10, 10, 6]);
  expect(kinds(wcs)).toEqual(['unsupported', 'unsupported', 'linear']);
  expect(wcs.refusals[0]).toContain('has the faces of its cube on axis 3 (CUBEFACE), which is not supported');
  expect(kinds(parse({ ...faces, CTYPE3: 'FREQ' }, [10, 10, 6]))).toEqual(['longitude', 'latitude', 'spectral']);
});

test('alternates have cards of their own and share nothing', () => {
  const cards = { ...SKY, CROTA2: 30, CTYPE1B: 'GLON-CAR', CTYPE2B: 'GLAT-CAR', CRPIX1B: 1, CRPIX2B: 1, RADESYSB: 'FK4' };
  expect(alternatesOf(cardsOf(cards))).toEqual(['', 'B']);
  const wcs = parse(cards, [10, 10], 'B');
  expect(wcs.celestial).toMatchObject({ frame: 'GALACTIC', projection: 'CAR' });
  const world = new Float64Array(2);
  wcs.pixelToWorld(Float64Array.of(2, 3), 1, world);
  expect(world[0]).toBeCloseTo(2, 12); // a step of 1 without CDELT, and no rotation
  expect(world[1]).toBeCloseTo(3, 12);
});

test.each<[string, Cards, string]>([
  ['solar', { CTYPE1: 'HPLN-TAN', CTYPE2: 'HPLT-TAN' }, "CTYPE1 = 'HPLN-TAN' (axis 1) is of a coordinate system that is not supported"],
  ['a longitude alone', { CTYPE1: 'GLON-CAR', CTYPE2: 'FREQ' }, "CTYPE1 = 'GLON-CAR' (axis 1) has no partner"],
  ['a latitude alone', { CTYPE1: 'VRAD', CTYPE2: 'DEC--SIN' }, "CTYPE2 = 'DEC--SIN' (axis 2) has no partner"],
  ['two systems', { CTYPE1: 'RA---TAN', CTYPE2: 'GLAT-TAN' }, "does not belong to CTYPE2 = 'GLAT-TAN' (axis 2)"],
  ['two projections', { CTYPE1: 'RA---TAN', CTYPE2: 'DEC--SIN' }, "does not belong to CTYPE2 = 'DEC--SIN' (axis 2)"],
  ['two longitudes', { CTYPE1: 'RA---TAN', CTYPE2: 'RA---TAN' }, 'where a longitude and a latitude are expected'],
  ['no projection', { CTYPE1: 'RA', CTYPE2: 'DEC' }, "CTYPE1 = 'RA' (axis 1) names no projection"],
  ['a code that nobody knows', { CTYPE1: 'RA---XYZ', CTYPE2: 'DEC--XYZ' }, "has the projection 'XYZ', which is not supported"],
  [
    'a TNX surface',
    { CTYPE1: 'RA---TNX', CTYPE2: 'DEC--TNX', WAT1_001: 'wtype=tnx lngcor = "4. 1. 1. 0. 0. 1. 0. 1. 2."' },
    'WAT1_001: lngcor is a surface of type 4',
  ],
  [
    'a short TNX surface',
    { CTYPE1: 'RA---TNX', CTYPE2: 'DEC--TNX', WAT2_001: 'latcor = "3. 2. 2. 1. 0. 1. 0. 1. 2. 1."' },
    'latcor has 2 coefficients, where 4 are expected',
  ],
  [
    'a sequent look-up',
    { CTYPE1: 'RA---TAN', CTYPE2: 'DEC--TAN', CQDIS1: 'LOOKUP' },
    "CQDIS1 = 'LOOKUP' asks for a distortion of intermediate coordinates",
  ],
  [
    'another distortion',
    { CTYPE1: 'RA---TAN', CTYPE2: 'DEC--TAN', CPDIS2: 'Spline' },
    "CPDIS2 = 'Spline' asks for a distortion that is not supported",
  ],
  ['a TPD without NAXES', { CTYPE1: 'RA---TAN', CTYPE2: 'DEC--TAN', CPDIS2: 'TPD' }, "CPDIS2 = 'TPD' needs its field NAXES"],
  [
    'a look-up table',
    { CTYPE1: 'RA---TAN', CTYPE2: 'DEC--TAN', CPDIS1: 'LOOKUP' },
    "CPDIS1 = 'LOOKUP' asks for the look-up table of extension WCSDVARR,1, which is not there",
  ],
  [
    'a detector distortion',
    { CTYPE1: 'RA---TAN', CTYPE2: 'DEC--TAN', AXISCORR: 1 },
    'AXISCORR = 1 asks for the look-up table of extension D2IMARR,1',
  ],
  ['unknown RADESYS', { CTYPE1: 'RA---TAN', CTYPE2: 'DEC--TAN', RADESYS: 'GAPPT' }, "RADESYS = 'GAPPT' is not one of ICRS, FK5"],
  ['metres', { CTYPE1: 'RA---TAN', CTYPE2: 'DEC--TAN', CUNIT1: 'm' }, "CUNIT1 = 'm' is no unit of angle"],
  ['a conic without parallel', { CTYPE1: 'RA---COE', CTYPE2: 'DEC--COE' }, 'COE needs PVi_1'],
  ['an impossible pole', { CTYPE1: 'RA---CAR', CTYPE2: 'DEC--CAR', CRVAL2: 60, LONPOLE: 80 }, 'no native pole fits CRVAL = 60'],
  ['NCP on the equator', { CTYPE1: 'RA---NCP', CTYPE2: 'DEC--NCP' }, 'the NCP projection has no image of the equator'],
  ['half a SIP', { CTYPE1: 'RA---TAN-SIP', CTYPE2: 'DEC--TAN-SIP', A_ORDER: 2 }, 'A_ORDER is given without B_ORDER'],
])('refused by name: %s', (_, cards, reason) => {
  const wcs = parse(cards, [10, 10]);
  expect(wcs.celestial).toBeUndefined();
  expect(wcs.refusals.join('\n')).toContain(reason);
  expect(kinds(wcs)).toContain('unsupported');
});

test('lower case and a missing suffix are forgiven', () => {
  expect(parse({ CTYPE1: 'ra---tan', CTYPE2: 'dec--tan' }, [10, 10]).celestial?.projection).toBe('TAN');
});

test('points without a place are NaN, in either direction', () => {
  const { celestial } = parse({ ...SKY, CTYPE1: 'RA---SIN', CTYPE2: 'DEC--SIN', CDELT1: -1, CDELT2: 1 }, [10, 10]);
  const out = new Float64Array(4);
  celestial!.pixelToIcrs(Float64Array.of(4, 5, 4, 105), 2, out);
  expect([...out].map(Number.isNaN)).toEqual([false, false, true, true]);
  celestial!.icrsToPixel(Float64Array.of(10, 20, 190, -20), 2, out);
  expect([...out].map(Number.isNaN)).toEqual([false, false, true, true]);
  celestial!.icrsToPixel(Float64Array.of(10, 91, NaN, 0), 2, out);
  expect([...out].every(Number.isNaN)).toBe(true);
});

test('the same answer in chunks and in place', () => {
  const { celestial } = parse({ ...SKY, RADESYS: 'FK4', EQUINOX: 1950 }, [100, 100]);
  const xy = Float64Array.from({ length: 6000 }, (_, k) => (k * 7919) % 101);
  const separate = new Float64Array(6000);
  celestial!.pixelToIcrs(xy, 3000, separate);
  const inPlace = xy.slice();
  celestial!.pixelToIcrs(inPlace, 3000, inPlace);
  expect(inPlace).toEqual(separate);
  celestial!.icrsToPixel(inPlace, 3000, inPlace);
  expect(inPlace.every((value, k) => Math.abs(value - xy[k]) < 1e-9)).toBe(true);
});
