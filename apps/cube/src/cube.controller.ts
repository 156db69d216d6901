import { All, Controller, Req, Res, UseFilters, UseGuards, type Type } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { parseCube, sodaError, type CubeOperation } from '#ivoa';
import { clientGone, FaultFilter, QueryMethods, requestParams, sendMade, sendText } from '#web';
import { CubeService } from './cube.service.js';
import { trialOf } from './trial.js';

/** `/cube/<operation>/sync`: parameters in, a computed product out. HEAD and DRYRUN plan as GET does, and compute nothing. */
export function cubeController(operation: CubeOperation): Type {
  @Controller(`cube/${operation}/sync`)
  @UseFilters(new FaultFilter(sodaError))
  @UseGuards(QueryMethods)
  class CubeController {
    constructor(private readonly cubes: CubeService) {}

    @All()
    async sync(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
      const asked = parseCube(operation, requestParams(request));
      const signal = clientGone(reply);
      await this.cubes.plan(asked, signal, async (planned) => {
        if (!asked.dryRun) return sendMade(request, reply, planned.answer, signal);
        const body = `${JSON.stringify(trialOf(planned), null, 1)}\n`;
        await sendText(reply, { status: 200, headers: { 'content-type': 'application/json' }, body });
      });
    }
  }
  return CubeController;
}
