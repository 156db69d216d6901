import type { FastifyRequest } from 'fastify';

/** The public URL of this server, without a slash at its end: the configured one, else what the client or a trusted proxy says. */
export class PublicUrl {
  constructor(private readonly configured?: string) {}

  /** What nobody asked over HTTP for: absolute when the URL is configured, else the path. */
  withoutRequest(path: string): string {
    return (this.configured ?? '') + path;
  }

  /** X-Forwarded-* count only when the request came through a trusted proxy, which Fastify tells by `ips` having more than one. */
  of(request: FastifyRequest): string {
    if (this.configured !== undefined) return this.configured;
    const prefix = (request.ips?.length ?? 0) > 1 ? request.headers['x-forwarded-prefix'] : undefined;
    const path = typeof prefix === 'string' && /^(\/[\w.~%-]+)+\/?$/.test(prefix) ? prefix.replace(/\/$/, '') : '';
    return `${request.protocol}://${request.host}${path}`;
  }
}
