import { All, Controller, Req, Res, UseFilters, UseGuards } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CUTOUT_FORMATS, negotiateFormat, parseSoda, sodaError } from '#ivoa';
import { clientGone, FaultFilter, notModified, QueryMethods, requestParams, sendBytes, sendHead, sendText } from '#web';
import type { Format } from './plan-product.js';
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
    const asked = soda.responseFormat === undefined ? undefined : negotiateFormat(soda.responseFormat, CUTOUT_FORMATS);
    const signal = clientGone(reply);
    const make = request.method !== 'HEAD' && !soda.dryRun;
    await this.cutouts.plan(soda, { format: asked?.name as Format | undefined, make, signal }, (planned) => {
      if (soda.dryRun) return sendTrial(reply, planned);
      const { product } = planned;
      // A format may be asked for by any of its names, and is answered by that one.
      const sameKind = asked?.name === 'fits' && product.contentType === 'application/fits';
      return send(request, reply, sameKind ? { ...product, contentType: asked.contentType } : product, signal);
    });
  }
}

async function send(request: FastifyRequest, reply: FastifyReply, product: Product, signal: AbortSignal): Promise<void> {
  if (product.body) return sendBytes(request, reply, { ...product, body: product.body });
  const isKept = notModified(request.headers, product.etag, product.lastModified);
  if (request.method === 'HEAD' || isKept || !product.make) return sendHead(request, reply, product);
  const { body, leave } = await product.make(signal);
  try {
    await sendBytes(request, reply, { ...product, body });
  } finally {
    await leave();
  }
}

async function sendTrial(reply: FastifyReply, { product, outcomes, combinations }: Planned): Promise<void> {
  const body = `${JSON.stringify(await trialOf(product, outcomes, combinations), null, 1)}\n`;
  await sendText(reply, { status: 200, headers: { 'content-type': 'application/json' }, body });
}
