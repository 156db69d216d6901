import { All, Controller, Res, UseFilters, UseGuards, type Type } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Bus } from '#bus';
import { sampleDatasets } from '#catalog';
import { cubeDescriptor, cubeStandardId, examplesDocument, OPERATION_ABOUT, plainError, type CubeOperation, type Example } from '#ivoa';
import { FaultFilter, QueryMethods, sendText } from '#web';

/** DALI-examples of an operation, on datasets that are there, so that what it says can be run. */
export function examplesController(operation: CubeOperation): Type {
  const { title, description } = OPERATION_ABOUT[operation];

  @Controller(`cube/${operation}/examples`)
  @UseFilters(new FaultFilter(plainError))
  @UseGuards(QueryMethods)
  class ExamplesController {
    constructor(private readonly bus: Bus) {}

    @All()
    async examples(@Res() reply: FastifyReply): Promise<void> {
      const datasets = await this.bus.ask(sampleDatasets, { count: 3 });
      const examples = datasets.flatMap(({ id, domain, row, file }, i): Example[] => {
        const query = cubeDescriptor(operation, id, domain, { productType: row.dataproduct_type })?.exampleQuery;
        if (query === undefined) return [];
        return [
          {
            id: `example${i + 1}`,
            name: `${title} of ${row.target_name ?? file.name}`,
            description: `${description}.`,
            capability: cubeStandardId(operation),
            parameters: [...new URLSearchParams(query)],
          },
        ];
      });
      const body = examplesDocument(`${title} to try`, examples);
      await sendText(reply, { status: 200, headers: { 'content-type': 'application/xhtml+xml' }, body });
    }
  }
  return ExamplesController;
}
