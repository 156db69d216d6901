import { describe, expect, test } from '@jest/globals';
import { Params } from '../dali/params.js';
import { channelsWanted } from './channels-parameters.js';
import { momentWanted } from './moment-parameters.js';
import type { CubeOperation } from './operations.js';
import { profileWanted } from './profile-parameters.js';
import { pvWanted } from './pv-parameters.js';
import { parseCube } from './request.js';
import { spectrumWanted } from './spectrum-parameters.js';

const parse = <O extends CubeOperation>(operation: O, query: string) => parseCube(operation, Params.from(new URLSearchParams(query)));

describe('the filters', () => {
  test('of all operations', () => {
    const query = 'id=a&Circle=10 20 0.1&velo=1200 +Inf&doppler=OPTICAL&restfreq=1.42e9&time=59000 59001&pol=I&pol=Q&hdu=SCI&maskout=hard';
    const { id, options, dryRun, format, contentType } = parse('moment', query.replace('+', '%2B'));
    expect([id, dryRun, format, contentType]).toEqual(['a', false, 'fits', 'application/fits']);
    expect(options).toEqual({
      filters: {
        shape: { parameter: 'CIRCLE', shape: { kind: 'circle', lonDeg: 10, latDeg: 20, radiusDeg: 0.1 } },
        velocity: { kms: [1200, Infinity], doppler: 'optical', restFrequencyHz: 1.42e9 },
        timeMjd: [59000, 59001],
        pols: ['I', 'Q'],
        hdu: 'SCI',
        maskOut: 'hard',
      },
      doppler: 'optical',
      restFrequencyHz: 1.42e9,
    });
  });

  test.each<[string, string]>([
    ['BAND=0.21 0.22', 'bandMetres'],
    ['FREQ=1.4e9 1.5e9', 'frequencyHz'],
    ['CHANNEL=2 4', 'channels'],
  ])('%s', (query, name) => {
    expect(Object.keys(parse('pv', `ID=a&${query}&PATH=1 2 3 4`).options.filters).filter((key) => key === name)).toEqual([name]);
  });

  test('are apertures in spectra', () => {
    const request = parse('spectrum', 'ID=a&CIRCLE=1 2 0.1&CIRCLE=1 2 0.2&CHANNEL=1 2&XAXIS=native&CHANWIDTH=const');
    expect(request.options).toMatchObject({ filters: { shape: undefined, channels: [1, 2] }, native: true, constantWidth: true });
    expect(spectrumWanted(request.values).places).toHaveLength(2);
  });
});

test.each<[CubeOperation, string, RegExp]>([
  ['moment', '', /^ID is missing/],
  ['moment', 'ID=a&ID=b', /^one value is supported for ID, got 2/],
  ['moment', 'ID=a&MOMNT=1', /^"MOMNT" is not a parameter of this service; it takes ID, MOMENT,/],
  ['moment', 'ID=a&BAND=1 2&VELO=1 2', /^BAND, VELO, FREQ, CHANNEL all choose the spectral range, got BAND and VELO/],
  ['moment', 'ID=a&CIRCLE=1 2 3&POLYGON=1 2 3 4 5 6', /^one shape is supported, got CIRCLE and POLYGON/],
  ['moment', 'ID=a&MASKOUT=hard', /^MASKOUT=hard needs a shape/],
  ['moment', 'ID=a&VELO=12', /^VELO needs two numbers, got "12"; a single value is written twice/],
  ['moment', 'ID=a&DOPPLER=red', /^DOPPLER needs one of radio, optical, relativistic, got "red"/],
  ['moment', 'ID=a&RESTFREQ=-1', /^RESTFREQ needs a number of 1000000 or more \(Hz\), got "-1"/],
  ['moment', 'ID=a&RESTFREQ=230.538', /^RESTFREQ needs a number of 1000000 or more \(Hz\), got "230.538"/],
  ['moment', 'ID=a&RESTFREQ=230.538 GHz', /^RESTFREQ needs one number, as in 1.420405751768e9 \(Hz\), got "230.538 GHz"/],
  ['pv', 'ID=a&CENTER=1 1&LENGTH=60&PA=30.0 deg', /^PA needs one number, as in 30 \(deg\), got "30.0 deg"/],
  ['pv', 'ID=a&CENTER=1 1&LENGTH=60&PA=0&XAXIS=velocity', /^"XAXIS" is not a parameter/],
  ['moment', 'ID=a&NSIGMA=three', /^NSIGMA needs one number, as in 3, got "three"/],
  ['moment', 'ID=a&NSIGMA=', /^NSIGMA needs one number, as in 3, got ""/],
  ['moment', 'ID=a&MOMENT=12', /^MOMENT needs a whole number from -1 to 11/],
  ['moment', 'ID=a&RESPONSEFORMAT=png', /^RESPONSEFORMAT "png" is a picture, which this release of Sodalite does not draw; it gives fits/],
  ['moment', 'ID=a&RESPONSEFORMAT=csv', /^RESPONSEFORMAT needs one of fits/],
  ['spectrum', 'ID=a&MASKOUT=hard&CIRCLE=1 2 3', /^"MASKOUT" is not a parameter/],
  ['spectrum', 'ID=a&ELLIPSE=1 2 3', /^ELLIPSE needs five numbers/],
  ['spectrum', 'ID=a&ANNULUS=1 2 3 2', /^ANNULUS needs radii from 0 up to below 90 degrees, the inner one first/],
  ['spectrum', 'ID=a&BACKGROUND=3 2&CIRCLE=1 2 3', /^BACKGROUND needs two numbers: inner outer/],
  ['pv', 'ID=a&PATH=1 2', /^PATH needs at least two pairs/],
  ['pv', 'ID=a&PATH=1 2 400 5', /^PATH needs longitudes from 0 to 360/],
  ['pv', 'ID=a&OUTLINE=BOX 1 2 3', /^OUTLINE needs to begin with CIRCLE or ELLIPSE/],
  ['pv', 'ID=a&OVERSAMPLE=0', /^OVERSAMPLE needs a whole number, 1 or more, got "0"/],
  ['profile', 'ID=a&INCLINATION=95', /^INCLINATION needs numbers from 0 to 90 \(deg\), got "95"/],
  ['channels', 'ID=a&STEP=0', /^STEP needs a number above 0, got "0"/],
])('%s?%s is refused by name', (operation, query, message) => {
  expect(() => parse(operation, query)).toThrow(message);
});

describe('a slice', () => {
  const path = (query: string) => pvWanted(parse('pv', `ID=a&${query}`).values).path;

  test.each<[string, unknown]>([
    ['PATH=1 2 3 4 5 6', { kind: 'polyline', lonLatDeg: [1, 2, 3, 4, 5, 6] }],
    ['CENTER=1 2&PA=30&LENGTH=600', { kind: 'centre', lonDeg: 1, latDeg: 2, paDeg: 30, lengthArcsec: 600 }],
    ['CENTER=1 2&FIXED=ra&LENGTH=600', { kind: 'meridian', lonDeg: 1, latDeg: 2, lengthArcsec: 600 }],
    ['CENTER=1 2&FIXED=DEC&LENGTH=600', { kind: 'parallel', lonDeg: 1, latDeg: 2, lengthArcsec: 600 }],
    ['OUTLINE=circle 1 2 0.1', { kind: 'outline', shape: { kind: 'circle', lonDeg: 1, latDeg: 2, radiusDeg: 0.1 } }],
  ])('%s', (query, expected) => expect(path(query)).toEqual(expected));

  test('how it is sampled', () => {
    const { values } = parse('pv', 'ID=a&PATH=1 2 3 4&SPECBIN=3&PVNAN=0.8&GEOM=PIXEL&FIT=0&OVERSAMPLE=2&COMPAT=pvextractor&REVERSE=1');
    expect(pvWanted(values)).toMatchObject({
      binChannels: 3, leastValid: 0.8, geometry: 'pixel', fit: false, oversample: 2, compat: 'pvextractor', reverse: true,
    }); // prettier-ignore
    expect(() => parse('pv', 'ID=a&PVNAN=2')).toThrow('PVNAN needs a number of up to 1, got "2"');
    expect(() => parse('pv', 'ID=a&SPECBIN=0')).toThrow('SPECBIN needs a whole number, 1 or more, got "0"');
    expect(() => parse('pv', 'ID=a&GEOM=flat')).toThrow('GEOM needs one of sky, pixel');
  });

  test.each<[string, RegExp]>([
    ['PA=1', /^a slice needs PATH, OUTLINE, or CENTER with LENGTH and PA \(or FIXED\), got none of them/],
    ['PATH=1 2 3 4&CENTER=1 2', /got PATH and CENTER/],
    ['PATH=1 2 3 4&PA=3', /^PA goes with CENTER, got PATH/],
    ['CENTER=1 2&PA=3', /^CENTER needs LENGTH/],
    ['CENTER=1 2&LENGTH=3', /^CENTER needs PA or FIXED, got neither/],
  ])('%s is refused', (query, message) => expect(() => path(query)).toThrow(message));
});

test('channel maps need a width or a number', () => {
  const wanted = (query: string) => channelsWanted(parse('channels', `ID=a&${query}`).values);
  expect(wanted('STEP=10&COMBINE=integrate')).toEqual({ step: 10, combine: 'integrate', layout: 'cube' });
  expect(wanted('PANELS=9&LAYOUT=hdus')).toEqual({ panels: 9, combine: 'mean', layout: 'hdus' });
  expect(() => wanted('')).toThrow('got neither');
  expect(() => wanted('STEP=1&PANELS=2')).toThrow('got both');
});

test('a mask is an aperture beside the others', () => {
  const wanted = (query: string) => spectrumWanted(parse('spectrum', `ID=a&${query}`).values);
  expect(wanted('MASK=ivo://b/c').places).toEqual([{ kind: 'mask', id: 'ivo://b/c' }]);
  expect(wanted('MASK=b&CIRCLE=1 2 0.1&POINT=3 4').places.map(({ kind }) => kind)).toEqual(['circle', 'point', 'mask']);
  expect(() => wanted('METHOD=mean')).toThrow('a spectrum needs an aperture: CIRCLE, ELLIPSE, POLYGON, ANNULUS, POINT or MASK, got none');
});

test('sectors of rings', () => {
  const { values } = parse('profile', 'ID=a&CENTER=1 2&RINGSTEP=1&RMAX=9&SECTOR=-30 30&SECTOR=350 500');
  expect(profileWanted(values)).toMatchObject({ sectors: [[-30, 30], [350, 500]], sides: undefined }); // prettier-ignore
  expect(() => parse('profile', 'ID=a&SECTOR=10 371')).toThrow('SECTOR needs two rising numbers, at most 360 apart (deg), got "10 371"');
});

test('rings are radii, or touch each other', () => {
  const wanted = (query: string) => profileWanted(parse('profile', `ID=a&CENTER=1 2&${query}`).values);
  expect(wanted('RINGS=5 15 25&WIDTH=10&PA=30&INCLINATION=60')).toMatchObject({
    radii: [5, 15, 25],
    widths: [10],
    paDeg: [30],
    inclinationDeg: [60],
  });
  expect(wanted('RINGSTEP=10&RMAX=300&SIDE=receding&SIDE=APPROACHING&DISTANCE=7.7')).toMatchObject({
    sides: ['receding', 'approaching'],
    distanceMpc: 7.7,
  });
  expect(wanted('RINGSTEP=10&RMAX=300')).toMatchObject({
    radii: { spacing: 10, outermost: 300 },
    widths: undefined,
    paDeg: [0],
    inclinationDeg: [0],
  });
  expect(() => wanted('RINGSTEP=10')).toThrow('RINGSTEP and RMAX go together');
});

test('moments by number and by name', () => {
  const { values } = parse('moment', 'ID=a&MOMENT=0&MOMENT=weighted_coord&MOMENT=-1&MOMENT=order3&MOMENT=Kurtosis');
  expect(momentWanted(values).moments).toEqual([0, 1, -1, 'order3', 'kurtosis']);
  expect(momentWanted(parse('moment', 'ID=a').values).moments).toEqual([0]);
});

test('values and noise of moments', () => {
  const wanted = (query: string) => momentWanted(parse('moment', `ID=a&${query}`).values);
  expect(wanted('INCLUDE=0.1 Inf')).toMatchObject({ include: [0.1, Infinity] });
  expect(wanted('EXCLUDE=0.1')).toMatchObject({ exclude: [-0.1, 0.1] });
  expect(wanted('NSIGMA=3&ABS=1&NOISE=clip&NOISESCOPE=channel&NOISECHAN=1 9&ERRORS=1&GUARD=0')).toMatchObject({
    nsigma: 3, absolute: true, noise: 'clip', noiseScope: 'channel', noiseChannels: [1, 9], errors: true, guard: false,
  }); // prettier-ignore
  expect(() => wanted('NOISE=mad')).toThrow('NOISE is of the noise, which NSIGMA, ERRORS, SNR or SNRBLANK need');
  expect(() => wanted('ABS=1')).toThrow('ABS is of NSIGMA');
  expect(() => wanted('INCLUDE=3 1')).toThrow('the lower first');
});

describe('noise of moments', () => {
  const wanted = (query: string) => momentWanted(parse('moment', `ID=a&${query}`).values);

  test.each<[string, object]>([
    ['ERRORS=1&NOISE=companion', { noise: 'companion' }],
    ['ERRORS=1&RHO=0.5 0.1', { correlation: [0.5, 0.1] }],
    ['SNR=1&RHO=Auto&NOISECHAN=1 9&NOISE=companion', { correlation: 'auto', noise: 'companion', noiseChannels: [1, 9] }],
    ['ERRORS=1&LINEFREE=10 12', { baseline: { channels: [10, 12], taper: 'uniform' } }],
    ['SNRBLANK=3&LINEFREE=10 12&TAPER=hanning2', { baseline: { channels: [10, 12], taper: 'hanning2' } }],
    ['ERRORS=1&LIMWIDTH=10', { limitWidth: 10 }],
  ])('%s', (query, expected) => expect(wanted(query)).toMatchObject(expected));

  test.each([
    ['RHO=0.5', 'RHO is of errors, which ERRORS, SNR or SNRBLANK ask for'],
    ['ERRORS=1&RHO=1.5', 'RHO needs one to 3 numbers from -1 to 1, as in "0.5 0.1", or auto; got "1.5"'],
    ['ERRORS=1&LINEFREE=10 0', 'LINEFREE needs two whole numbers from 1 on'],
    ['ERRORS=1&TAPER=hanning', 'TAPER is of LINEFREE, got none'],
    ['NSIGMA=3&LIMWIDTH=10', 'LIMWIDTH is of errors'],
    ['ERRORS=1&NOISE=companion&NOISECHAN=1 9', 'NOISE=companion has the noise of each sample'],
  ])('%s is refused', (query, message) => expect(() => wanted(query)).toThrow(message));
});

describe('masks of moments', () => {
  const wanted = (query: string) => momentWanted(parse('moment', `ID=a&${query}`).values);

  test.each<[string, object]>([
    ['TWOLEVEL=1', { levels: { of: 'cube', hi: 4, nhi: 2, lo: 2, nlo: 2 } }],
    [
      'TWOLEVEL=smoothed&SMOOTHXY=gauss 30&HI=5&NHI=3',
      { levels: { of: 'smoothed', hi: 5, nhi: 3, lo: 2, nlo: 2 }, smoothXy: { fwhmArcsec: 30 } },
    ],
    ['SMOOTHXY=box 3&SMOOTHV=hanning&SMOOTHSIGMA=2.5', { smoothXy: { boxPixels: 3 }, smoothV: 'hanning', smoothSigma: 2.5 }],
    ['SMOOTHV=Gauss 2.5&GROWXY=1.5&GROWV=1&MINBEAMS=2', { smoothV: { fwhmChannels: 2.5 }, growXy: 1.5, growV: 1, minBeams: 2 }],
    ['M12NSIGMA=3&ABS=1', { m12nsigma: 3, absolute: true }],
    ['NSIGMA=3&CENTRE=median&NOISE=clip', { nsigma: 3, centre: 'median', noise: 'clip' }],
    ['TWOLEVEL=0&NSIGMA=3', { levels: undefined }],
  ])('%s', (query, expected) => expect(wanted(query)).toMatchObject(expected));

  test('by the ID of another dataset', () => {
    expect(parse('moment', 'ID=a&MASK=b/c').values.MASK).toBe('b/c');
    expect(() => parse('moment', 'ID=a&MASK=')).toThrow('MASK needs the identifier of a dataset, got ""');
  });

  test.each<[string, string]>([
    ['TWOLEVEL=2', 'TWOLEVEL needs one of 0, 1, smoothed, got "2"'],
    ['HI=4&NLO=2', 'HI, NLO are of TWOLEVEL=1, got none'],
    ['TWOLEVEL=1&LO=5', 'LO is the lower level, up to HI: got LO=5 and HI=4'],
    ['TWOLEVEL=1&NHI=0', 'NHI needs a whole number, 1 or more, got "0"'],
    ['TWOLEVEL=smoothed', 'TWOLEVEL=smoothed needs SMOOTHXY or SMOOTHV, got none of them'],
    ['SMOOTHXY=30', 'SMOOTHXY needs "gauss 30" (arcsec) or "box 3" (pixels, odd), got "30"'],
    ['SMOOTHXY=box 4', 'SMOOTHXY needs "gauss 30" (arcsec) or "box 3" (pixels, odd), got "box 4"'],
    ['SMOOTHV=gauss -1', 'SMOOTHV needs "gauss 2.5" (channels), "box 3" (channels, odd) or "hanning", got "gauss -1"'],
    ['SMOOTHSIGMA=3', 'SMOOTHSIGMA is of SMOOTHXY or SMOOTHV, got none'],
    ['GROWXY=1&GROWV=1', 'GROWXY, GROWV are of a mask that TWOLEVEL, SMOOTHXY or SMOOTHV makes, got none'],
    ['CENTRE=median', 'CENTRE is of what is compared with the noise'],
    ['NSIGMA=3&ABS=1&CENTRE=median', 'CENTRE=median is for values above it, and ABS for both signs; got both'],
  ])('%s is refused', (query, message) => expect(() => wanted(query)).toThrow(message));
});

test('redshifts, frames and beams', () => {
  const options = (query: string) => parse('moment', `ID=a&${query}`).options;
  expect(options('RESTFREQ=1.5e9&Z=0.5&FRAME=lsrk&CONVOLVE=Always&BEAMTOL=0.1&FILLNAN=1')).toMatchObject({
    restFrequencyHz: 1e9, redshift: 0.5, frame: 'LSRK', convolve: 'always', beamTolerance: 0.1, fillBlanks: true,
  }); // prettier-ignore
  expect(options('VELO=1 2&RESTFREQ=1.5e9&Z=0.5').filters.velocity).toMatchObject({ restFrequencyHz: 1e9 });
  expect(options('POL=plinear').filters.pols).toEqual(['POLI']);
  expect(options('POL=PANGLE').filters.pols).toEqual(['POLA']);
  expect(() => options('Z=1')).toThrow('Z=1 is of a line at RESTFREQ / (1 + Z), and needs RESTFREQ; got none');
  expect(() => options('RESTFREQ=1e9&Z=-1')).toThrow('Z needs a number above -1');
  expect(() => options('FRAME=MARS')).toThrow('FRAME needs one of TOPOCENT');
});
