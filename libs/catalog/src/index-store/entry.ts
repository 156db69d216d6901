import type { DatasetDomain, ObsCoreRow } from '#ivoa';
import type { Compression, SourceDescription } from '#storage';

/** A dataset as the scan derives it and the index keeps it: JSON-able, without what its key already says. */
export interface DatasetRecord {
  /** Paths without symbolic links. */
  readonly source: SourceDescription;
  readonly compression?: Compression;
  readonly bytes: number;
  readonly etag: string;
  readonly lastModified: string;
  readonly contentType: string;
  readonly row: ObsCoreRow;
  /** Covers what the dataset covers of the sky, ICRS degrees; the outline, where there is one, is `row.s_region`. */
  readonly circle?: { readonly lonDeg: number; readonly latDeg: number; readonly radiusDeg: number };
  /** The part of the domain that neither `row.s_region` nor `circle` has. */
  readonly ranges: Omit<DatasetDomain, 'circle' | 'polygonDeg'>;
  readonly refusal?: string;
}

/**
 * What the index holds of one file: a dataset with the guesses that were made, or the reason why it is none. With a `fault` it was meant to be one:
 * whoever asks for it by its ID is told the reason; of any other the ID is unknown. An empty stamp stands for no state of the file: it is read again.
 */
export type Entry =
  | { readonly key: string; readonly stamp: string; readonly record: DatasetRecord; readonly guesses: readonly string[] }
  | { readonly key: string; readonly stamp: string; readonly reason: string; readonly fault?: EntryFault };

/** The file is not what it claims to be, or could not be read just now. */
export type EntryFault = 'damaged' | 'transient';

/** What can be cut from the dataset. */
export function domainOf({ row, circle, ranges }: DatasetRecord): DatasetDomain {
  return { ...ranges, circle, polygonDeg: row.s_region ?? undefined };
}
