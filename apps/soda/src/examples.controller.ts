import { All, Controller, Res, UseFilters, UseGuards } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Bus } from '#bus';
import { sampleDatasets } from '#catalog';
import { examplesDocument, plainError, sodaDescriptor, SODA_SYNC_STANDARD_ID, type Example } from '#ivoa';
import { FaultFilter, QueryMethods, sendText } from '#web';

/** DALI-examples: cutouts of datasets that are there, so that what it says can be run. */
@Controller('soda/examples')
@UseFilters(new FaultFilter(plainError))
@UseGuards(QueryMethods)
export class ExamplesController {
  constructor(private readonly bus: Bus) {}

  @All()
  async examples(@Res() reply: FastifyReply): Promise<void> {
    const datasets = await this.bus.ask(sampleDatasets, { count: 3 });
    const examples = datasets.flatMap((dataset, i): Example[] => {
      const query = sodaDescriptor(dataset.id, dataset.domain).exampleQuery;
      if (query === undefined) return [];
      return [
        {
          id: `example${i + 1}`,
          name: `A part of ${dataset.row.target_name ?? dataset.file.name}`,
          description: `Cuts ${dataset.file.name}.`,
          capability: SODA_SYNC_STANDARD_ID,
          parameters: [...new URLSearchParams(query)],
        },
      ];
    });
    const body = examplesDocument('Cutouts to try', examples);
    await sendText(reply, { status: 200, headers: { 'content-type': 'application/xhtml+xml' }, body });
  }
}
