import { All, Controller, Res, UseGuards } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { QueryMethods, sendText } from '#web';
import { Readiness } from './readiness.js';

/** For probes: alive, and able to answer. */
@Controller()
@UseGuards(QueryMethods)
export class HealthController {
  constructor(private readonly readiness: Readiness) {}

  @All('healthz')
  healthz(@Res() reply: FastifyReply): Promise<void> {
    return sendText(reply, { status: 200, headers: PLAIN, body: 'ok\n' });
  }

  /** 200 while the catalogue has an index, after the first complete scan or one that was kept, the broker is there, and this process does not stop. */
  @All('readyz')
  async readyz(@Res() reply: FastifyReply): Promise<void> {
    const { ready, note } = await this.readiness.look();
    await sendText(reply, { status: ready ? 200 : 503, headers: PLAIN, body: `${note}\n` });
  }
}

const PLAIN = { 'content-type': 'text/plain; charset=utf-8' };
