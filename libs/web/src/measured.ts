import type { Socket } from 'node:net';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Metrics } from '#ops';

/** Bytes of a connection that were told already: answers follow each other on it. */
const TOLD = new WeakMap<Socket, number>();

/** Tells of a request when its answer has ended, or its connection. Routes are told as they are written, so that no client can make new ones. */
export function measured(metrics: Metrics, { raw: { socket }, method, routeOptions }: FastifyRequest, { raw }: FastifyReply): void {
  const begin = performance.now();
  raw.once('close', () => {
    const status = raw.headersSent ? String(raw.statusCode) : 'gone';
    metrics.ended(routeOptions.url ?? 'none', method, status, (performance.now() - begin) / 1000);
    const { bytesWritten } = socket;
    metrics.add('sentBytes', bytesWritten - (TOLD.get(socket) ?? 0));
    TOLD.set(socket, bytesWritten);
  });
}
