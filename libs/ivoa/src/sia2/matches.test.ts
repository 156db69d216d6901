import { describe, expect, test } from '@jest/globals';
import { BARE_ROW, CUBE_ROW } from '../../test/fixtures.js';
import { Params } from '../dali/params.js';
import { sia2Matches, SIA2_PREDICATES } from './matches.js';
import { parseSia2 } from './request.js';

const intersects = (shape: { kind: string }) => shape.kind === 'circle';
const matches = (row: typeof CUBE_ROW, query: string) => sia2Matches(row, parseSia2(Params.from(new URLSearchParams(query))), intersects);

/** CUBE_ROW: em 0.2105…0.2112, t 59000.1…59000.6, s_fov 1.02, s_resolution 6.5, em_res_power 1e5, t_exptime 3600 */
describe.each([
  ['POS=CIRCLE+1+2+3', 'POS=RANGE+1+2+3+4'],
  ['BAND=0.2112+1', 'BAND=0.21121+1'],
  ['BAND=0.211', 'BAND=0.21'],
  ['TIME=-Inf+59000.1', 'TIME=59000.61+%2BInf'],
  ['POL=V', 'POL=Q'],
  ['POL=I', 'POL='],
  ['FOV=1.02+2', 'FOV=0.5+1'], // contained, not overlapping
  ['SPATRES=6+7', 'SPATRES=7+8'],
  ['SPECRP=1e5', 'SPECRP=1e4'],
  ['EXPTIME=3600+%2BInf', 'EXPTIME=-Inf+3599'],
  ['ID=IVO://obs.example/DATA?hi%252Fc7.fits', 'ID=ivo://obs.example/data'],
  ['COLLECTION=hi', 'COLLECTION=HI'],
  ['FACILITY=WSRT', 'FACILITY='],
  ['TARGET=NGC+6946+%26+friends', 'TARGET=NGC+6946'],
  ['DPTYPE=cube', 'DPTYPE=image'],
  ['CALIB=2', 'CALIB=3'],
  ['FORMAT=application/x-votable%2Bxml;content%3Ddatalink', 'FORMAT=application/fits'],
  ['RELEASEDATE=2021-06-01', 'RELEASEDATE=2021-06-02'],
  ['COLLECTION=x&COLLECTION=hi', 'COLLECTION=hi&CALIB=3'], // or within a parameter, and between them
])('%s', (right, wrong) => {
  test('matches', () => expect(matches(CUBE_ROW, right)).toBe(true));
  test(`${wrong} does not`, () => expect(matches(CUBE_ROW, wrong)).toBe(false));
});

test.each([
  'POS=CIRCLE+1+2+3',
  'BAND=-Inf+Inf',
  'TIME=-Inf+Inf',
  'POL=I',
  'FOV=-Inf+Inf',
  'TIMERES=-Inf+Inf',
  'FACILITY=x',
  'DPTYPE=cube',
  'RELEASEDATE=-Inf+2030-01-01',
])('unknown metadata do not satisfy %s', (query) => expect(matches(BARE_ROW, query)).toBe(false));

test('no constraint, every row', () => expect(matches(BARE_ROW, '')).toBe(true));

test('an all-sky map without an outline is everywhere', () => {
  expect(matches({ ...BARE_ROW, s_fov: 360 }, 'POS=CIRCLE+1+2+3')).toBe(true);
});

test('the table has every parameter that filters', () => {
  expect(SIA2_PREDICATES.map(({ parameter }) => parameter)).toHaveLength(18);
});

test('the identifier of a row is looked at once, however many are asked for', () => {
  let looks = 0;
  const row = Object.defineProperty({ ...CUBE_ROW }, 'obs_publisher_did', { get: () => (looks++, CUBE_ROW.obs_publisher_did) });
  expect(matches(row, `ID=a${'&ID=b'.repeat(1000)}&ID=${encodeURIComponent(CUBE_ROW.obs_publisher_did)}`)).toBe(true);
  expect(looks).toBe(1);
});
