import { describe, expect, test } from '@jest/globals';
import { Params } from '../dali/params.js';
import { parseXml } from '../votable/reader.js';
import { parseBlockingPoll } from './blocking-poll.js';
import { jobChunks, resultsChunks } from './job-document.js';
import { jobJsonChunks } from './job-json.js';
import { parseJobListQuery } from './job-list-query.js';
import { UWS_PHASES } from './phases.js';
import { parseUwsTime, uwsTime } from './time.js';
import type { UwsJob, UwsResult } from './uws-job.js';

const now = new Date('2026-01-31T12:00:00Z');
const least: UwsJob = { id: 'a', phase: 'PENDING', created: now, executionSeconds: 0, parameters: [] };
const most: UwsJob = {
  ...least,
  runId: 'r',
  owner: 'o',
  quote: now,
  started: now,
  ended: now,
  destruction: now,
  parameters: [{ id: 'ID', value: 'x' }],
  error: { type: 'transient', message: 'm', hasDetail: false },
  progress: { total: 3, made: 1, empty: 1, failed: 1 },
};
async function text(chunks: AsyncIterable<string>): Promise<string> {
  let whole = '';
  for await (const chunk of chunks) whole += chunk;
  return whole;
}
const params = (query: string) => Params.from(new URLSearchParams(query));

describe('a job', () => {
  const order = ['jobId', 'runId', 'ownerId', 'phase', 'quote', 'creationTime', 'startTime', 'endTime', 'executionDuration', 'destruction'];

  test('has its children in the order of the schema', async () => {
    const { attributes, children } = parseXml(await text(jobChunks(most, [])));
    expect(children.map(({ name }) => name)).toEqual([...order, 'parameters', 'results', 'errorSummary', 'jobInfo']);
    expect(attributes.version).toBe('1.1');
    expect(children.find(({ name }) => name === 'errorSummary')!.attributes).toEqual({ type: 'transient', hasDetail: 'false' });
  });

  test('says nil for what it has not, and leaves out what may be left out', async () => {
    const { children } = parseXml(await text(jobChunks(least, [])));
    expect(children.map(({ name }) => name)).toEqual([...order.filter((name) => name !== 'runId'), 'parameters', 'results']);
    const nil = children.filter(({ attributes }) => attributes['xsi:nil'] === 'true').map(({ name }) => name);
    expect(nil).toEqual(['ownerId', 'quote', 'startTime', 'endTime', 'destruction']);
    expect(children.find(({ name }) => name === 'executionDuration')!.text).toBe('0');
    expect(children.find(({ name }) => name === 'creationTime')!.text).toMatch(/Z$/);
  });

  test('with 10⁵ results goes out in small pieces', async () => {
    let held = 0;
    function* results(): Generator<UwsResult> {
      for (let i = 0; i < 1e5; i++) {
        held = i;
        yield { id: `c-${i}`, href: `https://x/results/c-${i}`, bytes: i, contentType: 'application/fits' };
      }
    }
    for (const make of [() => jobChunks(least, results()), () => resultsChunks(results()), () => jobJsonChunks(least, results())]) {
      let [length, longest, seen] = [0, 0, 0];
      for await (const chunk of make()) {
        if (length === 0) expect(held).toBeLessThan(1000);
        length += chunk.length;
        longest = Math.max(longest, chunk.length);
        seen += chunk.match(/results\/c-/g)?.length ?? 0;
      }
      expect([seen, longest < 40_000, length > 5e6]).toEqual([1e5, true, true]);
    }
  });
});

test.each([
  ['2026-01-31T12:00:00Z', '2026-01-31T12:00:00.000Z'],
  ['2026-01-31T12:00:00', '2026-01-31T12:00:00.000Z'],
  ['2026-01-31T12:00:00.25Z', '2026-01-31T12:00:00.250Z'],
  ['2026-01-31', '2026-01-31T00:00:00.000Z'],
  [' 2026-01-31T12:30 ', '2026-01-31T12:30:00.000Z'],
])('the time %s', (given, meant) => expect(uwsTime(parseUwsTime('DESTRUCTION', given))).toBe(meant));

test.each(['', 'tomorrow', '2026-01-31 12:00:00', '2026-01-31T12:00:00+02:00', '2026-02-30', '2026-01-31T25:00:00Z', '20260131'])(
  'no time: %s',
  (given) => expect(() => parseUwsTime('DESTRUCTION', given)).toThrow('DESTRUCTION needs to be a time in UTC'),
);

test('a job list is narrowed', () => {
  expect(parseJobListQuery(params('PHASE=ERROR&phase=aborted&PHASE=&AFTER=2026-01-31&LAST=3'))).toEqual({
    phases: ['ERROR', 'ABORTED'],
    after: new Date('2026-01-31T00:00:00Z'),
    last: 3,
  });
  expect(parseJobListQuery(params(''))).toEqual({ phases: [], after: undefined, last: undefined });
  for (const query of ['PHASE=DONE', 'AFTER=then', 'LAST=0', 'LAST=x', 'LAST=1&LAST=2', 'PHASE=toString'])
    expect(() => parseJobListQuery(params(query))).toThrow(/PHASE|AFTER|LAST/);
});

test('a blocking poll', () => {
  expect(parseBlockingPoll(params('WAIT=30&PHASE=QUEUED'))).toEqual({ seconds: 30, phase: 'QUEUED' });
  expect(parseBlockingPoll(params('wait=-1'))).toEqual({ seconds: Infinity, phase: undefined });
  expect(parseBlockingPoll(params('PHASE=QUEUED'))).toBeUndefined();
  for (const wait of ['x', '1.5', '-2', '1e3', '99999999999'])
    expect(() => parseBlockingPoll(params(`WAIT=${wait}`))).toThrow('WAIT needs to be a whole number of seconds');
});

test('a poll blocks in the phases of the standard alone', () => {
  const waits = Object.entries(UWS_PHASES).filter(([, { waits }]) => waits);
  expect(waits.map(([phase]) => phase)).toEqual(['PENDING', 'QUEUED', 'EXECUTING']);
});
