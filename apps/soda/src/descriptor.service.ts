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
    const descriptor = sodaDescriptor(id, dataset.domain, {
      descriptorId: 'soda',
      product: dataset.row.dataproduct_type === 'spectrum' ? 'spectrum' : 'image',
      maxCombinations: this.settings.maxCombinations,
    });
    return [{ descriptor, semantics: '#cutout', description: 'Cutouts' }];
  }
}
