import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { cutAndCompare } from './support/cutout.js';
import { ask, type Pairs } from './support/http.js';
import { startService, type Service } from './support/service.js';

let service: Service;
beforeAll(async () => void (service = await startService()));
afterAll(() => service.close());

test.each<[string, string, Pairs, number[]]>([
  ['the first of I, V', 'stokes-iv.fits', { POL: 'I' }, [1, 8, 20, 24]],
  ['the second of I, V', 'stokes-iv.fits', { POL: 'V' }, [1, 8, 20, 24]],
  ['both', 'stokes-iv.fits', { POL: ['I', 'V'] }, [2, 8, 20, 24]],
  ['both, in the other order', 'stokes-iv.fits', { POL: ['V', 'I'] }, [2, 8, 20, 24]],
  ['one that is there and one that is not', 'stokes-iv.fits', { POL: ['Q', 'V'] }, [1, 8, 20, 24]],
  ['neighbours', 'stokes-iquv.fits', { POL: ['Q', 'U'] }, [6, 2, 18, 20]],
  ['with a gap of equal steps', 'stokes-iquv.fits', { POL: ['I', 'U'] }, [6, 2, 18, 20]],
  ['with a region', 'stokes-iquv.fits', { POL: ['V'], CIRCLE: '187.7 12.39 0.003' }, [6, 1, 7, 7]],
])('POL gathers planes: %s', async (_, file, request, shape) => {
  expect(await cutAndCompare(service, file, request)).toEqual({ shapes: [shape], faults: [] });
});

test('a state that the file does not hold is no overlap', async () => {
  const answer = await ask(`${service.url}/soda/sync`, { ID: service.id('stokes-iv.fits'), POL: 'U' });
  expect([answer.status, answer.bytes.length]).toEqual([204, 0]);
});

test('a state that does not exist is a usage error', async () => {
  const answer = await ask(`${service.url}/soda/sync`, { ID: service.id('stokes-iv.fits'), POL: 'W' });
  expect(answer.status).toBe(400);
  expect(answer.text).toMatch(/^UsageError: .*POL/);
});
