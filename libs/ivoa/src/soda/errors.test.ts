import { expect, test } from '@jest/globals';
import {
  DamagedError,
  ForbiddenError,
  LimitError,
  MultiValuedError,
  NoOverlapError,
  NotFoundError,
  TransientError,
  UnauthenticatedError,
  UnsupportedError,
  UsageError,
} from '#faults';
import { plainError } from '../dali/plain-error.js';
import { dataLinkError } from '../datalink/errors.js';
import { siaError } from '../sia2/errors.js';
import { parseVotable } from '../votable/reader.js';
import { sodaError, sodaMessage } from './errors.js';

const statusMessage = (xml: string) => {
  const { infos, tables } = parseVotable(xml).resources[0];
  expect(tables).toEqual([]);
  const [info] = infos.filter(({ name, value }) => name === 'QUERY_STATUS' && value === 'ERROR');
  return info.content;
};

test.each([
  [new UsageError('BAND is odd'), 400, 'UsageError: BAND is odd', 'UsageFault: BAND is odd', 'UsageFault: BAND is odd'],
  [new MultiValuedError('two'), 400, 'MultiValuedParamNotSupported: two', 'UsageFault: two', 'UsageFault: two'],
  [new UnsupportedError('no'), 400, 'UsageError: no', 'FatalFault: no', 'FatalFault: no'],
  [new NotFoundError('no such ID'), 404, 'UsageError: no such ID', 'NotFoundFault: no such ID', 'DefaultFault: no such ID'],
  [new UnauthenticatedError('who?'), 401, 'AuthenticationError: who?', 'DefaultFault: who?', 'DefaultFault: who?'],
  [new ForbiddenError('not you'), 403, 'AuthorizationError: not you', 'DefaultFault: not you', 'DefaultFault: not you'],
  [new LimitError('too big'), 413, 'UsageError: too big', 'UsageFault: too big', 'UsageFault: too big'],
  [new LimitError('slow down', 'rate', 60), 429, 'ServiceUnavailable: slow down', 'TransientFault: slow down', 'TransientFault: slow down'],
  [new TransientError('busy'), 503, 'ServiceUnavailable: busy', 'TransientFault: busy', 'TransientFault: busy'],
  [
    new DamagedError('no END', { file: 'a.fits' }),
    500,
    'Error: a.fits: no END',
    'FatalFault: a.fits: no END',
    'FatalFault: a.fits: no END',
  ],
  [new TypeError('at /secret/path'), 500, 'Error: internal error', 'FatalFault: internal error', 'FatalFault: internal error'],
])('%s in each protocol', (error, status, soda, dataLink, sia) => {
  expect(sodaError(error)).toMatchObject({ status, body: `${soda}\n`, headers: { 'content-type': 'text/plain; charset=utf-8' } });
  expect(dataLinkError(error)).toMatchObject({ status, headers: { 'content-type': 'application/x-votable+xml;content=datalink' } });
  expect(statusMessage(dataLinkError(error).body)).toBe(dataLink);
  expect(siaError(error)).toMatchObject({ status, headers: { 'content-type': 'application/x-votable+xml' } });
  expect(statusMessage(siaError(error).body)).toBe(sia);
});

test('what passes with time says when to come again', () => {
  expect(sodaError(new TransientError('busy', 7)).headers).toMatchObject({ 'retry-after': '7' });
  expect(siaError(new LimitError('slow', 'rate', 60)).headers).toMatchObject({ 'retry-after': '60' });
});

test('no overlap is 204 without a body in sync, and words in a job', () => {
  const error = new NoOverlapError('CIRCLE 1 2 3 is outside');
  expect(sodaError(error)).toEqual({ status: 204, body: '', headers: {} });
  expect(sodaMessage(error)).toBe('UsageError: CIRCLE 1 2 3 is outside');
});

test('no overlap is nothing that the other protocols can find', () => {
  const error = new NoOverlapError('nothing there');
  expect([dataLinkError(error).status, siaError(error).status]).toEqual([404, 404]);
});

test('/files speaks plain HTTP', () => {
  expect(plainError(new NoOverlapError('outside'))).toEqual({ status: 204, body: '', headers: {} });
  expect(plainError(new UnsupportedError('no preview')).status).toBe(415);
  expect(plainError(new NotFoundError('no such ID'))).toEqual({
    status: 404,
    body: 'no such ID\n',
    headers: { 'content-type': 'text/plain; charset=utf-8' },
  });
  expect(plainError('a string')).toMatchObject({ status: 500, body: 'internal error\n' });
});
