import { createHash } from 'node:crypto';
import { mkdirSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { UsageError } from '#faults';
import type { CatalogStatus, Search } from '../catalog.js';
import { placeCollections, type PlacedCollection } from '../derive/collections.js';
import type { KeyedRecord, Resolved } from '../index-store/index-store.js';
import { IndexLock } from '../index-store/lock.js';
import { SqliteIndex } from '../index-store/sqlite-index.js';
import { DirectoryWatch } from '../scan/directory-watch.js';
import { rootsOf, type Root } from '../scan/roots.js';
import { scan } from '../scan/scanner.js';
import { sample } from '../search/sample.js';
import { search } from '../search/search.js';
import { codeOf } from '../scan/walk.js';
import { toWire, type EngineSettings, type Told } from './protocol.js';

/** From the first sign of a change to the scan: what belongs together comes together … */
const SIGN_MS = 300;
/** … and scans are never more than this part of the time. */
const SCAN_SHARE = 0.1;

/**
 * The catalogue's index with everything that keeps it true: the lock, the scans, the watching. It lives in a thread of its own (`index-worker.ts`),
 * but knows nothing of threads: what happens is told to `tell`.
 */
export class CatalogEngine {
  private readonly stop = new AbortController();
  private scanning: Promise<void> | undefined;
  private scanned = 0;
  private lastScan: { finished: Date; seconds: number } | undefined;
  private timer: NodeJS.Timeout | undefined;
  private due = Infinity;
  private signSeen = false;

  private constructor(
    private readonly settings: EngineSettings,
    private readonly tell: (told: Extract<Told, { event: string }>) => void,
    private readonly roots: readonly Root[],
    private readonly collections: readonly PlacedCollection[],
    private readonly stateDirectory: string,
    private readonly lock: IndexLock,
    private readonly store: SqliteIndex,
  ) {}

  private readonly watch = new DirectoryWatch(() => this.sign());

  /** Throws UsageError when the state directory cannot be used or another process has it. The first scan begins at once, beside the answers. */
  static open(settings: EngineSettings, tell: (told: Extract<Told, { event: string }>) => void): CatalogEngine {
    const directory = join(settings.state, 'catalog');
    try {
      mkdirSync(directory, { recursive: true });
    } catch (error) {
      throw new UsageError(`SODALITE_STATE must be a directory that can be written to, got '${settings.state}' (${codeOf(error)})`, {
        cause: error,
      });
    }
    const roots = rootsOf(settings.data, settings.collections);
    const stateDirectory = realpathSync(settings.state);
    if (roots.some(({ path }) => path === stateDirectory)) {
      throw new UsageError(`SODALITE_STATE must be another directory than that of the data, got '${settings.state}' for both`);
    }
    const lock = IndexLock.acquire(directory);
    try {
      const fingerprint = createHash('sha256')
        .update(JSON.stringify([roots, settings.authority, settings.collections, settings.maxExpanded]))
        .digest('hex');
      const store = SqliteIndex.open(join(directory, 'index.sqlite'), fingerprint);
      const collections = placeCollections(settings.data, settings.collections);
      const engine = new CatalogEngine(settings, tell, roots, collections, stateDirectory, lock, store);
      tell({ event: 'opened', status: engine.status() });
      engine.scheduleScan(0);
      return engine;
    } catch (error) {
      lock.release();
      throw error;
    }
  }

  resolve(key: string): Resolved {
    return this.store.resolve(key);
  }

  search(query: Search): AsyncGenerator<KeyedRecord[], boolean> {
    return search(this.store, query);
  }

  /** Some datasets that can be cut, cubes first. */
  sample(count: number): Promise<KeyedRecord[]> {
    return sample(this.store, count);
  }

  status(): CatalogStatus {
    const { datasets, refused } = this.store.counts();
    const ready = this.store.complete;
    const phase = this.stop.signal.aborted ? 'stopped' : this.scanning === undefined ? 'idle' : ready ? 'rescan' : 'first scan';
    const counted = `${datasets} datasets, ${refused} files that cannot be used`;
    const note = {
      stopped: 'stopped',
      idle: counted,
      rescan: `${counted}; looking for changes`,
      'first scan': `first scan, ${this.scanned} files so far`,
    }[phase];
    return { ready, phase, datasets, refusedFiles: refused, scanned: this.scanned, lastScan: this.lastScan, note };
  }

  /** Looks at everything now, and waits for it. */
  async rescan(): Promise<void> {
    await this.scanning;
    await this.scan();
  }

  async close(): Promise<void> {
    this.stop.abort();
    clearTimeout(this.timer);
    this.watch.close();
    await this.scanning;
    this.store.close();
    this.lock.release();
  }

  /** A scan under way may have passed the place already, so another one follows it. */
  private sign(): void {
    if (this.scanning === undefined) this.scheduleScan(SIGN_MS);
    else this.signSeen = true;
  }

  private scheduleScan(inMs: number): void {
    if (this.stop.signal.aborted) return;
    // A scan that took long is not repeated at once, however busy the directories are.
    const sinceLast = this.lastScan === undefined ? Infinity : Date.now() - this.lastScan.finished.getTime();
    const rest = this.lastScan === undefined ? 0 : (this.lastScan.seconds * 1000) / SCAN_SHARE - sinceLast;
    const due = Date.now() + Math.max(inMs, rest);
    if (this.timer !== undefined && this.due <= due) return;
    clearTimeout(this.timer);
    this.due = due;
    this.timer = setTimeout(() => void this.scan(), Math.max(0, due - Date.now()));
  }

  private async scan(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.scanning ??= this.scanOnce().finally(() => {
      this.scanning = undefined;
      if (this.stop.signal.aborted) return;
      this.tell({ event: 'status', status: this.status() });
      this.scheduleScan(this.signSeen ? SIGN_MS : this.settings.rescanSeconds * 1000);
      this.signSeen = false;
    });
    await this.scanning;
  }

  private async scanOnce(): Promise<void> {
    const started = performance.now();
    this.watch.begin();
    this.tell({ event: 'status', status: this.status() });
    try {
      const result = await scan(this.store, {
        authority: this.settings.authority,
        roots: this.roots,
        collections: this.collections,
        expanded: { directory: join(this.settings.state, 'expanded'), maxBytes: this.settings.maxExpanded },
        exclude: [this.stateDirectory],
        signal: this.stop.signal,
        onDirectory: (path) => this.watch.add(path),
        onProgress: (scanned, changed) => this.progress(scanned, changed),
      });
      if (!result.finished) return;
      const seconds = (performance.now() - started) / 1000;
      this.lastScan = { finished: new Date(), seconds };
      const { datasets, refused } = this.store.counts();
      const details = { ...result, datasets, refused, seconds: Number(seconds.toFixed(3)) };
      if (result.read > 0 || result.removed > 0) this.tell({ event: 'log', level: 'info', message: 'catalogue scanned', details });
      this.watch.end();
    } catch (error) {
      this.tell({ event: 'log', level: 'error', message: 'the scan of the data directories failed', details: toWire(error) });
    } finally {
      this.scanned = 0;
    }
  }

  private progress(scanned: number, changed: boolean): void {
    this.scanned = scanned;
    if (changed) this.tell({ event: 'changed' });
    this.tell({ event: 'status', status: this.status() });
  }
}
