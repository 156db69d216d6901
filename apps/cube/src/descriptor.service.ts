import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Bus } from '#bus';
import { describeDataset } from '#catalog';
import { CUBE_OPERATIONS, cubeDescriptor } from '#ivoa';
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
    for (const operation of CUBE_OPERATIONS) {
      this.bus.answer(describeDataset(`cube.${operation}`), ({ id, dataset, descriptorId }) => {
        const { domain, row, refusal } = dataset;
        if (refusal !== undefined) return undefined;
        return cubeDescriptor(operation, id, domain, { productType: row.dataproduct_type, descriptorId, limits: texts[operation] });
      });
    }
  }
}
