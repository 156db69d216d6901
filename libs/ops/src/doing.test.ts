import { setImmediate as later } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import { NotFoundError } from '#faults';
import { doing, isRequestId, makeLogger, spanned, takeUp, whatIsDone, type Span, type Tracer } from './index.js';

const TRACE = { traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01' };

/** Notes what begins, fails and ends. */
function notingTracer(): { tracer: Tracer; notes: string[] } {
  const notes: string[] = [];
  const spanOf = (name: string): Span => {
    notes.push(`${name} begins`);
    return {
      trace: { traceparent: name },
      child: (part) => spanOf(`${name}/${part}`),
      set: () => {},
      failed: (error) => void notes.push(`${name} failed: ${(error as Error).message}`),
      end: () => void notes.push(`${name} ends`),
    };
  };
  return { tracer: { begin: (name, _, parent) => spanOf(`${parent?.traceparent.slice(3, 7)}:${name}`), close: async () => {} }, notes };
}

test('log lines say for whom something is done, over awaits, and side by side', async () => {
  const lines: string[] = [];
  const logger = makeLogger({ destination: { write: (line: string) => void lines.push(line) } });
  const work = async (): Promise<void> => {
    await later();
    logger.info({}, 'done');
  };
  await Promise.all([doing({ requestId: 'a', trace: TRACE }, work), doing({ requestId: 'b', jobId: 'j' }, work), work()]);
  const ids = lines.map((line) => JSON.parse(line) as object);
  expect(ids[0]).toMatchObject({ requestId: 'a', traceId: '0af7651916cd43dd8448eb211c80319c' });
  expect(ids[1]).toMatchObject({ requestId: 'b', jobId: 'j' });
  expect(Object.keys(ids[2])).toEqual(['level', 'time', 'msg']);
});

test('parts are spans of what they are part of, and a fault is theirs and its', async () => {
  const { tracer, notes } = notingTracer();
  const part = (): Promise<void> => Promise.reject(new NotFoundError('not there'));
  const work = takeUp({ tracer, name: 'job', kind: 'consumer' }, { requestId: 'r', trace: TRACE }, async () => {
    expect(whatIsDone()).toMatchObject({ requestId: 'r', trace: { traceparent: '0af7:job' } });
    await spanned('plan', part);
  });
  await expect(work).rejects.toThrow('not there');
  expect(notes).toEqual([
    '0af7:job begins',
    '0af7:job/plan begins',
    '0af7:job/plan failed: not there',
    '0af7:job/plan ends',
    '0af7:job failed: not there',
    '0af7:job ends',
  ]);
});

test('without a tracer the trace is handed on as it came', async () => {
  await takeUp({ name: 'answer', kind: 'server' }, { trace: TRACE }, async () => {
    await spanned('part', async () => expect(whatIsDone()?.trace).toBe(TRACE));
  });
  expect(await spanned('nothing', async () => whatIsDone())).toBeUndefined();
});

test.each([
  ['6f1c-A.b:c_d=/+', true],
  ['x'.repeat(128), true],
  ['x'.repeat(129), false],
  ['', false],
  ['a b', false],
  ['a\nb', false],
  ['"', false],
  [undefined, false],
])('%j is a request ID: %s', (text, is) => expect(isRequestId(text)).toBe(is));
