import { Readable } from 'node:stream';
import { Controller, Get, Head, Post, Req, Res, UseFilters } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Catalog, withAccessUrl } from '#catalog';
import { negotiateFormat, parseSia2, sia2Chunks, SIA2_FORMATS, siaError } from '#ivoa';
import { FaultFilter, PublicUrl, requestParams } from '#web';

/** {query} of SIA 2.0 over the catalogue. */
@Controller('sia/query')
@UseFilters(new FaultFilter(siaError))
export class SiaController {
  constructor(
    private readonly catalog: Catalog,
    private readonly publicUrl: PublicUrl,
  ) {}

  @Head()
  head(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.query(request, reply);
  }

  @Get()
  get(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.query(request, reply);
  }

  @Post()
  post(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.query(request, reply);
  }

  private async query(request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const query = parseSia2(requestParams(request));
    const { contentType } = negotiateFormat(query.responseFormat, SIA2_FORMATS);
    const { rows, overflow } = await this.catalog.search(query);
    const baseUrl = this.publicUrl.of(request);
    const chunks = sia2Chunks({ rows: rows.map((row) => withAccessUrl(row, baseUrl)), overflow, baseUrl });
    await reply.code(200).type(contentType).send(Readable.from(chunks));
  }
}
