import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { cutAndCompare } from './support/cutout.js';
import { ask } from './support/http.js';
import { startService, type Service } from './support/service.js';

let service: Service;
beforeAll(async () => void (service = await startService()));
afterAll(() => service.close());

/** Ten frames of a minute; the axis counts TT, the request UTC, so that frame 1 begins 99.184 s before 60310.25. */
const at = (seconds: number): string => String(60310.25 + (seconds - 69.184) / 86400);

describe('TIME', () => {
  test.each([
    ['within', `${at(100)} ${at(200)}`, 2],
    ['a moment', `${at(130)} ${at(130)}`, 1],
    ['open below', `-Inf ${at(100)}`, 3],
    ['open above', `${at(400)} +Inf`, 3],
    ['everything', '60310 60311', 10],
  ])('%s', async (_, interval, frames) => {
    expect(await cutAndCompare(service, 'movie.fits', { TIME: interval })).toEqual({ shapes: [[frames, 12, 16]], faults: [] });
  });

  test.each([
    ['another day', '60311 60312'],
    ['within the span if the scale were taken for UTC', `${at(575)} ${at(600)}`],
  ])('no overlap is 204 without a body: %s', async (_, interval) => {
    const answer = await ask(`${service.url}/soda/sync`, { ID: service.id('movie.fits'), TIME: interval });
    expect([answer.status, answer.bytes.length]).toEqual([204, 0]);
  });
});
