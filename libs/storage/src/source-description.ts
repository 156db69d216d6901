/** Where the bytes of a file are, as plain data: it goes over the bus and to worker threads, and `SourceOpener` makes a source of it. Never from a request. */
export type SourceDescription =
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'http'; readonly url: string }
  /** `store` is the name of an S3 store of the configuration */
  | { readonly kind: 's3'; readonly store: string; readonly bucket: string; readonly key: string };

/** How a file is compressed as a whole; what is inside is read through `expanded`. */
export type Compression = 'gzip' | 'compress';
