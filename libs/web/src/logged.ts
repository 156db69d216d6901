import { AsyncResource } from 'node:async_hooks';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from '#ops';

/** A line for a request when its answer has ended, or its connection: what was asked, without the query, and what came of it. */
export function logged(logger: Pick<Logger, 'debug'>, { raw: { socket }, method, url, ip }: FastifyRequest, { raw }: FastifyReply): void {
  const begin = performance.now();
  const before = socket.bytesWritten;
  const tell = (): void => {
    const status = raw.headersSent ? raw.statusCode : 'gone';
    const [path] = url.split('?', 1);
    logger.debug({ method, path, status, ms: Math.round(performance.now() - begin), bytes: socket.bytesWritten - before, ip }, 'request');
  };
  // Of this request, though its connection may have others by then.
  raw.once('close', AsyncResource.bind(tell));
}
