import { expect, test } from '@jest/globals';
import { Params } from '../dali/params.js';
import { parseJobRequest } from './job-request.js';

const request = (query: string) => parseJobRequest(Params.from(new URLSearchParams(query)));

test('what steers the job is told from what it is about', () => {
  const { uploads, ...rest } = request(
    'id=a&CIRCLE=1+2+3&Circle=4+5+6&runid=r&phase=run&executionduration=60&DESTRUCTION=2026-01-31&UPLOAD=t,param:f',
  );
  expect(rest).toEqual({
    parameters: [
      { id: 'ID', value: 'a' },
      { id: 'CIRCLE', value: '1 2 3' },
      { id: 'CIRCLE', value: '4 5 6' },
    ],
    runId: 'r',
    command: 'RUN',
    executionSeconds: 60,
    destruction: new Date('2026-01-31T00:00:00Z'),
  });
  expect([...uploads]).toEqual([['f', 't']]);
  expect(request('RUNID=&PHASE=')).toMatchObject({ parameters: [], runId: undefined, command: undefined });
});

test.each([
  ['PHASE=QUEUED', 'RUN or ABORT'],
  ['PHASE=RUN&PHASE=RUN', 'PHASE takes one value'],
  [`RUNID=${'x'.repeat(65)}`, 'up to 64 characters'],
  ['EXECUTIONDURATION=-1', 'EXECUTIONDURATION needs a whole number'],
  ['EXECUTIONDURATION=1.5', 'EXECUTIONDURATION needs a whole number'],
  ['DESTRUCTION=tomorrow', 'DESTRUCTION needs to be a time'],
  ['UPLOAD=t,https://x/t.xml', 'name,param:field'],
  ['UPLOAD=9t,param:f', 'name,param:field'],
])('%s is refused', (query, message) => expect(() => request(query)).toThrow(message));
