import { basename } from 'node:path';
import { DamagedError, DomainError, LimitError, TransientError, UnsupportedError } from '#faults';
import { fileSource } from '#storage';
import { collectionOf, type PlacedCollection } from '../derive/collections.js';
import { datasetRecord } from '../derive/dataset-record.js';
import { datasetId } from '../dataset-id.js';
import type { Entry, EntryFault } from '../index-store/entry.js';
import type { IndexStore } from '../index-store/index-store.js';
import { openDataset } from '../read/open-dataset.js';
import type { Expansion } from './open-headers.js';
import type { Root } from './roots.js';
import { hasFitsName } from './recognise.js';
import { codeOf, walk, type FoundFile, type FoundProblem } from './walk.js';

/** What reading a file takes. */
export interface ReadContext {
  readonly authority: string;
  readonly collections: readonly PlacedCollection[];
  readonly expanded: Expansion;
  /** Ends the scan after the file in hand, or within it when it is long; nothing is then taken for gone. */
  readonly signal?: AbortSignal;
}

export interface ScanOptions extends ReadContext {
  readonly roots: readonly Root[];
  readonly exclude?: readonly string[];
  readonly onDirectory?: (path: string) => void;
  /** Called now and then, with the number of files looked at and whether the index has changed since the last call. */
  readonly onProgress?: (scanned: number, changed: boolean) => void;
}

export interface ScanResult {
  readonly scanned: number;
  /** Files that were read, because they are new or have changed. */
  readonly read: number;
  readonly removed: number;
  readonly finished: boolean;
}

const REPORT_EVERY = 500;
const CHECKPOINT_EVERY = 200;

/** Brings the index up to what lies on the disk. Files whose stamp stands are not opened. */
export async function scan(store: IndexStore, options: ScanOptions): Promise<ScanResult> {
  const { roots, exclude, onDirectory, onProgress, signal } = options;
  let scanned = 0;
  let read = 0;
  let changed = false;
  store.beginScan();
  try {
    for await (const found of walk(roots, { exclude, onDirectory })) {
      if (signal?.aborted) break;
      const entry = await entryOf(found, store, options);
      if (signal?.aborted) break; // the file in hand may have been given up
      // What cannot be read is tried again in every scan, but is news only once.
      if (entry !== undefined && !('reason' in entry && store.isUnchanged(entry.key, entry.stamp, entry.reason))) {
        store.put(entry);
        changed = true;
        if (++read % CHECKPOINT_EVERY === 0) store.checkpoint();
      }
      if (++scanned % REPORT_EVERY === 0) {
        onProgress?.(scanned, changed);
        changed = false;
      }
    }
  } catch (error) {
    store.abandonScan();
    throw error;
  }
  if (signal?.aborted) {
    store.abandonScan();
    return { scanned, read, removed: 0, finished: false };
  }
  const removed = store.endScan();
  onProgress?.(scanned, changed || removed > 0);
  return { scanned, read, removed, finished: true };
}

/** Undefined when what the index has stands. */
async function entryOf(found: FoundFile | FoundProblem, store: IndexStore, context: ReadContext): Promise<Entry | undefined> {
  if ('stamp' in found) return store.isUnchanged(found.key, found.stamp) ? undefined : await readEntry(found, context);
  const { key, reason, mayPass = false } = found;
  if (mayPass && store.keep(key)) return undefined;
  return { key, stamp: '', reason, fault: mayPass && hasFitsName(key) ? 'transient' : undefined };
}

/**
 * What the index keeps of a file. A file that is no dataset is an answer with the reason, whatever went wrong in it. Only what its bytes are to
 * blame for stands as long as they do; anything else (too many open files, a disk or server that stutters, rights) is kept without a stamp, so that
 * the next scan tries again.
 */
export async function readEntry(found: FoundFile, context: ReadContext): Promise<Entry> {
  const { key, stamp, path, place, root } = found;
  const { authority, collections, expanded, signal } = context;
  try {
    // The name by which the service opens it: what is learnt of a compressed file is kept under it.
    const source = await fileSource(path, { name: basename(key) });
    const opened = await openDataset(source, { ...expanded, signal });
    const subject = {
      id: datasetId(authority, key),
      key,
      collectionName: basename(root.path) || 'data',
      collection: collectionOf(place, collections),
      source: { kind: 'file', path },
    } as const;
    return { key, stamp, ...datasetRecord(subject, opened) };
  } catch (error) {
    const isVerdict = error instanceof DamagedError || error instanceof UnsupportedError || error instanceof LimitError;
    return { key, stamp: isVerdict ? stamp : '', reason: reasonOf(error, basename(key)), fault: faultOf(error) };
  }
}

function faultOf(error: unknown): EntryFault | undefined {
  if (error instanceof DamagedError) return 'damaged';
  const isSystem = typeof (error as NodeJS.ErrnoException).errno === 'number';
  return error instanceof TransientError || isSystem ? 'transient' : undefined;
}

/** Messages begin with the file's name; the report has that already. What nobody foresaw is told without its path. */
function reasonOf(error: unknown, name: string): string {
  if (error instanceof DomainError)
    return error.message.startsWith(name) ? error.message.slice(name.length).replace(/^:?\s*/, '') : error.message;
  return `cannot be used (${codeOf(error) === 'unknown error' ? String(error).split('\n')[0] : codeOf(error)})`;
}
