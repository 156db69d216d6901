import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Bus } from '#bus';
import { describeDataset, type DescribedDataset, type Offer } from '#catalog';
import { CUBE_OPERATIONS, cubeDescriptor, OPERATION_ABOUT } from '#ivoa';
import { limitTexts } from './limits.js';
import { CubeSettings } from './settings.js';

/** Tells {links} what can be computed from a dataset. */
@Injectable()
export class DescriptorService implements OnModuleInit {
  constructor(
    private readonly bus: Bus,
    private readonly settings: CubeSettings,
  ) {}

  onModuleInit(): void {
    const texts = limitTexts(this.settings.limits);
    this.bus.answer(describeDataset('cube'), (described) => offersOf(described, texts));
  }
}

function offersOf({ id, dataset: { domain, row, refusal } }: DescribedDataset, texts: ReturnType<typeof limitTexts>): Offer[] {
  if (refusal !== undefined) return [];
  return CUBE_OPERATIONS.flatMap((operation) => {
    const descriptor = cubeDescriptor(operation, id, domain, { productType: row.dataproduct_type, limits: texts[operation] });
    return descriptor ? [{ descriptor, semantics: '#proc', description: OPERATION_ABOUT[operation].title }] : [];
  });
}
