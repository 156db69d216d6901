import { MethodNotAllowedException, type CanActivate, type ExecutionContext } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';

const METHODS = ['GET', 'HEAD', 'POST'];

/** For the handlers of @All(): a question may be asked by GET, HEAD and POST; any other method is answered with 405. */
export class QueryMethods implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    const { method } = context.switchToHttp().getRequest<FastifyRequest>();
    if (METHODS.includes(method)) return true;
    context.switchToHttp().getResponse<FastifyReply>().header('allow', METHODS.join(', '));
    throw new MethodNotAllowedException(`${method} has no meaning here; expected ${METHODS.join(', ')}`);
  }
}
