import { All, Controller, Req, Res, UseFilters, UseGuards } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CUTOUT_FORMATS, negotiateFormat, parseSoda, sodaError } from '#ivoa';
import { clientGone, FaultFilter, QueryMethods, requestParams, sendBytes } from '#web';
import { CutoutService } from './cutout.service.js';

/** {sync} of SODA 1.0: parameters in, a planned cutout out. HEAD plans as GET does, and sends no body. */
@Controller('soda/sync')
@UseFilters(new FaultFilter(sodaError))
@UseGuards(QueryMethods)
export class SodaController {
  constructor(private readonly cutouts: CutoutService) {}

  @All()
  async sync(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const soda = parseSoda(requestParams(request));
    const asked = negotiateFormat(soda.responseFormat ?? 'fits', CUTOUT_FORMATS);
    await this.cutouts.cut(soda, clientGone(reply), (cutout) => {
      const contentType = cutout.contentType === 'application/fits' ? asked.contentType : cutout.contentType;
      return sendBytes(request, reply, { ...cutout, contentType });
    });
  }
}
