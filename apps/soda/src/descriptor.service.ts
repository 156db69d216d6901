import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Bus } from '#bus';
import { describeDataset, type DescribedDataset, type Offer } from '#catalog';
import { sodaDescriptor } from '#ivoa';
import { SodaSettings } from './settings.js';

/** Tells {links} what SODA can do with a dataset. */
@Injectable()
export class DescriptorService implements OnModuleInit {
  constructor(
    private readonly bus: Bus,
    private readonly settings: SodaSettings,
  ) {}

  onModuleInit(): void {
    this.bus.answer(describeDataset('soda'), (described) => this.offers(described));
  }

  private offers({ id, dataset }: DescribedDataset): Offer[] {
    if (dataset.refusal !== undefined) return [];
    const product = dataset.row.dataproduct_type === 'spectrum' ? 'spectrum' : 'image';
    const { maxCombinations, maxResults } = this.settings;
    // pyVO takes the first one.
    const sync = sodaDescriptor(id, dataset.domain, { descriptorId: 'soda', product, maxCombinations });
    const async = sodaDescriptor(id, dataset.domain, { descriptorId: 'soda-async', mode: 'async', product, maxCombinations: maxResults });
    return [
      { descriptor: sync, semantics: '#cutout', description: 'Cutouts' },
      { descriptor: async, semantics: '#cutout', description: 'Cutouts, as a job' },
    ];
  }
}
