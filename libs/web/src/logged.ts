import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from '#ops';

/** A line for a request when its answer has ended, or its connection: what was asked, without the query, and what came of it. */
export function logged(logger: Pick<Logger, 'debug'>, { raw: { socket }, method, url, ip }: FastifyRequest, { raw }: FastifyReply): void {
  const begin = performance.now();
  const before = socket.bytesWritten;
  raw.once('close', () => {
    const status = raw.headersSent ? raw.statusCode : 'gone';
    const [path] = url.split('?', 1);
    logger.debug({ method, path, status, ms: Math.round(performance.now() - begin), bytes: socket.bytesWritten - before, ip }, 'request');
  });
}
