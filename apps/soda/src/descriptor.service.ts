import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Bus } from '#bus';
import { describeDataset } from '#catalog';
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
    this.bus.answer(describeDataset('soda'), ({ id, dataset, descriptorId }) =>
      dataset.refusal === undefined
        ? sodaDescriptor(id, dataset.domain, {
            descriptorId,
            product: dataset.row.dataproduct_type === 'spectrum' ? 'spectrum' : 'image',
            maxCombinations: this.settings.maxCombinations,
          })
        : undefined,
    );
  }
}
