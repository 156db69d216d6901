import type { ObsCoreRow } from '#ivoa';
import type { Config, Logger } from '#ops';
import { Catalog, type CatalogStatus, type Dataset, type FoundDatasets, type Search, type SearchResult } from './catalog.js';
import { keyOf } from './dataset-id.js';
import { datasetOr, keyedDataset } from './keyed-dataset.js';
import { IndexThread } from './engine/index-thread.js';
import type { KeyedRecord, Resolved } from './index-store/index-store.js';
import { Lru } from './lru.js';

/** Datasets kept in the main thread, about 5 KiB each. */
const CACHED = 2048;

export interface DirectoryCatalogOptions {
  /** Seconds between two looks at everything; default 60, the longest that an answer may be out of date (watching usually tells at once). */
  readonly rescanSeconds?: number;
}

/** The FITS files below SODALITE_DATA and the roots of the collections. The index is in a thread of its own; answers that were given are kept here. */
export class DirectoryCatalog extends Catalog {
  private readonly cache = new Lru<Dataset>(CACHED);
  private readonly listeners = new Set<() => void>();

  private constructor(
    private readonly authority: string,
    private readonly thread: IndexThread,
  ) {
    super();
  }

  /**
   * Opens the index and begins to scan; does not wait for the scan (`status().ready` tells). Throws UsageError when SODALITE_STATE cannot be used
   * or another process uses it.
   */
  static async open(
    config: Pick<Config, 'data' | 'state' | 'authority' | 'collections' | 'maxExpanded'>,
    logger: Logger,
    { rescanSeconds = 60 }: DirectoryCatalogOptions = {},
  ): Promise<DirectoryCatalog> {
    const { data, state, authority, collections, maxExpanded } = config;
    // The thread may tell of changes while it opens.
    let catalog: DirectoryCatalog | undefined;
    const thread = await IndexThread.start(
      { data, state, authority, collections, maxExpanded, rescanSeconds },
      { logger, onChanged: () => catalog?.changed() },
    );
    return (catalog = new DirectoryCatalog(authority, thread));
  }

  async resolve(id: string): Promise<Dataset | undefined> {
    const key = keyOf(id, this.authority);
    if (key === undefined) return undefined;
    const cached = this.cache.get(key);
    if (cached !== undefined) return cached;
    const dataset = datasetOr(await this.thread.ask<Resolved>({ ask: 'resolve', key }), key, this.authority);
    if (dataset !== undefined) this.cache.set(key, dataset);
    return dataset;
  }

  async search(query: Search): Promise<SearchResult> {
    const rows: ObsCoreRow[] = [];
    const overflow = await this.thread.ask<boolean, ObsCoreRow>({ ask: 'search', query }, (batch) => void rows.push(...batch));
    return { rows, overflow };
  }

  async find(query: Search): Promise<FoundDatasets> {
    const found: KeyedRecord[] = [];
    const overflow = await this.thread.ask<boolean, KeyedRecord>({ ask: 'find', query }, (batch) => void found.push(...batch));
    return { datasets: found.map((one) => keyedDataset(one, this.authority)), overflow };
  }

  /** Some datasets that can be cut, cubes first: for examples and self-tests. */
  async sample(count: number): Promise<readonly Dataset[]> {
    const found = await this.thread.ask<KeyedRecord[]>({ ask: 'sample', count });
    return found.map((one) => keyedDataset(one, this.authority));
  }

  /** Looks at the directories now and waits until the index is up to date. */
  async rescan(): Promise<void> {
    await this.thread.ask({ ask: 'rescan' });
  }

  /** Datasets have come, changed or gone. Returns how to stop listening. */
  onChanged(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  }

  status(): CatalogStatus {
    return this.thread.status;
  }

  async close(): Promise<void> {
    await this.thread.close();
    this.cache.clear();
  }

  private changed(): void {
    // Answers and this message come through one port in order, so nothing out of date is put into the cache after it.
    this.cache.clear();
    for (const listener of this.listeners) listener();
  }
}
