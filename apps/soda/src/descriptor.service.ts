import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Bus } from '#bus';
import { describeDataset } from '#catalog';
import { sodaDescriptor } from '#ivoa';

/** Tells {links} what SODA can do with a dataset. */
@Injectable()
export class DescriptorService implements OnModuleInit {
  constructor(private readonly bus: Bus) {}

  onModuleInit(): void {
    this.bus.answer(describeDataset('soda'), ({ id, dataset, descriptorId }) =>
      dataset.refusal === undefined ? sodaDescriptor(id, dataset.domain, { descriptorId }) : undefined,
    );
  }
}
