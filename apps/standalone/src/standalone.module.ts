import { Module, type DynamicModule } from '@nestjs/common';
import { Catalog } from '#catalog';
import { PublicUrl } from '#web';
import { CubeModule, type CubeParts } from '../../cube/src/cube.module.js';
import { DatalinkModule, type DatalinkParts } from '../../datalink/src/datalink.module.js';
import { SodaModule, type SodaParts } from '../../soda/src/soda.module.js';
import { WelcomeController } from './welcome.controller.js';

/** Every service in one process; they meet on an in-process bus, as they would on a broker. */
@Module({})
export class StandaloneModule {
  static with(parts: DatalinkParts & SodaParts & CubeParts): DynamicModule {
    return {
      module: StandaloneModule,
      imports: [DatalinkModule.with(parts), SodaModule.with(parts), CubeModule.with(parts)],
      controllers: [WelcomeController],
      providers: [
        { provide: Catalog, useValue: parts.catalog },
        { provide: PublicUrl, useValue: parts.publicUrl },
      ],
    };
  }
}
