import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Bus } from '#bus';
import { Catalog, catalogStatus, resolveDataset, sampleDatasets, type Dataset } from '#catalog';
import { NotFoundError } from '#faults';
import { quote } from '#ivoa';
import { spanned } from '#ops';

/** Answers the other services' questions about datasets. */
@Injectable()
export class ResolverService implements OnModuleInit {
  constructor(
    private readonly bus: Bus,
    private readonly catalog: Catalog,
  ) {}

  onModuleInit(): void {
    this.bus.answer(resolveDataset, ({ id }, { signal }) => this.resolve(id, signal));
    this.bus.answer(sampleDatasets, ({ count }) => this.catalog.sample(count));
    this.bus.answer(catalogStatus, () => this.catalog.status());
  }

  private async resolve(id: string, signal?: AbortSignal): Promise<Dataset> {
    const dataset = await spanned('catalog.resolve', () => this.catalog.resolve(id, signal));
    if (!dataset) throw new NotFoundError(`ID ${quote(id)} is not a dataset of this service`);
    return dataset;
  }
}
