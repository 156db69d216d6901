import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Bus } from '#bus';
import { describeDataset } from '#catalog';
import { CUBE_OPERATIONS, cubeDescriptor } from '#ivoa';
import { LIMIT_TEXTS } from './limit-texts.js';

/** Tells {links} what can be computed from a dataset. */
@Injectable()
export class DescriptorService implements OnModuleInit {
  constructor(private readonly bus: Bus) {}

  onModuleInit(): void {
    for (const operation of CUBE_OPERATIONS) {
      this.bus.answer(describeDataset(`cube.${operation}`), ({ id, dataset, descriptorId }) => {
        const { domain, row, refusal } = dataset;
        if (refusal !== undefined) return undefined;
        return cubeDescriptor(operation, id, domain, { productType: row.dataproduct_type, descriptorId, limits: LIMIT_TEXTS[operation] });
      });
    }
  }
}
