import { describe, expect, test } from '@jest/globals';
import { MultiValuedError, UnsupportedError, UsageError } from '#faults';
import { Params } from '../dali/params.js';
import { parseSoda } from './request.js';

const parse = (query: string) => parseSoda(Params.from(new URLSearchParams(query)));
const ID = 'ID=ivo%3A%2F%2Fobs.example%2Fd%3Fc7';

test('the whole request', () => {
  const query = `id=ivo://obs.example/d?c%2520%2B7&Circle=1+2++3&band=0.21%200.22&TIME=60310.25%20%2BInf&POL=I&pol=q&POL=I&HDU=SCI&RUNID=r1&ResponseFormat=fits&MAXREC=0&REQUEST=x`;
  expect(parse(query)).toEqual({
    ids: ['ivo://obs.example/d?c%20+7'],
    shapes: [{ parameter: 'CIRCLE', text: '1 2 3', shape: { kind: 'circle', lonDeg: 1, latDeg: 2, radiusDeg: 3 } }],
    bands: [[0.21, 0.22]],
    times: [[60310.25, Infinity]],
    pols: ['I', 'Q'],
    channels: [],
    velocities: [],
    frequencies: [],
    pixels: [],
    hdu: 'SCI',
    maskOut: undefined,
    dryRun: false,
    runId: 'r1',
    responseFormat: 'fits',
    maxrec: 0,
  });
});

test('ID alone filters nothing', () => {
  expect(parse(ID)).toMatchObject({ ids: ['ivo://obs.example/d?c7'], shapes: [], bands: [], times: [], pols: [], channels: [] });
});

test('+Inf bare in a URL arrives without its plus and is understood', () => {
  expect(parse(`${ID}&BAND=-Inf+Inf`).bands).toEqual([[-Infinity, Infinity]]);
  expect(parse(`${ID}&BAND=0.2++Inf`).bands).toEqual([[0.2, Infinity]]);
});

test('POS, CIRCLE and POLYGON are one list', () => {
  const { shapes } = parse(`${ID}&POLYGON=1+2+3+4+3+2&POS=RANGE+1+2+3+4&CIRCLE=1+2+3&POS=circle+1+2+3`);
  expect(shapes.map(({ parameter, shape }) => [parameter, shape.kind])).toEqual([
    ['POS', 'range'],
    ['POS', 'circle'],
    ['CIRCLE', 'circle'],
    ['POLYGON', 'polygon'],
  ]);
});

test('channels, counted from 1', () => {
  expect(parse(`${ID}&CHANNEL=10+20&CHANNEL=-Inf+5`).channels).toEqual([
    [10, 20],
    [-Infinity, 5],
  ]);
});

describe('usage errors', () => {
  test.each([
    ['CIRCLE=1+2+3', 'ID is missing: it needs the identifier of a dataset'],
    ['ID=', 'ID needs the identifier of a dataset, got ""'],
    [`${ID}&BAND=550`, 'BAND needs two numbers, got "550"; a single value is written twice, as in "0.2105 0.2112" (metres)'],
    [`${ID}&BAND=`, /BAND needs two numbers/],
    [`${ID}&BAND=-2+-1`, /above 0/],
    [`${ID}&CIRCLE=1+2+-3`, /radius above 0/],
    [`${ID}&CIRCLE=`, /CIRCLE needs three numbers/],
    [`${ID}&TIME=2020-01-01+2020-01-02`, /TIME needs numbers/],
    [`${ID}&POL=I+Q`, /POL needs one of I, Q, U, V, RR.*repeated for several, got "I Q"/],
    [`${ID}&POL=`, /POL needs one of/],
    [`${ID}&CHANNEL=0.5+2`, /CHANNEL needs whole numbers/],
    [`${ID}&CHANNEL=-3+0`, /counted from 1/],
    [`${ID}&CHANNEL=1+2&BAND=1+2`, /BAND, VELO, FREQ, CHANNEL all choose the spectral range, got BAND and CHANNEL/],
    [`${ID}&PIXELS=[1:2]&BAND=1+2&POL=I`, 'PIXELS says all of what is wanted, got BAND, POL as well; give one or the other'],
    [`${ID}&PIXELS=[1][1:2]&HDU=1`, /PIXELS and HDU both/],
    [`${ID}&MASKOUT=soft&CIRCLE=1+2+3`, 'MASKOUT needs one of none, hard, touch, got "soft"'],
    [`${ID}&MASKOUT=hard&BAND=1+2`, 'MASKOUT=hard needs a shape: CIRCLE, POLYGON or POS, got none'],
    [`${ID}&DRYRUN=maybe`, 'DRYRUN needs 1 or 0, got "maybe"'],
    [`${ID}&HDU=`, /HDU needs an EXTNAME/],
    [`${ID}&HDU=${'h'.repeat(257)}`, /HDU takes up to 256 characters, got "h{80}…"/],
    [`${ID}&RUNID=${'r'.repeat(65)}`, /RUNID takes up to 64 characters/],
    [`${ID}&MAXREC=-1`, /MAXREC needs a whole number, 0 or more, got "-1"/],
    [`${ID}&CIRCEL=1+2+3`, /^"CIRCEL" is not a parameter of this service; it takes ID, POS, CIRCLE/],
  ])('%s', (query, message) => {
    expect(() => parse(query)).toThrow(UsageError);
    expect(() => parse(query)).toThrow(message);
  });

  test('of many unknown names, some are named', () => {
    const query = Array.from({ length: 5000 }, (_, k) => `&X${k}=1`).join('');
    expect(() => parse(`${ID}${query}`)).toThrow(/^("X\d", ){4}"X4" \(and 4995 more\) is not a parameter/);
  });

  test('names that begin with _ are let through', () => expect(parse(`${ID}&_=1699`).ids).toHaveLength(1));
});

test('parameters of a later release are refused by name, not ignored', () => {
  expect(() => parse(`${ID}&FREQ=1e9+2e9&MOC=1/2`)).toThrow(UnsupportedError);
  expect(() => parse(`${ID}&FREQ=1e9+2e9&MOC=1/2`)).toThrow(/^MOC is not supported by this release/);
});

test('pixels, with an HDU of their own or of the request', () => {
  const { pixels, hdu } = parse(`${ID}&PIXELS=[1:5]&PIXELS=[*:2,3:4]&HDU=SCI`);
  expect([pixels, hdu]).toEqual([
    [{ axes: [{ first: 1, last: 5, step: 1 }] }, { axes: [{ step: 2 }, { first: 3, last: 4, step: 1 }] }],
    'SCI',
  ]);
});

test.each([
  ['MASKOUT=Hard', 'hard', false],
  ['MASKOUT=none', undefined, false],
  ['DRYRUN=1', undefined, true],
  ['DRYRUN=false', undefined, false],
])('%s', (query, maskOut, dryRun) => {
  expect(parse(`${ID}&CIRCLE=1+2+3&${query}`)).toMatchObject({ maskOut, dryRun });
});

test.each(['HDU=1&hdu=2', 'MASKOUT=hard&MASKOUT=hard&CIRCLE=1+2+3', 'DRYRUN=1&DRYRUN=0', 'RESPONSEFORMAT=fits&RESPONSEFORMAT=fits'])(
  '%s has more values than are supported',
  (query) => {
    expect(() => parse(`${ID}&${query}`)).toThrow(MultiValuedError);
  },
);

test('of the others there may be lists', () => {
  const { ids, shapes, bands, times, pols } = parse(
    'ID=a&id=b&CIRCLE=1+2+3&POS=CIRCLE+1+2+3&BAND=1+2&BAND=3+4&TIME=1+2&TIME=3+4&POL=I&POL=Q',
  );
  expect([ids, shapes, bands, times, pols].map(({ length }) => length)).toEqual([2, 2, 2, 2, 2]);
});

describe('velocities and frequencies', () => {
  const withId = (query: string) => parse(`ID=a&${query}`);

  test('each of several, with what the velocities are', () => {
    const { velocities, frequencies } = withId('VELO=1200+1450&VELO=-Inf+0&DOPPLER=Optical&RESTFREQ=1.42e9');
    expect([velocities, frequencies]).toEqual([
      [
        { kms: [1200, 1450], doppler: 'optical', restFrequencyHz: 1.42e9 },
        { kms: [-Infinity, 0], doppler: 'optical', restFrequencyHz: 1.42e9 },
      ],
      [],
    ]);
    expect(withId('FREQ=1.4e9+1.42e9&RESTFREQ=1.41e9')).toMatchObject({ frequencies: [[1.4e9, 1.42e9]], restFrequencyHz: 1.41e9 });
  });

  test.each([
    ['VELO=1+2&FREQ=1+2', /got VELO and FREQ; give one/],
    ['BAND=1+2&VELO=1+2', /got BAND and VELO; give one/],
    ['DOPPLER=radio', /DOPPLER says what the velocities of VELO are, got no VELO/],
    ['CHANNEL=1+2&RESTFREQ=1e9', /RESTFREQ says what/],
    ['RESTFREQ=1e9', /RESTFREQ says what/],
    ['VELO=1+2&DOPPLER=fast', /DOPPLER needs one of radio, optical, relativistic, got "fast"/],
    ['VELO=1+2&RESTFREQ=0', /RESTFREQ needs one number above 0/],
    ['VELO=1+2&RESTFREQ=1+2', /RESTFREQ/],
    ['VELO=1+2&RESTFREQ=1&RESTFREQ=1', /one value is supported for RESTFREQ/],
    ['VELO=2+1', /VELO/],
    ['FREQ=-2+-1', /FREQ needs frequencies in Hz, above 0/],
    ['PIXELS=[1:2,*]&VELO=1+2', /PIXELS says all of what is wanted, got VELO/],
  ])('%s is refused', (query, message) => expect(() => withId(query)).toThrow(message));
});
