import type { Socket } from 'node:net';
import type { DynamicModule } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { plainError } from '#ivoa';
import { CREATOR, type Logger, type Metrics, type Tracer } from '#ops';
import { watchConnections } from './end-server.js';
import { FaultFilter } from './fault-filter.js';
import { followRequests } from './follow-requests.js';
import { logged } from './logged.js';
import { measured } from './measured.js';
import { nestLogger } from './nest-logger.js';
import { acceptForms } from './request-params.js';

export interface ServerOptions {
  readonly logger: Logger;
  /** is told of every request */
  readonly metrics?: Metrics;
  /** where the spans of requests begin */
  readonly tracer?: Tracer;
  readonly trustedProxies?: readonly string[];
  /** When it says so, connections end with the answer that is sent over them: their clients come again to somebody else. */
  readonly isStopping?: () => boolean;
}

/** Longest URL that is read: a polygon of some hundred vertices; longer requests go by POST. */
const URL_BYTES = 64 * 1024;

/**
 * A Nest application on Fastify, ready to listen: both form encodings, explicit HEAD routes (Fastify's own would run the GET handler),
 * CORS for anonymous reading, and the words of plain HTTP for what no controller claims.
 */
export async function createServer(
  module: DynamicModule,
  { logger, metrics, tracer, trustedProxies = [], isStopping = () => false }: ServerOptions,
): Promise<NestFastifyApplication> {
  const adapter = new FastifyAdapter({
    exposeHeadRoutes: false,
    trustProxy: trustedProxies.length > 0 ? [...trustedProxies] : false,
    routerOptions: { maxParamLength: 4096 },
    http: { maxHeaderSize: URL_BYTES },
    requestTimeout: REQUEST_MS,
    forceCloseConnections: 'idle',
    return503OnClosing: false, // what came over a connection before it could be closed is answered
    clientErrorHandler: refuseUnreadable,
    frameworkErrors: (error: FastifyError, _: FastifyRequest, reply: FastifyReply) =>
      reply
        .code(error.statusCode ?? 400)
        .type('text/plain')
        .send(`${error.message}\n`),
  });
  const app = await NestFactory.create<NestFastifyApplication>(module, adapter, { bodyParser: false, logger: nestLogger(logger) });
  watchConnections(adapter.getHttpServer());
  followRequests(adapter.getInstance(), tracer);
  acceptForms(adapter.getInstance());
  adapter.getInstance().addHook('onRequest', async (request, reply) => {
    if (metrics) measured(metrics, request, reply);
    if (logger.isLevelEnabled('debug')) logged(logger, request, reply);
    reply.headers(COMMON);
    if (request.method === 'OPTIONS') await reply.code(204).headers(PREFLIGHT).send();
  });
  adapter.getInstance().addHook('onSend', async (request, reply) => {
    if (!request.raw.complete || isStopping()) reply.header('connection', 'close');
  });
  adapter.getInstance().addHook('onResponse', async (request) => closeUnread(request));
  app.useGlobalFilters(new FaultFilter(plainError));
  return app;
}

/** Longest that a request may take to arrive, head and body; who drips its bytes is cut off. */
const REQUEST_MS = 60_000;

/** What is no HTTP, or has a head that is too long, in plain text. */
function refuseUnreadable(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy();
  const [status, text] =
    error.code === 'HPE_HEADER_OVERFLOW'
      ? ['431 Request Header Fields Too Large', `the URL and the headers are longer than ${URL_BYTES} bytes; use POST`]
      : error.code === 'ERR_HTTP_REQUEST_TIMEOUT'
        ? ['408 Request Timeout', `the request took longer than ${REQUEST_MS / 1000} s to arrive`]
        : ['400 Bad Request', 'this is not HTTP'];
  socket.end(`HTTP/1.1 ${status}\r\nContent-Type: text/plain\r\nContent-Length: ${text.length + 1}\r\nConnection: close\r\n\r\n${text}\n`);
}

/** How long the rest of a body that nobody wants is taken in, so that the client sees the answer before the connection ends. */
const LINGER_MS = 1000;

/** Ends the connection of a request that was answered before all of it was read: its rest would pass for the next request. */
function closeUnread({ raw }: FastifyRequest): void {
  if (raw.complete) return;
  raw.resume();
  setTimeout(() => raw.socket.destroy(), LINGER_MS).unref();
}

/** Decision: anonymous reading from any page; what a client needs for resuming is not hidden from it. */
const COMMON = {
  server: CREATOR.replace(' ', '/'),
  'access-control-allow-origin': '*',
  'access-control-expose-headers': 'Content-Range, ETag, Content-Length, Content-Disposition, Last-Modified, Sodalite-Kernel, X-Request-Id',
  'x-content-type-options': 'nosniff',
};

const PREFLIGHT = {
  'access-control-allow-methods': 'GET, HEAD, POST, OPTIONS',
  'access-control-allow-headers': 'Range, If-None-Match, If-Range, If-Modified-Since, Content-Type, X-Request-Id, traceparent, tracestate',
  'access-control-max-age': '86400',
};
