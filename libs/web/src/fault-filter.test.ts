import { afterEach, expect, jest, test } from '@jest/globals';
import { Logger, type ArgumentsHost } from '@nestjs/common';
import { TransientError } from '#faults';
import { FaultFilter } from './fault-filter.js';

afterEach(() => void jest.restoreAllMocks());

const reply = { sent: false, raw: { headersSent: false }, code: () => reply, headers: () => reply, send: () => undefined };
const host = {
  switchToHttp: () => ({ getRequest: () => ({ method: 'GET', url: '/soda/sync?ID=a' }), getResponse: () => reply }),
} as unknown as ArgumentsHost;

test.each([
  ['a full disk is logged as a warning', 'ENOSPC', 1],
  ['what passes by itself is not', 'ECONNRESET', 0],
])('%s', async (_, code, times) => {
  const warn = jest.spyOn(Logger.prototype, 'warn').mockReturnValue();
  const error = jest.spyOn(Logger.prototype, 'error').mockReturnValue();
  const filter = new FaultFilter(() => ({ status: 503, body: '', headers: {} }));
  const cause = Object.assign(new Error('write'), { code });
  await filter.catch(new TransientError('the disk for products is full', 60, { cause }), host);
  expect(warn).toHaveBeenCalledTimes(times);
  if (times > 0) expect(warn).toHaveBeenCalledWith({ code, method: 'GET', url: '/soda/sync?ID=a' }, 'the disk for products is full');
  expect(error).not.toHaveBeenCalled();
});
