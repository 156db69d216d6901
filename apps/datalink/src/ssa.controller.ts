import { Readable } from 'node:stream';
import { All, Controller, Req, Res, UseFilters, UseGuards } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Catalog, type Dataset, type FoundDatasets } from '#catalog';
import { negotiateFormat, parseSsa, SIA2_FORMATS, ssaChunks, ssaError, type SsaHit, type SsaQuery } from '#ivoa';
import { FaultFilter, PublicUrl, QueryMethods, requestParams } from '#web';

/** {query} of SSA 1.1 over the catalogue: the spectra among the datasets. */
@Controller('ssa/query')
@UseFilters(new FaultFilter(ssaError))
@UseGuards(QueryMethods)
export class SsaController {
  constructor(
    private readonly catalog: Catalog,
    private readonly publicUrl: PublicUrl,
  ) {}

  @All()
  async query(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const query = parseSsa(requestParams(request));
    const { contentType } = negotiateFormat(query.responseFormat, SIA2_FORMATS);
    const { datasets, overflow } = await this.find(query);
    const { wanted, maxrec } = query;
    const chunks = ssaChunks({ hits: datasets.map(hitOf), wanted, maxrec, overflow, baseUrl: this.publicUrl.of(request) });
    await reply.code(200).type(contentType).send(Readable.from(chunks));
  }

  private async find(query: SsaQuery): Promise<FoundDatasets> {
    return query.isMetadata || query.wanted.length === 0 ? { datasets: [], overflow: false } : this.catalog.find(query);
  }
}

function hitOf({ row, file, refusal }: Dataset): SsaHit {
  return { row, contentType: file.contentType, isServed: refusal === undefined };
}
