import { All, Controller, Req, Res, UseFilters, UseGuards } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { parseSoda, sodaError } from '#ivoa';
import { clientGone, FaultFilter, QueryMethods, requestParams, sendBytes, sendMade, sendText } from '#web';
import { formatOf, namedAs } from './asked-format.js';
import { CutoutService, type Planned } from './cutout.service.js';
import type { Product } from './product.js';
import { trialOf } from './trial.js';

/** {sync} of SODA 1.0: parameters in, planned cutouts out. HEAD plans as GET does, makes nothing, and sends no body. */
@Controller('soda/sync')
@UseFilters(new FaultFilter(sodaError))
@UseGuards(QueryMethods)
export class SodaController {
  constructor(private readonly cutouts: CutoutService) {}

  @All()
  async sync(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const soda = parseSoda(requestParams(request));
    const asked = formatOf(soda);
    const signal = clientGone(reply);
    const make = request.method !== 'HEAD' && !soda.dryRun;
    await this.cutouts.plan(soda, { format: asked?.name, make, signal }, (planned) => {
      if (soda.dryRun) return sendTrial(reply, planned);
      const { product } = planned;
      return send(request, reply, { ...product, contentType: namedAs(asked, product) }, signal);
    });
  }
}

function send(request: FastifyRequest, reply: FastifyReply, { body, make, ...answer }: Product, signal: AbortSignal): Promise<void> {
  return body ? sendBytes(request, reply, { ...answer, body }) : sendMade(request, reply, { ...answer, make }, signal);
}

async function sendTrial(reply: FastifyReply, { product, outcomes, combinations }: Planned): Promise<void> {
  const body = `${JSON.stringify(await trialOf(product, outcomes, combinations), null, 1)}\n`;
  await sendText(reply, { status: 200, headers: { 'content-type': 'application/json' }, body });
}
