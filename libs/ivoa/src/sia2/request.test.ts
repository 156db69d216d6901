import { expect, test } from '@jest/globals';
import { LimitError, UsageError } from '#faults';
import { Params } from '../dali/params.js';
import { parseSia2 } from './request.js';

const parse = (query: string) => parseSia2(Params.from(new URLSearchParams(query)));

test('every parameter, several values each', () => {
  const query =
    'pos=circle+1+2+3&POS=RANGE+1+2+3+4&BAND=0.21&band=0.1+0.2&TIME=60000&POL=I&POL=Q&FOV=0.1+2&SPATRES=-Inf+10&SPECRP=1000+%2BInf' +
    '&EXPTIME=60+100&TIMERES=1+2&ID=ivo://x/y&COLLECTION=a&COLLECTION=b&FACILITY=f&INSTRUMENT=i&TARGET=M+51&DPTYPE=cube&CALIB=2&CALIB=3' +
    '&FORMAT=application/fits&RELEASEDATE=2020-01-01&MAXREC=10&RESPONSEFORMAT=votable&RUNID=r&REQUEST=query&VERSION=2.0';
  expect(parse(query)).toEqual({
    shapes: [
      { kind: 'circle', lonDeg: 1, latDeg: 2, radiusDeg: 3 },
      { kind: 'range', lon1Deg: 1, lon2Deg: 2, lat1Deg: 3, lat2Deg: 4 },
    ],
    bands: [
      [0.21, 0.21],
      [0.1, 0.2],
    ],
    times: [[60000, 60000]],
    pols: ['I', 'Q'],
    fov: [[0.1, 2]],
    spatres: [[-Infinity, 10]],
    specrp: [[1000, Infinity]],
    exptime: [[60, 100]],
    timeres: [[1, 2]],
    ids: ['ivo://x/y'],
    collections: ['a', 'b'],
    facilities: ['f'],
    instruments: ['i'],
    targets: ['M 51'],
    dptypes: ['cube'],
    calibs: [2, 3],
    formats: ['application/fits'],
    releaseDates: [['2020-01-01T00:00:00.000', '2020-01-01T23:59:59.999']],
    maxrec: 10,
    responseFormat: 'votable',
    runId: 'r',
  });
});

test.each([
  ['2020-01-01 2021', /one or two dates/],
  ['2020-02-30', /one or two dates/],
  ['2021-01-01 2020-01-01', /earlier date first/],
  ['2020-01-01+01:00', /one or two dates/],
  ['', /one or two dates/],
])('RELEASEDATE not %j', (text, message) => {
  expect(() => parse(`RELEASEDATE=${encodeURIComponent(text)}`)).toThrow(message);
});

test.each([
  ['-Inf 2020-01-01T12:00:00', ['', '2020-01-01T12:00:00.999']],
  ['2020-01-01T12:00:00.5Z', ['2020-01-01T12:00:00.500', '2020-01-01T12:00:00.500']],
  ['2020-01-01T12:00 +Inf', ['2020-01-01T12:00:00.000', '~']],
])('RELEASEDATE %j', (text, expected) => {
  expect(parse(`RELEASEDATE=${encodeURIComponent(text)}`).releaseDates).toEqual([expected]);
});

test.each([
  ['BAND=1,2', /another separator/],
  ['BAND=1/2', /another separator/],
  ['POS=10+20', /POS needs to begin with/],
  ['CALIB=5', /from 0 to 4/],
  ['CALIB=two', /CALIB needs a whole number/],
  ['MAXREC=ten', /MAXREC needs a whole number, 0 or more, got "ten"/],
  ['MAXREC=1&maxrec=2', /MAXREC takes one value/],
  ['SIZE=1', /"SIZE" is not a parameter/],
])('not %s', (query, message) => {
  expect(() => parse(query)).toThrow(UsageError);
  expect(() => parse(query)).toThrow(message);
});

test.each([
  ['values of one parameter', `ID=a${'&ID=a'.repeat(10_000)}`, /^"ID" takes up to 10000 values, got 10001$/],
  ['vertices', 'POS=POLYGON+1+2+3+4+3+2&'.repeat(667), /^POS takes up to 2000 vertices, those of all polygons of a request together/],
])('there is a limit to the %s', (_, query, message) => {
  expect(() => parse(query)).toThrow(LimitError);
  expect(() => parse(query)).toThrow(message);
});

test('thousands of values are taken', () => expect(parse(`ID=a${'&ID=a'.repeat(9999)}`).ids).toHaveLength(10_000));
