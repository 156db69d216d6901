import { Module, type DynamicModule } from '@nestjs/common';
import { Metrics } from '#ops';
import { HealthController } from './health.controller.js';
import { MetricsController } from './metrics.controller.js';
import { Readiness } from './readiness.js';

/** What every process says of itself, beside its services or, for operators alone, on a port that the world does not see. */
@Module({})
export class OperationsModule {
  static with(
    { readiness, metrics }: { readonly readiness: Readiness; /** undefined: they are told elsewhere */ readonly metrics?: Metrics },
    services: readonly DynamicModule[] = [],
  ): DynamicModule {
    return {
      module: OperationsModule,
      imports: [...services],
      controllers: [HealthController, ...(metrics ? [MetricsController] : [])],
      providers: [{ provide: Readiness, useValue: readiness }, ...(metrics ? [{ provide: Metrics, useValue: metrics }] : [])],
    };
  }
}
