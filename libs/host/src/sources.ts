import { join } from 'node:path';
import type { Config, Metrics } from '#ops';
import { counting, SourceOpener, type ExpandedOptions } from '#storage';

/** How the bytes of datasets are had, wherever they are; what is read is told to the metrics. */
export class Sources {
  readonly opener: Pick<SourceOpener, 'open' | 'version'>;
  /** where what is inside of compressed files is kept */
  readonly expanded: Pick<ExpandedOptions, 'directory' | 'maxBytes'>;
  private readonly sources: SourceOpener;

  constructor({ stores, cache, state, maxExpanded }: Config, metrics: Metrics) {
    const sources = new SourceOpener(stores, { cacheBytes: cache });
    const count = (bytes: number): void => metrics.add('readBytes', bytes);
    this.sources = sources;
    this.expanded = { directory: join(state, 'expanded'), maxBytes: maxExpanded };
    this.opener = {
      open: async (description, options) => counting(await sources.open(description, options), count),
      version: (description, options) => sources.version(description, options),
    };
  }

  /** Sources that are still open fail from here on. */
  close(): Promise<void> {
    return this.sources.close();
  }
}
