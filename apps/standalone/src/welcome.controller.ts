import { All, Controller, Req, Res, UseGuards } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Catalog } from '#catalog';
import { CREATOR } from '#ops';
import { PublicUrl, QueryMethods, sendText } from '#web';
import { thingsToTry } from './things-to-try.js';

/** Whoever opens the root with a browser learns what is served, and what to try. */
@Controller()
@UseGuards(QueryMethods)
export class WelcomeController {
  constructor(
    private readonly catalog: Catalog,
    private readonly publicUrl: PublicUrl,
  ) {}

  @All()
  async welcome(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const url = this.publicUrl.of(request);
    const body = `${CREATOR}: ${this.catalog.status().note}\n${await thingsToTry(this.catalog, url)}`;
    await sendText(reply, { status: 200, headers: { 'content-type': 'text/plain; charset=utf-8' }, body });
  }
}
