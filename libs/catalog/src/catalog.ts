import type { DatasetDomain, ObsCoreRow, Sia2Query, SsaQuery } from '#ivoa';
import type { Compression, SourceDescription } from '#storage';

/**
 * The file of a dataset. `source` is for opening only: it is never sent out, `name` is. The path of a local file is absolute, lay below a root and
 * had no symbolic link in it when it was catalogued: to open it through one that has come since would leave the data directories.
 */
export interface DatasetFile {
  readonly source: SourceDescription;
  /** The file is compressed as a whole; its bytes, etag and content type are those of the file as it is stored. */
  readonly compression?: Compression;
  readonly name: string;
  readonly bytes: number;
  readonly etag: string;
  readonly lastModified: Date;
  readonly contentType: string;
}

/** What an ID stands for. */
export interface Dataset {
  readonly id: string;
  /** `access_url` is null in the catalogue; `withAccessUrl` fills it when the base URL is known. */
  readonly row: ObsCoreRow;
  readonly file: DatasetFile;
  /** What can be cut from it. */
  readonly domain: DatasetDomain;
  /** Why nothing can be cut from it, as a sentence about the file; undefined when something can. */
  readonly refusal?: string;
}

/** How far the catalogue is; `ready` from the first complete scan on, or at once with an index kept from before. */
export interface CatalogStatus {
  readonly ready: boolean;
  readonly phase: 'first scan' | 'rescan' | 'idle' | 'stopped';
  readonly datasets: number;
  /** Files with the name of a FITS file that are no datasets; the report says why. */
  readonly refusedFiles: number;
  /** Files that the scan under way has looked at; 0 between scans. */
  readonly scanned: number;
  readonly lastScan?: { readonly finished: Date; readonly seconds: number };
  /** A sentence for /availability. */
  readonly note: string;
}

export interface SearchResult {
  readonly rows: ObsCoreRow[];
  /** More rows fit than were asked for. */
  readonly overflow: boolean;
}

/** A search for rows by the constraints of SIA or of SSA. */
export type Search = Sia2Query | SsaQuery;

export interface FoundDatasets {
  readonly datasets: Dataset[];
  readonly overflow: boolean;
}

/** "Which dataset is this ID?" and "which datasets are there?", wherever the answer is kept. */
export abstract class Catalog {
  /**
   * Undefined for an unknown ID. DamagedError when its file is damaged; TransientError when the file could not be read at the last try, or
   * while the first scan goes on. However an ID is spelt, `Dataset.id` is its canonical form; echo what the client sent. What
   * is done for those alone whose signals have all aborted is ended.
   */
  abstract resolve(id: string, signal?: AbortSignal): Promise<Dataset | undefined>;
  /** Rows in the order of their IDs; at most MAXREC, by default `DEFAULT_MAXREC`, never more than `HIGHEST_MAXREC`. */
  abstract search(query: Search): Promise<SearchResult>;
  /** The same search with all that is known of each dataset. */
  abstract find(query: Search): Promise<FoundDatasets>;
  /** Some datasets that can be cut, cubes first: for examples and self-tests. */
  abstract sample(count: number): Promise<readonly Dataset[]>;
  abstract status(): CatalogStatus;
  abstract close(): Promise<void>;
}

export const DEFAULT_MAXREC = 10_000;
/** An answer is held in memory while it is written, about 3 KiB a row. */
export const HIGHEST_MAXREC = 20_000;
