import { expect, test } from '@jest/globals';
import { canonical, isEmpty, type Filters } from './filters.js';

const circle = { kind: 'circle', lonDeg: 150, latDeg: 2, radiusDeg: 0.01 } as const;

test.each<[string, Filters[]]>([
  ['CIRCLE=150 2 0.01', [{ shape: { parameter: 'CIRCLE', shape: circle } }, { shape: { parameter: 'POS', shape: circle } }]],
  ['POLYGON=1 2 3 4.5 6 -7', [{ shape: { parameter: 'POS', shape: { kind: 'polygon', verticesDeg: [1, 2, 3, 4.5, 6, -7] } } }]],
  [
    'POS=RANGE 10 20 -Inf Inf',
    [{ shape: { parameter: 'POS', shape: { kind: 'range', lon1Deg: 10, lon2Deg: 20, lat1Deg: -Infinity, lat2Deg: Infinity } } }],
  ],
  ['POL=I,Q,RR', [{ pols: ['Q', 'RR', 'I'] }, { pols: ['I', 'Q', 'RR', 'Q'] }]],
  ['BAND=-Inf 0.21 TIME=59000 Inf', [{ bandMetres: [-Infinity, 0.21], timeMjd: [59000, Infinity] }]],
  ['CHANNEL=2 4 HDU=SCI', [{ channels: [2, 4], hdu: 'sci' }, { hdu: 'SCI ', channels: [2, 4] }]], // prettier-ignore
  ['HDU=1', [{ hdu: '1' }, { hdu: '01' }]],
])('one text for one request: %s', (text, requests) => {
  for (const filters of requests) expect(canonical(filters)).toBe(text);
});

test('no filter at all', () => {
  expect(isEmpty({})).toBe(true);
  expect(isEmpty({ shape: undefined, hdu: undefined })).toBe(true);
  expect(isEmpty({ hdu: '0' })).toBe(false);
});
