import { All, Controller, Res, UseGuards } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Bus } from '#bus';
import { catalogStatus } from '#catalog';
import { QueryMethods, sendText } from '#web';

/** For probes: alive, and able to answer. */
@Controller()
@UseGuards(QueryMethods)
export class HealthController {
  constructor(private readonly bus: Bus) {}

  @All('healthz')
  healthz(@Res() reply: FastifyReply): Promise<void> {
    return sendText(reply, { status: 200, headers: PLAIN, body: 'ok\n' });
  }

  /** 200 once the index answers: after the first complete scan, later from the kept index. */
  @All('readyz')
  async readyz(@Res() reply: FastifyReply): Promise<void> {
    const { ready, note } = await this.bus.ask(catalogStatus, {});
    await sendText(reply, { status: ready ? 200 : 503, headers: PLAIN, body: `${note}\n` });
  }
}

const PLAIN = { 'content-type': 'text/plain; charset=utf-8' };
