import { describe, expect, test } from '@jest/globals';
import { UsageError } from '#faults';
import { CUBE_ROW } from '../../test/fixtures.js';
import { Params } from '../dali/params.js';
import { parseSsa, ssaMatches } from './request.js';

const parse = (text: string) => parseSsa(Params.from(new URLSearchParams(text)));

describe('SSA 1.1 queryData', () => {
  test('nothing given restricts nothing but the type', () => {
    expect(parse('REQUEST=queryData')).toMatchObject({
      dptypes: ['spectrum', 'sed'],
      cone: undefined,
      bands: [],
      times: [],
      target: undefined,
      wanted: ['votable', 'file'],
      isMetadata: false,
      maxrec: undefined,
    });
    expect(parse('')).toEqual(parse('REQUEST=querydata&POS=&SIZE=&BAND=&TIME=&FORMAT=&VERSION=1.1'));
  });

  test.each([
    ['POS=52,-27.8&SIZE=0.5', { lonDeg: 52, latDeg: -27.8, radiusDeg: 0.25 }],
    ['POS=0,90;ICRS&SIZE=0', { lonDeg: 0, latDeg: 90, radiusDeg: 0 }],
    ['POS=1e-5,%2B20;icrs', { lonDeg: 1e-5, latDeg: 20, radiusDeg: 1 / 120 }],
  ])('%s', (text, cone) => expect(parse(text).cone).toEqual(cone));

  test.each([
    ['BAND=5e-7', [[5e-7, 5e-7]]],
    ['BAND=1E-7/3E-6', [[1e-7, 3e-6]]],
    ['BAND=1e-7/', [[1e-7, Infinity]]],
    ['BAND=/1e-7', [[-Infinity, 1e-7]]],
    [
      'BAND=1e-7/2e-7,0.21, 5e-7/;observer',
      [
        [1e-7, 2e-7],
        [0.21, 0.21],
        [5e-7, Infinity],
      ],
    ],
  ])('%s', (text, bands) => expect(parse(text).bands).toEqual(bands));

  test.each([
    ['TIME=2000-01-01', [[51544, 51545]]],
    ['TIME=2000', [[51544, 51910]]],
    ['TIME=2000-02', [[51575, 51604]]],
    ['TIME=2000-01-01T12', [[51544.5, 51544.5 + 1 / 24]]],
    ['TIME=2000-01-01T12:00:00Z', [[51544.5, 51544.5]]],
    ['TIME=2000-01-01T00:00:00.000/2000-01-02T00:00:00.000', [[51544, 51545]]],
    ['TIME=1999-12-31/2000-01', [[51543, 51575]]],
    ['TIME=/1999', [[-Infinity, 51544]]],
    [
      'TIME=2000-01-01/2000-01-01,2003-01-01/',
      [
        [51544, 51545],
        [52640, Infinity],
      ],
    ],
  ])('%s', (text, times) => expect(parse(text).times).toEqual(times));

  test.each([
    ['all', ['votable', 'file'], false],
    ['compliant', ['votable'], false],
    ['native', ['file'], false],
    ['fits', ['file'], false],
    ['image/fits', ['file'], false],
    ['application/x-votable+xml;serialization=tabledata', ['votable'], false],
    ['FITS,VOTable', ['votable', 'file'], false],
    ['graphic', [], false],
    ['image/png,xml', [], false],
    ['METADATA', [], true],
    ['constructor', [], false],
  ])('FORMAT=%s', (format, wanted, isMetadata) => expect(parse(`FORMAT=${format}`)).toMatchObject({ wanted, isMetadata }));

  test('what is not served is passed over when the standard has it, refused when it has not', () => {
    expect(parse('APERTURE=0.1&SNR=5&TOP=3')).toEqual(parse(''));
    expect(() => parse('WAVELENGTH=5e-7')).toThrow(/"WAVELENGTH" is not a parameter of this service/);
  });

  test('resolving power is a least one', () => {
    expect(parse('SPECRP=2000').specrp).toEqual([[2000, Infinity]]);
    expect(parse('SPECRP=/500').specrp).toEqual([[-Infinity, 500]]);
  });

  test.each([
    ['REQUEST=getCapabilities', /REQUEST needs queryData/],
    ['VERSION=2.0', /VERSION/],
    ['POS=52', /POS needs/],
    ['POS=52 -27', /POS/],
    ['POS=361,0', /POS needs/],
    ['POS=1,2,3', /POS needs/],
    ['POS=1,2;GALACTIC', /ICRS only, got the frame "GALACTIC"/],
    ['SIZE=1', /SIZE needs POS/],
    ['POS=1,2&SIZE=-1', /SIZE needs a diameter/],
    ['POS=1,2&SIZE=1,1', /SIZE/],
    ['BAND=V', /BAND needs numbers.*names are not known/],
    ['BAND=1e-7/2e-7/1e-8', /BAND needs values or ranges/],
    ['BAND=,', /BAND/],
    ['BAND=3e-7/2e-7', /lower end first/],
    ['BAND=1e-7;source', /observer/],
    ['TIME=yesterday', /TIME needs dates/],
    ['TIME=2000-02-30', /TIME needs dates/],
    ['TIME=2001/2000', /lower end first/],
    ['MAXREC=x', /MAXREC/],
    ['POS=1,2&POS=3,4', /POS takes one value/],
  ])('%s is refused', (text, message) => {
    expect(() => parse(text)).toThrow(UsageError);
    expect(() => parse(text)).toThrow(message);
  });

  test('a target by its name, however it is spelt', () => {
    const row = { ...CUBE_ROW, target_name: 'NGC  6946' };
    expect(ssaMatches(parse('TARGETNAME=ngc6946'), row, () => false)).toBe(true);
    expect(ssaMatches(parse('TARGETNAME=ngc_6946&POS=1,2'), row, () => false)).toBe(false);
    expect(ssaMatches(parse('TARGETNAME=NGC 694'), row, () => true)).toBe(false);
    expect(ssaMatches(parse('TARGETNAME=x'), { ...row, target_name: null }, () => true)).toBe(false);
  });
});
