import type { FastifyReply } from 'fastify';
import { CancelledError } from '#faults';

/** Aborts when the connection closes before the answer is complete. */
export function clientGone(reply: FastifyReply): AbortSignal {
  const gone = new AbortController();
  reply.raw.once('close', () => {
    if (!reply.raw.writableFinished) gone.abort(new CancelledError('the client has gone'));
  });
  return gone.signal;
}
