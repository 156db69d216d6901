import type { DynamicModule } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { plainError } from '#ivoa';
import { CREATOR, type Logger } from '#ops';
import { FaultFilter } from './fault-filter.js';
import { nestLogger } from './nest-logger.js';
import { acceptForms } from './request-params.js';

export interface ServerOptions {
  readonly logger: Logger;
  readonly trustedProxies?: readonly string[];
}

/** Longest URL that is read: a polygon of some hundred vertices; longer requests go by POST. */
const URL_BYTES = 64 * 1024;

/**
 * A Nest application on Fastify, ready to listen: both form encodings, explicit HEAD routes (Fastify's own would run the GET handler),
 * CORS for anonymous reading, and the words of plain HTTP for what no controller claims.
 */
export async function createServer(module: DynamicModule, { logger, trustedProxies = [] }: ServerOptions): Promise<NestFastifyApplication> {
  const adapter = new FastifyAdapter({
    exposeHeadRoutes: false,
    trustProxy: trustedProxies.length > 0 ? [...trustedProxies] : false,
    routerOptions: { maxParamLength: 4096 },
    http: { maxHeaderSize: URL_BYTES },
    forceCloseConnections: 'idle',
  });
  const app = await NestFactory.create<NestFastifyApplication>(module, adapter, { bodyParser: false, logger: nestLogger(logger) });
  acceptForms(adapter.getInstance());
  adapter.getInstance().addHook('onRequest', async (request, reply) => {
    reply.headers(COMMON);
    if (request.method === 'OPTIONS') await reply.code(204).headers(PREFLIGHT).send();
  });
  app.useGlobalFilters(new FaultFilter(plainError));
  app.enableShutdownHooks();
  return app;
}

/** Decision: anonymous reading from any page; what a client needs for resuming is not hidden from it. */
const COMMON = {
  server: CREATOR.replace(' ', '/'),
  'access-control-allow-origin': '*',
  'access-control-expose-headers': 'Content-Range, ETag, Content-Length, Content-Disposition, Last-Modified',
  'x-content-type-options': 'nosniff',
};

const PREFLIGHT = {
  'access-control-allow-methods': 'GET, HEAD, POST, OPTIONS',
  'access-control-allow-headers': 'Range, If-None-Match, If-Range, If-Modified-Since, Content-Type',
  'access-control-max-age': '86400',
};
