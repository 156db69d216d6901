import { expect, test } from '@jest/globals';
import * as faults from './index.js';

const { CancelledError, DamagedError, DomainError, FAULTS, LimitError, TransientError, UsageError } = faults;

test('surface: one class for each fault', () => {
  const made = Object.values(faults)
    .filter((value) => typeof value === 'function' && value !== DomainError)
    .map((make) => Reflect.construct(make as typeof UsageError, ['a sentence', { file: 'a.fits' }]) as InstanceType<typeof UsageError>);
  expect(made.map((error) => error.fault as string).sort()).toEqual([...FAULTS].sort());
  expect(made.every((error) => error instanceof DomainError && error.name.endsWith('Error'))).toBe(true);
});

test.each([
  [{ file: 'a.fits' }, 'a.fits: no END card'],
  [{ file: 'a.fits', hdu: 2, offset: 5760, card: 37 }, 'a.fits (HDU 2, card 37, byte 5760): no END card'],
  [{ file: 'a.fits', hdu: 0 }, 'a.fits (HDU 0): no END card'],
])('damage names its place %j', (site, message) => {
  expect(new DamagedError('no END card', site).message).toBe(message);
});

test('what may be retried says when', () => {
  expect(new TransientError('busy').retryAfterSeconds).toBe(5);
  expect(new LimitError('too many', 'rate', 60)).toMatchObject({ reason: 'rate', retryAfterSeconds: 60 });
  expect(new CancelledError('gone', { cause: 'x' }).cause).toBe('x');
});
