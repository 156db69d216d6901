import { All, Controller, Req, Res, UseFilters, UseGuards } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Bus } from '#bus';
import { OpenFiles, resolveDataset } from '#catalog';
import { MultiValuedError, UsageError } from '#faults';
import { plainError } from '#ivoa';
import { clientGone, FaultFilter, QueryMethods, requestParams, sendBytes } from '#web';
import { wholeFile } from './plan-product.js';

/** The files as they are stored: what #this of {links} points to. */
@Controller('files')
@UseFilters(new FaultFilter(plainError))
@UseGuards(QueryMethods)
export class FilesController {
  constructor(
    private readonly bus: Bus,
    private readonly files: OpenFiles,
  ) {}

  @All()
  async send(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const ids = requestParams(request).all('ID');
    if (ids.length === 0) throw new UsageError('ID is missing: it needs the identifier of a dataset');
    if (ids.length > 1) throw new MultiValuedError(`one value is supported for ID, got ${ids.length}`);
    const signal = clientGone(reply);
    const dataset = await this.bus.ask(resolveDataset, { id: ids[0] }, { signal });
    await this.files.use(dataset, ({ source }) => sendBytes(request, reply, wholeFile(dataset, source)), signal);
  }
}
