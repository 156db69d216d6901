import { NotFoundError } from '#faults';
import type { Locator } from '#ops';
import type { SourceOpener } from '#storage';
import { Catalog, type CatalogStatus, type Dataset, type FoundDatasets, type Search, type SearchResult } from '../catalog.js';
import { datasetOf } from '../dataset.js';
import { datasetRecord } from '../derive/dataset-record.js';
import { Lru } from '../lru.js';
import { openDataset } from '../read/open-dataset.js';
import type { Expansion } from '../scan/open-headers.js';
import { Shared } from '../shared.js';
import { realPlace } from './local-place.js';
import { LocatorRules, type Place } from './locator-rules.js';

export interface LocatorCatalogOptions {
  readonly opener: Pick<SourceOpener, 'open' | 'version'>;
  readonly expanded: Expansion;
  /** how long an answer stands without a new look, milliseconds; default 60 s, and 5 s for "there is none" */
  readonly keepMs?: number;
  readonly keepMissingMs?: number;
}

/** What was found under an ID; without a dataset there was nothing. */
interface Kept {
  readonly dataset?: Dataset;
  readonly place: string;
  readonly version?: string;
  readonly at: number;
}

/** Datasets kept, about 5 KiB each. */
const CACHED = 512;

/**
 * Another catalogue, and behind it the locators of the configuration: an ID that it does not know is looked for where the most specific rule has its bytes, and
 * its headers are read there. Such datasets are in no list: nobody knows of them before somebody asks.
 */
export class LocatorCatalog extends Catalog {
  private readonly rules: LocatorRules;
  private readonly kept = new Lru<Kept>(CACHED);
  private readonly looks = new Map<string, Shared<Kept>>();

  constructor(
    private readonly inner: Catalog,
    locators: readonly Locator[],
    private readonly options: LocatorCatalogOptions,
  ) {
    super();
    this.rules = new LocatorRules(locators);
  }

  /** As `Catalog` says; DamagedError, TransientError, ForbiddenError and LimitError of the store also. The ID of a located dataset is the one asked for. */
  async resolve(id: string, signal?: AbortSignal): Promise<Dataset | undefined> {
    const known = await this.inner.resolve(id, signal);
    if (known !== undefined) return known;
    const place = this.rules.placeOf(id);
    const real = place && (await realPlace(place));
    return real && (await this.locate(id, real, signal));
  }

  search(query: Search): Promise<SearchResult> {
    return this.inner.search(query);
  }

  find(query: Search): Promise<FoundDatasets> {
    return this.inner.find(query);
  }

  sample(count: number): Promise<readonly Dataset[]> {
    return this.inner.sample(count);
  }

  status(): CatalogStatus {
    return this.inner.status();
  }

  async close(): Promise<void> {
    await this.inner.close();
    this.kept.clear();
  }

  private async locate(id: string, place: Place, signal?: AbortSignal): Promise<Dataset | undefined> {
    const kept = this.kept.get(id);
    if (kept !== undefined && (await this.stands(kept, place, signal))) return kept.dataset;
    signal?.throwIfAborted();
    const look = this.looks.get(id) ?? new Shared((stop) => this.read(id, place, stop).finally(() => this.looks.delete(id)));
    this.looks.set(id, look);
    const fresh = await look.get(signal);
    this.kept.set(id, fresh);
    return fresh.dataset;
  }

  /** Whether what is kept is what a new look would find. */
  private async stands({ dataset, place, version, at }: Kept, { source, name }: Place, signal?: AbortSignal): Promise<boolean> {
    const { keepMs = 60_000, keepMissingMs = 5000, opener } = this.options;
    if (place !== JSON.stringify(source) || Date.now() - at >= (dataset === undefined ? keepMissingMs : keepMs)) return false;
    if (dataset === undefined) return true;
    const now = await opener.version(source, { name, signal }).catch((error: unknown) => {
      if (error instanceof NotFoundError) return undefined;
      throw error;
    });
    return now === version;
  }

  private async read(id: string, place: Place, signal: AbortSignal): Promise<Kept> {
    const { source, name, key, collection, collectionName } = place;
    const { opener, expanded } = this.options;
    const kept = { place: JSON.stringify(source), at: Date.now() };
    try {
      // Asked before the bytes are read: a change in between shows the next time.
      const version = await opener.version(source, { name, signal });
      const opened = await openDataset(await opener.open(source, { name, signal }), { ...expanded, signal });
      const { record } = datasetRecord({ id, key, source, collection, collectionName }, opened);
      return { ...kept, version, dataset: datasetOf(id, name, record) };
    } catch (error) {
      if (error instanceof NotFoundError) return kept;
      throw error;
    }
  }
}
