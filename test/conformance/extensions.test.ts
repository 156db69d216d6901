import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { cutAndCompare } from './support/cutout.js';
import { ask, type Pairs } from './support/http.js';
import { startService, type Service } from './support/service.js';

let service: Service;
beforeAll(async () => void (service = await startService()));
afterAll(() => service.close());

test.each<[string, string, Pairs, number[][]]>([
  [
    'both chips',
    'mosaic.fits',
    { CIRCLE: '210.81 54.3 0.009' },
    [
      [30, 30],
      [30, 27],
    ],
  ],
  ['one chip only', 'mosaic.fits', { CIRCLE: '210.819 54.3 0.002' }, [[15, 15]]],
  ['one chip by its number, of two that overlap', 'mosaic.fits', { CIRCLE: '210.81 54.3 0.009', HDU: '2' }, [[30, 27]]],
  ['a cube with a table of beams', 'beams.fits', { CIRCLE: '50 -30 0.002' }, [[8, 9, 9]]],
])('%s', async (_, file, request, shapes) => {
  expect(await cutAndCompare(service, file, request)).toEqual({ shapes, faults: [] });
});

test('the table of beams goes along with its cube', async () => {
  const { bytes } = await ask(`${service.url}/soda/sync`, { ID: service.id('beams.fits'), CIRCLE: '50 -30 0.002' });
  const text = bytes.toString('latin1');
  expect(text).toMatch(/XTENSION= 'BINTABLE'/);
  expect(text).toMatch(/EXTNAME = 'BEAMS/);
});

test('the gap between the chips is no overlap', async () => {
  const answer = await ask(`${service.url}/soda/sync`, { ID: service.id('mosaic.fits'), CIRCLE: '210.80929 54.3 0.00001' });
  expect([answer.status, answer.bytes.length]).toEqual([204, 0]);
});

test('a file without an image says why it cannot be cut', async () => {
  const answer = await ask(`${service.url}/soda/sync`, { ID: service.id('table.fits'), CIRCLE: '1 1 1' });
  expect(answer.status).toBeGreaterThanOrEqual(400);
  expect(answer.headers.get('content-type')).toMatch(/^text\/plain/);
  expect(answer.text).toMatch(/^(UsageError|Error): .*image/i);
});
