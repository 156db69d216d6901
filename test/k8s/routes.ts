import 'reflect-metadata';
import { PATH_METADATA } from '@nestjs/common/constants.js';
import type { Type } from '@nestjs/common';
import { CubeModule } from '../../apps/cube/src/cube.module.js';
import { DatalinkModule } from '../../apps/datalink/src/datalink.module.js';
import { SodaModule } from '../../apps/soda/src/soda.module.js';

interface AppModule {
  with(parts: never): { controllers?: Type[] };
}

const modules: Record<string, AppModule> = { datalink: DatalinkModule, soda: SodaModule, cube: CubeModule };

/** The paths that a service serves to the world, as its controllers have them: `/soda/sync`. */
export async function routesOf(service: string): Promise<string[]> {
  if (!Object.hasOwn(modules, service)) return [];
  // Nothing is started, so nothing that the module hands on is used.
  const { controllers = [] } = modules[service].with({ jobs: {} } as never);
  return controllers.map((controller) => `/${[Reflect.getMetadata(PATH_METADATA, controller)].flat()[0]}`);
}
