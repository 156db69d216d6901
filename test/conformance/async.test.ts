import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createHash } from 'node:crypto';
import { startService, type Service } from './support/service.js';
import { python } from './support/tool.js';

let service: Service;
beforeAll(async () => {
  service = await startService();
});
afterAll(async () => {
  await service.close();
});

test('pyVO finds the job list in {links}, and makes, runs, waits for, reads, ends and deletes jobs', async () => {
  const did = service.id('stokes-iv.fits');
  const circles = [
    [83.63, -5.39, 0.004],
    [0, 89, 0.001],
    [83.64, -5.38, 0.002],
  ];
  const answer = await python<Record<string, unknown>>('pyvo_async.py', {
    links: `${service.url}/datalink/links`,
    did,
    circles,
    positions: [
      [83.63, -5.39],
      [0, 89],
    ],
  });
  const sync = async (circle: readonly number[]): Promise<string> => {
    const response = await fetch(`${service.url}/soda/sync?${new URLSearchParams({ ID: did, CIRCLE: circle.join(' ') })}`);
    return createHash('sha256')
      .update(Buffer.from(await response.arrayBuffer()))
      .digest('hex');
  };
  expect(answer).toMatchObject({
    first: `${service.url}/soda/sync`,
    second: `${service.url}/soda/async`,
    pending: ['PENDING', '1.1', null],
    duration: 600,
    phase: 'COMPLETED',
    results: ['cutout-1', 'cutout-2', 'cutout-3'],
    sums: { 'cutout-1': await sync(circles[0]), 'cutout-3': await sync(circles[2]) },
    empty: [expect.stringMatching(/^UsageError: /)],
    deleted: 404,
    index: [
      [1, 'made'],
      [2, 'empty'],
    ],
    aborted: 'ABORTED',
    error: expect.stringMatching(/^UsageError: BAND/),
  });
});
