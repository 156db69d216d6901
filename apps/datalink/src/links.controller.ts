import { All, Controller, Req, Res, UseFilters, UseGuards } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { DATALINK_FORMATS, dataLinkError, linksDocument, negotiateFormat, parseLinks } from '#ivoa';
import { clientGone, FaultFilter, PublicUrl, QueryMethods, requestParams, sendText } from '#web';
import { LinksService } from './links.service.js';

/**
 * More IDs than this are answered in part, with an overflow marker; pyVO then asks for the rest (DataLink 1.1 §2). It copies the whole
 * document for each row, so two answers of 100 are read much sooner than one of 200.
 */
const MOST_IDS = 100;

/** {links} of DataLink 1.1. */
@Controller('datalink/links')
@UseFilters(new FaultFilter(dataLinkError))
@UseGuards(QueryMethods)
export class LinksController {
  constructor(
    private readonly links: LinksService,
    private readonly publicUrl: PublicUrl,
  ) {}

  @All()
  async answer(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { ids, responseFormat, maxrec } = parseLinks(requestParams(request));
    const { contentType } = negotiateFormat(responseFormat, DATALINK_FORMATS);
    const body = await this.body(maxrec === 0 ? [] : ids.slice(0, MOST_IDS), ids.length, this.publicUrl.of(request), clientGone(reply));
    await sendText(reply, { status: 200, headers: { 'content-type': contentType }, body });
  }

  private async body(served: readonly string[], asked: number, baseUrl: string, signal: AbortSignal): Promise<string | Buffer> {
    if (served.length === 1 && asked === 1) return this.links.document(served[0], baseUrl, signal);
    return linksDocument({ ...(await this.links.links(served, signal)), baseUrl, overflow: served.length < asked });
  }
}
