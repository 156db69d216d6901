import { basename } from 'node:path';
import { DamagedError, DomainError, FatalError, LimitError, TransientError, UnsupportedError } from '#faults';
import type { ByteSource } from '#fits';
import { fileSource, type SourceDescription } from '#storage';
import { collectionOf, type PlacedCollection } from '../derive/collections.js';
import { datasetRecord } from '../derive/dataset-record.js';
import { datasetId } from '../dataset-id.js';
import type { Entry, EntryFault } from '../index-store/entry.js';
import type { KnownFile, ScanIndex } from '../index-store/index-store.js';
import { openDataset } from '../read/open-dataset.js';
import type { Expansion } from './open-headers.js';
import type { BucketRoot, Root } from './roots.js';
import { walkBuckets, type ListObjects } from './walk-buckets.js';
import { hasFitsName } from './recognise.js';
import { codeOf, walk, type FoundFile, type FoundProblem } from './walk.js';

/** What reading a file takes. */
export interface ReadContext {
  readonly authority: string;
  readonly collections: readonly PlacedCollection[];
  readonly expanded: Expansion;
  /** Opens what is found; without it, local files alone. */
  readonly open?: (source: SourceDescription, options: { readonly name: string; readonly signal?: AbortSignal }) => Promise<ByteSource>;
  /** Ends the scan after the file in hand, or within it when it is long; nothing is then taken for gone. */
  readonly signal?: AbortSignal;
}

export interface ScanOptions extends ReadContext {
  readonly roots: readonly Root[];
  /** Parts of object stores, and how to find what is in them. */
  readonly buckets?: readonly BucketRoot[];
  readonly list?: ListObjects;
  /** Files that are read at the same time; default one. */
  readonly parallel?: number;
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
/** Files that the index is asked about at once. */
const BATCH = 200;

/** Brings the index up to what lies on the disk. Files whose stamp stands are not opened. */
export async function scan(store: ScanIndex, options: ScanOptions): Promise<ScanResult> {
  const { onProgress, signal, parallel = 1 } = options;
  let scanned = 0;
  let read = 0;
  let changed = false;
  const examine = async (found: Found, known: KnownFile | undefined): Promise<void> => {
    if (signal?.aborted) return;
    const entry = await entryOf(found, known, store, options);
    if (signal?.aborted) return; // the file in hand may have been given up
    if (entry !== undefined && !isNoNews(entry, known)) {
      await store.put(entry);
      changed = true;
      if (++read % CHECKPOINT_EVERY === 0) await store.checkpoint();
    }
    if (++scanned % REPORT_EVERY === 0) {
      onProgress?.(scanned, changed);
      changed = false;
    }
  };
  await store.beginScan();
  try {
    for await (const batch of batches(everything(options))) {
      if (signal?.aborted) break;
      const known = await store.known(batch.map(({ key }) => key));
      const rest = batch.values();
      const reader = async (): Promise<void> => {
        for (const found of rest) await examine(found, known.get(found.key));
      };
      await Promise.all(Array.from({ length: parallel }, reader));
    }
  } catch (error) {
    await store.abandonScan();
    throw error;
  }
  if (signal?.aborted) {
    await store.abandonScan();
    return { scanned, read, removed: 0, finished: false };
  }
  const removed = await store.endScan();
  onProgress?.(scanned, changed || removed > 0);
  return { scanned, read, removed, finished: true };
}

type Found = FoundFile | FoundProblem;

async function* everything({ roots, exclude, onDirectory, buckets = [], list, signal }: ScanOptions): AsyncGenerator<Found> {
  yield* walk(roots, { exclude, onDirectory });
  if (list !== undefined) yield* walkBuckets(buckets, list, signal);
}

async function* batches(all: AsyncIterable<Found>): AsyncGenerator<Found[]> {
  let batch: Found[] = [];
  for await (const found of all) {
    batch.push(found);
    if (batch.length < BATCH) continue;
    yield batch;
    batch = [];
  }
  yield batch;
}

/** Undefined when what the index has stands. */
async function entryOf(found: Found, known: KnownFile | undefined, store: ScanIndex, context: ReadContext): Promise<Entry | undefined> {
  if ('stamp' in found) return known?.stamp === found.stamp ? undefined : await readEntry(found, context);
  const { key, reason, mayPass = false } = found;
  if (mayPass && (await store.keep(key))) return undefined;
  return { key, stamp: '', reason, fault: mayPass && hasFitsName(key) ? 'transient' : undefined };
}

/** What cannot be read is tried again in every scan, but is news only once. */
function isNoNews(entry: Entry, known: KnownFile | undefined): boolean {
  return 'reason' in entry && known?.stamp === entry.stamp && known.reason === entry.reason;
}

/**
 * What the index keeps of a file. A file that is no dataset is an answer with the reason, whatever went wrong in it. Only what its bytes are to
 * blame for stands as long as they do; anything else (too many open files, a disk or server that stutters, rights) is kept without a stamp, so that
 * the next scan tries again.
 */
export async function readEntry(found: FoundFile, context: ReadContext): Promise<Entry> {
  const { key, stamp, source, place, collectionName } = found;
  const { authority, collections, expanded, open = openLocal, signal } = context;
  try {
    // The name by which the service opens it: what is learnt of a compressed file is kept under it.
    const opened = await openDataset(await open(source, { name: basename(key), signal }), { ...expanded, signal });
    const subject = {
      id: datasetId(authority, key),
      key,
      collectionName,
      collection: collectionOf(place, collections),
      source,
    };
    return { key, stamp, ...datasetRecord(subject, opened) };
  } catch (error) {
    const isVerdict = error instanceof DamagedError || error instanceof UnsupportedError || error instanceof LimitError;
    return { key, stamp: isVerdict ? stamp : '', reason: reasonOf(error, basename(key)), fault: faultOf(error) };
  }
}

const openLocal: NonNullable<ReadContext['open']> = async (source, { name }) => {
  if (source.kind !== 'file') throw new FatalError(`${name} does not lie in a directory`);
  return fileSource(source.path, { name });
};

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
