import { All, Controller, Inject, MethodNotAllowedException, Optional, Req, Res, UseFilters, type Type } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { plainError } from '#ivoa';
import { FaultFilter, PublicUrl, TAKES_FILES } from '#web';
import { Jobs } from '../engine/jobs.js';
import { nothing, type Handler, type Verbs } from './call.js';
import { CHILD_RESOURCES } from './child-resources.js';
import { jobListResource } from './job-list-resource.js';
import { jobResource } from './job-resource.js';
import { RequestOwner } from './request-owner.js';

/**
 * The job list of a service, and everything below it (UWS 1.1 §2.2). The module provides `Jobs`, `PublicUrl`, and, where there are users, `RequestOwner`.
 * @param path such as `soda/async`
 * @param service what its jobs are called in records and queues, such as `soda`
 */
export function uwsController(path: string, service: string): Type {
  @Controller(path)
  @UseFilters(new FaultFilter(plainError))
  class UwsController {
    constructor(
      @Inject(Jobs) private readonly jobs: Jobs,
      @Inject(PublicUrl) private readonly publicUrl: PublicUrl,
      @Optional() @Inject(RequestOwner) private readonly owners?: RequestOwner,
    ) {}

    @All()
    @RouteConfig(TAKES_FILES)
    list(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
      return this.answer(jobListResource, request, reply);
    }

    @All(':id')
    job(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
      return this.answer(jobResource, request, reply);
    }

    /** Apart from the others, for files may come with the parameters. */
    @All(':id/parameters')
    @RouteConfig(TAKES_FILES)
    parameters(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
      return this.answer(CHILD_RESOURCES.parameters.verbs, request, reply);
    }

    @All(':id/:child')
    child(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
      return this.answer(childOf(request)?.verbs, request, reply);
    }

    @All(':id/:child/:name')
    grandchild(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
      return this.answer(childOf(request)?.below, request, reply);
    }

    private async answer(verbs: Verbs | undefined, request: FastifyRequest, reply: FastifyReply): Promise<void> {
      if (!verbs) return nothing('a job has no such child');
      const { id = '', name = '' } = request.params as Record<string, string | undefined>;
      const handle = handlerOf(verbs, request.method, reply);
      const asker = { service, owner: await this.owners?.ownerOf(request) };
      await handle({ request, reply, jobs: this.jobs, asker, list: `${this.publicUrl.of(request)}/${path}`, id, name });
    }
  }
  return UwsController;
}

function childOf(request: FastifyRequest): (typeof CHILD_RESOURCES)[string] | undefined {
  const { child = '' } = request.params as Record<string, string | undefined>;
  return Object.hasOwn(CHILD_RESOURCES, child) ? CHILD_RESOURCES[child] : undefined;
}

function handlerOf(verbs: Verbs, method: string, reply: FastifyReply): Handler {
  const handler = verbs[(method === 'HEAD' ? 'GET' : method) as keyof Verbs];
  if (handler) return handler;
  const allowed = [...(verbs.GET ? ['HEAD'] : []), ...Object.keys(verbs)].join(', ');
  reply.header('allow', allowed);
  throw new MethodNotAllowedException(`${method} has no meaning here; expected ${allowed}`);
}
