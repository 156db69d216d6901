import { expect, test } from '@jest/globals';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { LimitError } from '#faults';
import type { MadeAnswer } from './answer.js';
import { sendMade } from './send-bytes.js';

const signal = new AbortController().signal;
const answer: MadeAnswer = {
  etag: 'tag',
  lastModified: new Date(0),
  contentType: 'application/fits',
  fileName: 'product.fits',
  length: 2880,
  check() {
    throw new LimitError('it takes too long');
  },
  make: () => Promise.reject(new Error('HEAD makes nothing')),
};

/** What was written as status before anything else. */
async function headOf(given: MadeAnswer, headers: Record<string, string> = {}): Promise<number> {
  let status = 0;
  const raw = { writeHead: () => raw, end: () => undefined };
  const reply = { raw, code: (code: number) => ((status = code), reply), headers: () => reply, hijack: () => reply, getHeaders: () => ({}), send: async () => reply }; // prettier-ignore
  await sendMade({ method: 'HEAD', headers } as unknown as FastifyRequest, reply as unknown as FastifyReply, given, signal);
  return status;
}

test('HEAD is refused what GET would be', async () => {
  await expect(headOf(answer)).rejects.toThrow(LimitError);
  expect(await headOf({ ...answer, check: undefined })).toBe(200);
});

test('who has the product already is told so', async () => {
  expect(await headOf(answer, { 'if-none-match': '"tag"' })).toBe(304);
});
