import { Module, type DynamicModule } from '@nestjs/common';
import { Bus } from '#bus';
import { Catalog, CatalogServiceStatus } from '#catalog';
import { PublicUrl, ServiceStatus, vosiController } from '#web';
import { LinksController } from './links.controller.js';
import { LinksService } from './links.service.js';
import { ResolverService } from './resolver.service.js';
import { DatalinkSettings } from './settings.js';
import { SiaController } from './sia.controller.js';
import { SsaController } from './ssa.controller.js';

export interface DatalinkParts {
  readonly bus: Bus;
  readonly catalog: Catalog;
  readonly publicUrl: PublicUrl;
  readonly datalink: DatalinkSettings;
}

@Module({})
export class DatalinkModule {
  static with(parts: DatalinkParts): DynamicModule {
    return {
      module: DatalinkModule,
      controllers: [
        LinksController,
        SiaController,
        SsaController,
        vosiController('datalink'),
        vosiController('sia'),
        vosiController('ssa'),
      ],
      providers: [
        { provide: Bus, useValue: parts.bus },
        { provide: Catalog, useValue: parts.catalog },
        { provide: PublicUrl, useValue: parts.publicUrl },
        { provide: DatalinkSettings, useValue: parts.datalink },
        { provide: ServiceStatus, useValue: new CatalogServiceStatus(parts.bus) },
        ResolverService,
        LinksService,
      ],
    };
  }
}
