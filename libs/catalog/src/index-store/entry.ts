import type { DatasetDomain, ObsCoreRow } from '#ivoa';
import type { Footprint } from '../derive/sky-coverage.js';

/** A dataset as the scan derives it and the index keeps it: JSON-able, without what its key already says. */
export interface DatasetRecord {
  readonly path: string;
  readonly bytes: number;
  readonly etag: string;
  readonly lastModified: string;
  readonly contentType: string;
  readonly row: ObsCoreRow;
  readonly domain: DatasetDomain;
  readonly footprint?: Footprint;
  readonly refusal?: string;
}

/** What the index holds of one file: a dataset with the guesses that were made, or the reason why it is none. */
export type Entry =
  | { readonly key: string; readonly stamp: string; readonly record: DatasetRecord; readonly guesses: readonly string[] }
  | { readonly key: string; readonly stamp: string; readonly reason: string };
