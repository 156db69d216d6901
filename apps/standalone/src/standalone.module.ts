import { Module, type DynamicModule } from '@nestjs/common';
import { Bus } from '#bus';
import { Catalog, type OpenFiles } from '#catalog';
import { PublicUrl } from '#web';
import { CubeModule } from '../../cube/src/cube.module.js';
import { CubeSettings } from '../../cube/src/settings.js';
import { DatalinkModule } from '../../datalink/src/datalink.module.js';
import { SodaSettings } from '../../soda/src/settings.js';
import { SodaModule } from '../../soda/src/soda.module.js';
import { HealthController } from './health.controller.js';
import { WelcomeController } from './welcome.controller.js';

/** Every service in one process; they meet on an in-process bus, as they would on a broker. */
@Module({})
export class StandaloneModule {
  static with(parts: {
    readonly bus: Bus;
    readonly catalog: Catalog;
    readonly publicUrl: PublicUrl;
    readonly files: OpenFiles;
    readonly soda: SodaSettings;
    readonly cube: CubeSettings;
  }): DynamicModule {
    return {
      module: StandaloneModule,
      imports: [DatalinkModule.with(parts), SodaModule.with(parts), CubeModule.with(parts)],
      controllers: [HealthController, WelcomeController],
      providers: [
        { provide: Bus, useValue: parts.bus },
        { provide: Catalog, useValue: parts.catalog },
        { provide: PublicUrl, useValue: parts.publicUrl },
      ],
    };
  }
}
