import { Module, type DynamicModule } from '@nestjs/common';
import { Bus } from '#bus';
import { Metrics } from '#ops';
import { HealthController } from './health.controller.js';
import { MetricsController } from './metrics.controller.js';

/** What is for operators alone, for a port that the world does not see. */
@Module({})
export class OperationsModule {
  static with({ bus, metrics }: { readonly bus: Bus; readonly metrics: Metrics }): DynamicModule {
    return {
      module: OperationsModule,
      controllers: [HealthController, MetricsController],
      providers: [
        { provide: Bus, useValue: bus },
        { provide: Metrics, useValue: metrics },
      ],
    };
  }
}
