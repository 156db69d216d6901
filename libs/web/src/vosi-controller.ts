import { All, Controller, Req, Res, UseFilters, UseGuards, type Type } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { availabilityDocument, capabilitiesDocument, plainError, serviceCapabilities, type Availability, type ServiceName } from '#ivoa';
import type { TextAnswer } from './answer.js';
import { FaultFilter, sendText } from './fault-filter.js';
import { PublicUrl } from './public-url.js';
import { QueryMethods } from './query-methods.js';

/** What a service can say about itself at this moment; the injection token of whoever knows. */
export abstract class ServiceStatus {
  abstract availability(): Promise<Availability>;
  /** Query string of a call of that service that has a result; undefined while there is none. */
  abstract testQuery(service: ServiceName): Promise<string | undefined>;
}

/** `/<service>/capabilities` and `/<service>/availability` (VOSI 1.1), GET and HEAD. */
export function vosiController(service: ServiceName): Type {
  @Controller(service)
  @UseFilters(new FaultFilter(plainError))
  @UseGuards(QueryMethods)
  class VosiController {
    constructor(
      private readonly status: ServiceStatus,
      private readonly publicUrl: PublicUrl,
    ) {}

    @All('capabilities')
    async capabilities(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
      const testQuery = await this.status.testQuery(service);
      await sendText(
        reply,
        xml(capabilitiesDocument(serviceCapabilities(service, { async: true, testQuery }), this.publicUrl.of(request))),
      );
    }

    @All('availability')
    async availability(@Res() reply: FastifyReply): Promise<void> {
      await sendText(reply, xml(availabilityDocument(await this.status.availability())));
    }
  }
  return VosiController;
}

const xml = (body: string): TextAnswer => ({ status: 200, headers: { 'content-type': 'text/xml' }, body });
