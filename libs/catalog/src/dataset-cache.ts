import type { AskOptions, NearBus } from '#bus';
import type { Dataset } from './catalog.js';
import { Lru } from './lru.js';
import { catalogChanged, resolveDataset } from './messages.js';
import { Shared } from './shared.js';

/** Datasets kept, about 5 KiB each. */
const CACHED = 2048;
/** An event that would have emptied it may be lost. */
const LONGEST_MS = 60_000;
const PATIENCE_MS = 10_000;

interface Kept {
  readonly dataset: Dataset;
  readonly since: number;
}

/**
 * In a process without a catalogue: answers the questions about datasets that are asked within it, asks the catalogue over the broker, and keeps what it
 * says until something has changed.
 */
export class DatasetCache {
  private readonly kept = new Lru<Kept>(CACHED);
  private flights = new Map<string, Shared<Dataset>>();

  constructor(private readonly bus: NearBus) {
    bus.near.answer(resolveDataset, ({ id }, options) => this.resolve(id, options));
    bus.listen(catalogChanged, () => this.clear());
  }

  private async resolve(id: string, options: AskOptions): Promise<Dataset> {
    const known = this.kept.get(id);
    if (known && performance.now() - known.since <= LONGEST_MS) return known.dataset;
    const flight = this.flights.get(id) ?? new Shared((signal) => this.ask(id, { ...options, signal }));
    this.flights.set(id, flight);
    return flight.get(options.signal);
  }

  private async ask(id: string, { signal, trace, identity }: AskOptions): Promise<Dataset> {
    const { flights } = this;
    const since = performance.now();
    try {
      const dataset = await this.bus.far.ask(resolveDataset, { id }, { signal, trace, identity, timeoutMs: PATIENCE_MS });
      // What has been asked before a change may be out of date after it.
      if (flights === this.flights) this.kept.set(id, { dataset, since });
      return dataset;
    } finally {
      flights.delete(id);
    }
  }

  private clear(): void {
    this.kept.clear();
    this.flights = new Map();
  }
}
