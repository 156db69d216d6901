import { DamagedError, DomainError, TransientError, UnsupportedError } from '#faults';
import { datasetRecord, type RecordContext } from '../derive/dataset-record.js';
import type { Entry, EntryFault } from '../index-store/entry.js';
import type { IndexStore } from '../index-store/index-store.js';
import { openHeaders } from './open-headers.js';
import type { Root } from './roots.js';
import { hasFitsName } from './recognise.js';
import { codeOf, walk, type FoundFile, type FoundProblem } from './walk.js';

export interface ScanOptions extends RecordContext {
  readonly roots: readonly Root[];
  readonly exclude?: readonly string[];
  readonly onDirectory?: (path: string) => void;
  /** Called now and then, with the number of files looked at and whether the index has changed since the last call. */
  readonly onProgress?: (scanned: number, changed: boolean) => void;
  /** Ends the scan after the file in hand; nothing is then taken for gone. */
  readonly signal?: AbortSignal;
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
async function entryOf(found: FoundFile | FoundProblem, store: IndexStore, context: RecordContext): Promise<Entry | undefined> {
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
export async function readEntry(found: FoundFile, context: RecordContext): Promise<Entry> {
  const { key, stamp } = found;
  try {
    const opened = await openHeaders(found);
    return { key, stamp, ...datasetRecord(found, opened, context) };
  } catch (error) {
    const isVerdict = error instanceof DamagedError || error instanceof UnsupportedError;
    return { key, stamp: isVerdict ? stamp : '', reason: reasonOf(error, key), fault: faultOf(error) };
  }
}

function faultOf(error: unknown): EntryFault | undefined {
  if (error instanceof DamagedError) return 'damaged';
  const isSystem = typeof (error as NodeJS.ErrnoException).errno === 'number';
  return error instanceof TransientError || isSystem ? 'transient' : undefined;
}

/** Messages begin with the file's name; the report has that already. What nobody foresaw is told without its path. */
function reasonOf(error: unknown, key: string): string {
  if (error instanceof DomainError)
    return error.message.startsWith(key) ? error.message.slice(key.length).replace(/^:?\s*/, '') : error.message;
  return `cannot be used (${codeOf(error) === 'unknown error' ? String(error).split('\n')[0] : codeOf(error)})`;
}
