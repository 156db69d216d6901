import { Catch, HttpException, Logger, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CancelledError, DomainError, FatalError, LimitError, NotFoundError, TransientError, UsageError } from '#faults';
import type { TextAnswer } from './answer.js';

/** Words one error for one protocol. */
export type Wording = (error: DomainError) => TextAnswer;

/**
 * Turns whatever a handler throws into the protocol's own form. What is not of our family is a defect of ours: it is logged in
 * full, and the client is told no more than that.
 */
@Catch()
export class FaultFilter implements ExceptionFilter {
  private readonly logger = new Logger(FaultFilter.name);

  constructor(private readonly wording: Wording) {}

  async catch(error: unknown, host: ArgumentsHost): Promise<void> {
    const request = host.switchToHttp().getRequest<FastifyRequest>();
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    const known = domainError(error);
    const begun = reply.sent || reply.raw.headersSent;
    // Of an answer that breaks off the client learns no reason, so the log does.
    const isNews = begun || known === undefined || known.fault === 'fatal' || known.fault === 'damaged';
    if (isNews && !(known instanceof CancelledError)) {
      this.logger.error({ error, method: request.method, url: request.url }, known?.message ?? 'a defect');
    }
    // No client can free a disk: whoever runs the service has to learn of it, though it is no defect.
    else if (isFull(known)) this.logger.warn({ code: known.cause.code, method: request.method, url: request.url }, known.message);
    if (begun) {
      reply.raw.destroy();
      return;
    }
    const answer = this.wording(known ?? new FatalError('internal error; it has been logged'));
    const status = error instanceof HttpException && known ? error.getStatus() : answer.status;
    await sendText(reply, { ...answer, status });
  }
}

const FULL: readonly unknown[] = ['ENOSPC', 'EDQUOT'];

function isFull(error: DomainError | undefined): error is DomainError & { readonly cause: NodeJS.ErrnoException } {
  return error instanceof TransientError && error.cause instanceof Error && 'code' in error.cause && FULL.includes(error.cause.code);
}

/** Fastify and Nest have errors of their own for bodies that are too large, unreadable URLs and unknown paths. */
function domainError(error: unknown): DomainError | undefined {
  if (error instanceof DomainError) return error;
  const status = error instanceof HttpException ? error.getStatus() : (error as { statusCode?: number }).statusCode;
  const message = error instanceof Error ? error.message : String(error);
  if (status === 404) return new NotFoundError(message);
  if (status === 413) return new LimitError(message);
  if (status !== undefined && status >= 400 && status < 500) return new UsageError(message);
  return undefined;
}

/** Sends a document; for a HEAD request Node keeps the headers, Content-Length among them, and drops the body. */
export async function sendText(reply: FastifyReply, answer: TextAnswer): Promise<void> {
  await reply
    .code(answer.status)
    .headers(answer.headers)
    .send(answer.status === 204 ? undefined : answer.body);
}
