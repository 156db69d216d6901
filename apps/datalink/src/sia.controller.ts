import { Readable } from 'node:stream';
import { All, Controller, Req, Res, UseFilters, UseGuards } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Catalog, withAccessUrl } from '#catalog';
import { negotiateFormat, parseSia2, sia2Chunks, SIA2_FORMATS, siaError } from '#ivoa';
import { FaultFilter, PublicUrl, QueryMethods, requestParams } from '#web';

/** {query} of SIA 2.0 over the catalogue. */
@Controller('sia/query')
@UseFilters(new FaultFilter(siaError))
@UseGuards(QueryMethods)
export class SiaController {
  constructor(
    private readonly catalog: Catalog,
    private readonly publicUrl: PublicUrl,
  ) {}

  @All()
  async query(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const query = parseSia2(requestParams(request));
    const { contentType } = negotiateFormat(query.responseFormat, SIA2_FORMATS);
    const { rows, overflow } = await this.catalog.search(query);
    const baseUrl = this.publicUrl.of(request);
    const chunks = sia2Chunks({ rows: rows.map((row) => withAccessUrl(row, baseUrl)), overflow, baseUrl });
    await reply.code(200).type(contentType).send(Readable.from(chunks));
  }
}
