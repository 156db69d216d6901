import { expect, test } from '@jest/globals';
import { FatalError, UsageError } from '#faults';
import { fromWire, toWire } from './protocol.js';

test('what the database says is the cause, and no answer to a client', () => {
  const error = fromWire(toWire(new Error('Expression tree is too large (maximum depth 1000)')));
  expect(error).toBeInstanceOf(FatalError);
  expect(error.message).toBe('the catalogue index failed');
  expect((error.cause as Error).message).toMatch(/^Expression tree/);
});

test('a usage error stays one', () => {
  const error = fromWire(toWire(new UsageError('SODALITE_STATE must be a directory')));
  expect([error instanceof UsageError, error.message]).toEqual([true, 'SODALITE_STATE must be a directory']);
});
