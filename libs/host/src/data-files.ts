import { join } from 'node:path';
import type { Bus, NearBus } from '#bus';
import { DatasetCache, OpenFiles } from '#catalog';
import type { Config, Logger, Metrics } from '#ops';
import { Spool } from '#storage';
import { KnownSources } from './known-sources.js';
import type { Sources } from './sources.js';

export interface DataFilesOptions {
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly sources: Sources;
  readonly bus: Bus;
  /** Over this bus datasets are looked up in a catalogue of another process, which is believed no more than the configuration allows. */
  readonly elsewhere?: NearBus;
}

/** The files of datasets, open and closed, and the disk for what is made of them: once for all services of a process. */
export class DataFiles {
  static async open(config: Config, { logger, metrics, sources, bus, elsewhere }: DataFilesOptions): Promise<DataFiles> {
    if (elsewhere) new DatasetCache(elsewhere);
    // What a database says is believed no more than what another process says.
    const isTold = elsewhere !== undefined || config.catalog !== 'directory';
    const opener = isTold ? new KnownSources(sources.opener, config) : sources.opener;
    const spool = await Spool.open({ directory: join(config.state, 'products'), maxBytes: config.spool });
    metrics.watch('spoolBytes', () => spool.bytes);
    metrics.watch('spoolHits', () => spool.hits);
    metrics.watch('spoolMisses', () => spool.misses);
    return new DataFiles(spool, new OpenFiles(bus, { opener, expanded: sources.expanded, logger }));
  }

  private constructor(
    readonly spool: Spool,
    readonly files: OpenFiles,
  ) {}

  async close(): Promise<void> {
    await this.spool.close();
    await this.files.close();
  }
}
