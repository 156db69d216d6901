import { Module, type DynamicModule } from '@nestjs/common';
import { Bus } from '#bus';
import { Catalog, type OpenFiles } from '#catalog';
import { Metrics } from '#ops';
import { PublicUrl } from '#web';
import { CubeModule } from '../../cube/src/cube.module.js';
import { CubeSettings } from '../../cube/src/settings.js';
import { DatalinkModule } from '../../datalink/src/datalink.module.js';
import { SodaSettings } from '../../soda/src/settings.js';
import { SodaModule } from '../../soda/src/soda.module.js';
import { HealthController } from './health.controller.js';
import { MetricsController } from './metrics.controller.js';
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
    /** undefined: they are told elsewhere */
    readonly metrics?: Metrics;
  }): DynamicModule {
    return {
      module: StandaloneModule,
      imports: [DatalinkModule.with(parts), SodaModule.with(parts), CubeModule.with(parts)],
      controllers: [HealthController, WelcomeController, ...(parts.metrics ? [MetricsController] : [])],
      providers: [
        { provide: Bus, useValue: parts.bus },
        { provide: Catalog, useValue: parts.catalog },
        { provide: PublicUrl, useValue: parts.publicUrl },
        ...(parts.metrics ? [{ provide: Metrics, useValue: parts.metrics }] : []),
      ],
    };
  }
}
