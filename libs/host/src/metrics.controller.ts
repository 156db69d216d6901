import { All, Controller, Res, UseGuards } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Metrics } from '#ops';
import { QueryMethods, sendText } from '#web';

/** For Prometheus. */
@Controller('metrics')
@UseGuards(QueryMethods)
export class MetricsController {
  constructor(private readonly metrics: Metrics) {}

  @All()
  async answer(@Res() reply: FastifyReply): Promise<void> {
    await sendText(reply, { status: 200, headers: { 'content-type': this.metrics.contentType }, body: await this.metrics.text() });
  }
}
