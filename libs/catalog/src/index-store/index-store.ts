import type { DatasetRecord, Entry, EntryFault } from './entry.js';
import type { Condition, Dialect } from './dialect.js';

/** At once where the index is in the process, later where it is on a server. */
export type Soon<T> = T | Promise<T>;

export interface KeyedRecord {
  readonly key: string;
  readonly record: DatasetRecord;
}

/** `fault`: why the dataset of that key cannot be had; without record and fault it is unknown, or not known yet. */
export interface Resolved {
  readonly record?: DatasetRecord;
  readonly fault?: { readonly kind: EntryFault; readonly reason: string };
  /** A scan has gone through to its end: only then does a missing key mean that there is no such dataset. */
  readonly complete: boolean;
}

/** Datasets, and files that are none. */
export interface Counts {
  readonly datasets: number;
  readonly refused: number;
}

/** The side of an index that answers. */
export interface IndexReader {
  /** The words of its SQL, for the conditions of `select`. */
  readonly dialect: Dialect;
  resolve(key: string): Soon<Resolved>;
  /**
   * Datasets under a condition over the columns of `files`, in the order of their keys, some at a time.
   * @param atFirst how many will do, as far as the caller knows
   */
  select(condition: Condition, atFirst?: number): Iterable<KeyedRecord[]> | AsyncIterable<KeyedRecord[]>;
}

/** How the index has a file. */
export type KnownFile = Pick<Entry, 'stamp'> & { readonly reason?: string };

/** The side of an index that a scan writes to. */
export interface ScanIndex {
  beginScan(): Soon<void>;
  /** What is known of those files that are in the index, which are noted to be still there. */
  known(keys: readonly string[]): Soon<ReadonlyMap<string, KnownFile>>;
  /**
   * Nothing could be learnt about the file or directory of this key: what is known of it and of all below stands ('.': of everything). True when
   * the key itself is a dataset's.
   */
  keep(key: string): Soon<boolean>;
  put(entry: Entry): Soon<void>;
  /** What has been put so far becomes durable. */
  checkpoint(): Soon<void>;
  /** Ends a scan that saw everything: what it did not see is gone. Returns how many entries were removed. */
  endScan(): Soon<number>;
  /** Ends a scan that was broken off: nothing is removed. */
  abandonScan(): Soon<void>;
  counts(): Soon<Counts>;
}
