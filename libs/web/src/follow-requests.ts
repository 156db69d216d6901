import { randomUUID } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { doing, isRequestId, type Doing, type Span, type Tracer } from '#ops';

/** Asked all the time by machines: nobody looks for them in a trace. */
const UNTRACED: readonly (string | undefined)[] = ['/healthz', '/readyz', '/metrics'];

/**
 * Everything that is done for a request is done under its X-Request-Id, which is kept when it came with a fit one and made otherwise, and as part of the
 * trace that it came with.
 */
export function followRequests(server: FastifyInstance, tracer?: Tracer): void {
  const known = new WeakMap<FastifyRequest, Doing>();
  server.addHook('onRequest', (request, reply, done) => {
    const what = whatOf(request, reply, tracer);
    reply.header('x-request-id', what.requestId);
    known.set(request, what);
    doing(what, done);
  });
  // A body comes by events of its connection, which had other requests before.
  server.addHook('preValidation', (request, _, done) => doing(known.get(request)!, done));
}

function whatOf(request: FastifyRequest, reply: FastifyReply, tracer: Tracer | undefined): Doing {
  const { headers, method, routeOptions } = request;
  const given = one(headers['x-request-id']);
  const requestId = isRequestId(given) ? given : randomUUID();
  const traceparent = one(headers.traceparent);
  const trace = isTraceparent(traceparent) ? { traceparent, tracestate: one(headers.tracestate) } : undefined;
  if (!tracer || UNTRACED.includes(routeOptions.url)) return { requestId, trace };
  const route = routeOptions.url ?? 'none';
  const attributes = { 'http.request.method': method, 'http.route': route, 'sodalite.request_id': requestId };
  const span = tracer.begin(`${method} ${route}`, 'server', trace, attributes);
  reply.raw.once('close', () => answered(span, reply));
  return { requestId, trace: span.trace, span };
}

function answered(span: Span, { raw }: FastifyReply): void {
  if (raw.headersSent) span.set({ 'http.response.status_code': raw.statusCode });
  if (raw.statusCode >= 500) span.failed(`answered with ${raw.statusCode}`);
  else if (!raw.writableFinished) span.set({ 'error.type': 'gone' });
  span.end();
}

const one = (header: string | string[] | undefined): string | undefined => (Array.isArray(header) ? header.join(',') : header);
const isTraceparent = (text: string | undefined): text is string =>
  text !== undefined && /^(?!ff)[\da-f]{2}-(?!0{32})[\da-f]{32}-(?!0{16})[\da-f]{16}-[\da-f]{2}/.test(text) && text.length <= 128;
