import { setImmediate as breathe } from 'node:timers/promises';
import { TransientError } from '#faults';
import type { Config, Logger } from '#ops';
import { Catalog, type CatalogStatus, type Dataset, type FoundDatasets, type Search, type SearchResult } from './catalog.js';
import { keyOf } from './dataset-id.js';
import type { KeyedRecord } from './index-store/index-store.js';
import { datasetOr, keyedDataset } from './keyed-dataset.js';
import { Lru } from './lru.js';
import { wordsOf } from './postgres/database-fault.js';
import type { IndexState } from './postgres/index-state.js';
import { IndexWatch } from './postgres/index-watch.js';
import { placeOf, type Place } from './postgres/place.js';
import { PostgresReader, type PostgresReaderOptions } from './postgres/postgres-reader.js';
import { sample } from './search/sample.js';
import { search } from './search/search.js';

/** Datasets kept, about 5 KiB each, and for how long at most, should nobody tell that they have changed. */
const CACHED = 2048;
const KEEP_MS = 60_000;
const AWAY = 'the database of the catalogue cannot be reached';

export interface PostgresCatalogOptions extends Omit<PostgresReaderOptions, 'onFailure'> {
  readonly onChanged?: () => void;
}

/** The datasets that `sodalite scan --into` has put into a database. Nothing is scanned here; the files are opened where the scan found them. */
export class PostgresCatalog extends Catalog {
  private readonly cache = new Lru<{ readonly dataset: Dataset; readonly at: number }>(CACHED);
  /** Counts the changes: what was asked for before one is not kept after it. */
  private changes = 0;
  private samples: { readonly count: number; readonly datasets: readonly Dataset[]; readonly at: number } | undefined;
  private state: IndexState | string = 'the database of the catalogue has not answered yet';
  private isClosed = false;
  private readonly reader: PostgresReader;
  private readonly watch: IndexWatch;

  private constructor(
    place: Place,
    private readonly authority: string,
    private readonly logger: Pick<Logger, 'info' | 'warn'>,
    private readonly options: PostgresCatalogOptions,
  ) {
    super();
    const onFailure = (): void => this.watch.wake();
    this.reader = new PostgresReader(place, () => this.isComplete(), { ...options, onFailure });
    this.watch = new IndexWatch(place, {
      onState: (state) => this.see(typeof state === 'object' && 'failure' in state ? this.away(state.failure) : state),
      onChanged: () => this.changed(),
    });
  }

  /**
   * Waits for the first answer of the database only; when there is none, or no index yet, `status().ready` tells when there is. Throws UsageError
   * when the URL cannot be used.
   */
  static async open(
    { catalog, authority }: Pick<Config, 'catalog' | 'authority'>,
    logger: Pick<Logger, 'info' | 'warn'>,
    options: PostgresCatalogOptions = {},
  ): Promise<PostgresCatalog> {
    const opened = new PostgresCatalog(placeOf(catalog), authority, logger, options);
    await opened.watch.first();
    return opened;
  }

  async resolve(id: string): Promise<Dataset | undefined> {
    const key = keyOf(id, this.authority);
    if (key === undefined) return undefined;
    const cached = this.cache.get(key);
    if (cached !== undefined && Date.now() - cached.at < KEEP_MS) return cached.dataset;
    this.assertReadable();
    const { changes } = this;
    const at = Date.now();
    const dataset = datasetOr(await this.reader.resolve(key), key, this.authority);
    if (dataset !== undefined && changes === this.changes) this.cache.set(key, { dataset, at });
    return dataset;
  }

  async search(query: Search): Promise<SearchResult> {
    const { found, overflow } = await this.found(query, ({ record }) => record.row);
    return { rows: found, overflow };
  }

  async find(query: Search): Promise<FoundDatasets> {
    const { found, overflow } = await this.found(query, (one) => keyedDataset(one, this.authority));
    return { datasets: found, overflow };
  }

  /** They need not be the newest: what has changed in the last minute is as good an example. */
  async sample(count: number): Promise<readonly Dataset[]> {
    const { samples } = this;
    if (samples !== undefined && samples.count >= count && Date.now() - samples.at < KEEP_MS) return samples.datasets.slice(0, count);
    this.assertReadable();
    const { changes } = this;
    const at = Date.now();
    const datasets = (await sample(this.reader, count)).map((one) => keyedDataset(one, this.authority));
    if (changes === this.changes) this.samples = { count, datasets, at };
    return datasets;
  }

  status(): CatalogStatus {
    const scan = this.scan();
    const phase = this.isClosed ? 'stopped' : scan ? 'idle' : 'first scan';
    const lastScan = scan && { finished: new Date(scan.finished), seconds: scan.seconds };
    const counts = { datasets: scan?.datasets ?? 0, refusedFiles: scan?.refused ?? 0 };
    return { ready: phase === 'idle', phase, ...counts, scanned: 0, lastScan, note: this.note() };
  }

  async close(): Promise<void> {
    this.isClosed = true;
    await this.watch.close();
    await this.reader.close();
    this.cache.clear();
  }

  private async found<T>(query: Search, read: (one: KeyedRecord) => T): Promise<{ readonly found: T[]; readonly overflow: boolean }> {
    this.assertReadable();
    const found: T[] = [];
    const batches = search(this.reader, query);
    for (;;) {
      const { value, done } = await batches.next();
      if (done) return { found, overflow: value };
      for (const one of value) found.push(read(one));
      await breathe(); // others between two batches
    }
  }

  /** What cannot be reached may have come back; of what is not this release's no table is read. */
  private assertReadable(): void {
    const { state } = this;
    if (this.isClosed) throw new TransientError('the catalogue has been closed');
    if (typeof state === 'string' ? state !== AWAY : state.authority !== this.authority) throw new TransientError(this.note());
  }

  private scan(): IndexState['scan'] {
    return typeof this.state === 'string' || this.state.authority !== this.authority ? undefined : this.state.scan;
  }

  private isComplete(): boolean {
    return this.scan() !== undefined;
  }

  private note(): string {
    const { state } = this;
    if (this.isClosed) return 'stopped';
    if (typeof state === 'string') return state;
    if (state.authority !== this.authority) return `the index in the database has IDs of ${state.authority}, and not of ${this.authority}`;
    if (state.scan === undefined) return 'the first scan into the database is not complete yet';
    const { datasets, refused, finished } = state.scan;
    return `${datasets} datasets, ${refused} files that cannot be used, scanned ${finished}`;
  }

  private away(failure: unknown): string {
    if (this.state !== AWAY) this.logger.warn({ reason: wordsOf(failure) }, AWAY);
    return AWAY;
  }

  private see(state: IndexState | string): void {
    if (this.state === AWAY && state !== AWAY) this.logger.info({}, 'the database of the catalogue answers');
    this.state = state;
  }

  private changed(): void {
    this.changes += 1;
    this.cache.clear();
    this.samples = undefined;
    this.options.onChanged?.();
  }
}
