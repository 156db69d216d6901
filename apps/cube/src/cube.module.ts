import { Module, type DynamicModule } from '@nestjs/common';
import { Bus } from '#bus';
import { CatalogServiceStatus, OpenFiles } from '#catalog';
import { CUBE_OPERATIONS } from '#ivoa';
import { HostJobs } from '#host';
import { Jobs, uwsController } from '#jobs';
import { PublicUrl, ServiceStatus, vosiController } from '#web';
import { cubeController } from './cube.controller.js';
import { CubeService } from './cube.service.js';
import { DescriptorService } from './descriptor.service.js';
import { examplesController } from './examples.controller.js';
import { MakeAnswers } from './make-answers.js';
import { CubeJobs, cubeJobs } from './jobs/cube-jobs.js';
import { CubeSettings } from './settings.js';

export interface CubeParts {
  readonly bus: Bus;
  readonly publicUrl: PublicUrl;
  readonly files: OpenFiles;
  readonly jobs: HostJobs;
  readonly cube: CubeSettings;
}

@Module({})
export class CubeModule {
  static with({ bus, publicUrl, files, jobs, cube }: CubeParts): DynamicModule {
    return {
      module: CubeModule,
      controllers: CUBE_OPERATIONS.flatMap((operation) => [
        cubeController(operation),
        examplesController(operation),
        vosiController(`cube/${operation}`),
        uwsController(`cube/${operation}/async`, cubeJobs(operation)),
      ]),
      providers: [
        { provide: Bus, useValue: bus },
        { provide: PublicUrl, useValue: publicUrl },
        { provide: OpenFiles, useValue: files },
        { provide: CubeSettings, useValue: cube },
        { provide: ServiceStatus, useValue: new CatalogServiceStatus(bus) },
        { provide: HostJobs, useValue: jobs },
        { provide: Jobs, useValue: jobs.jobs },
        CubeService,
        CubeJobs,
        MakeAnswers,
        DescriptorService,
      ],
    };
  }
}
