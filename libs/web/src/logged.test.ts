import { EventEmitter } from 'node:events';
import { expect, jest, test } from '@jest/globals';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { logged } from './logged.js';

const ended = (raw: object): unknown => {
  const debug = jest.fn();
  const socket = { bytesWritten: 100 };
  const reply = Object.assign(new EventEmitter(), raw);
  const request = { raw: { socket }, method: 'GET', url: '/cube/moment/sync?ID=secret', ip: '127.0.0.1' };
  logged({ debug } as never, request as unknown as FastifyRequest, { raw: reply } as unknown as FastifyReply);
  socket.bytesWritten = 350;
  reply.emit('close');
  expect(debug).toHaveBeenCalledTimes(1);
  return debug.mock.calls[0][0];
};

test('a line for each request, without its query', () => {
  const line = { method: 'GET', path: '/cube/moment/sync', status: 400, bytes: 250, ip: '127.0.0.1', ms: expect.any(Number) };
  expect(ended({ headersSent: true, statusCode: 400 })).toEqual(line);
  expect(ended({ headersSent: false, statusCode: 200 })).toMatchObject({ status: 'gone' });
});
