import type { FastifyReply } from 'fastify';
import { CancelledError } from '#faults';

/**
 * Aborts when the connection closes before the answer is complete. It watches the connection as well as the answer: one that waits behind
 * another on the same connection (pipelining) never learns of the end by itself.
 */
export function clientGone(reply: FastifyReply): AbortSignal {
  const gone = new AbortController();
  const { raw } = reply;
  const { socket } = reply.request.raw;
  const leave = (): void => gone.abort(new CancelledError('the client has gone'));
  socket.once('close', leave);
  raw.once('close', () => {
    socket.off('close', leave);
    if (!raw.writableFinished) leave();
  });
  if (socket.destroyed) leave();
  return gone.signal;
}
