import { Module, type DynamicModule } from '@nestjs/common';
import { Bus } from '#bus';
import { CatalogServiceStatus, OpenFiles } from '#catalog';
import { HostJobs } from '#host';
import { Jobs, uwsController } from '#jobs';
import { PublicUrl, ServiceStatus, vosiController } from '#web';
import { CutAnswers } from './cut-answers.js';
import { CutoutService } from './cutout.service.js';
import { DescriptorService } from './descriptor.service.js';
import { ExamplesController } from './examples.controller.js';
import { FilesController } from './files.controller.js';
import { SodaJobs } from './jobs/soda-jobs.js';
import { SodaSettings } from './settings.js';
import { SodaController } from './soda.controller.js';

export interface SodaParts {
  readonly bus: Bus;
  readonly publicUrl: PublicUrl;
  readonly files: OpenFiles;
  readonly jobs: HostJobs;
  readonly soda: SodaSettings;
}

@Module({})
export class SodaModule {
  static with({ bus, publicUrl, files, jobs, soda }: SodaParts): DynamicModule {
    return {
      module: SodaModule,
      controllers: [SodaController, FilesController, ExamplesController, vosiController('soda'), uwsController('soda/async', 'soda')],
      providers: [
        { provide: Bus, useValue: bus },
        { provide: PublicUrl, useValue: publicUrl },
        { provide: OpenFiles, useValue: files },
        { provide: SodaSettings, useValue: soda },
        { provide: ServiceStatus, useValue: new CatalogServiceStatus(bus) },
        { provide: HostJobs, useValue: jobs },
        { provide: Jobs, useValue: jobs.jobs },
        CutoutService,
        SodaJobs,
        CutAnswers,
        DescriptorService,
      ],
    };
  }
}
