export { coalesce, type Coalesced } from './coalesce.js';
export { expanded, type ExpandedOptions } from './expanded/expanded.js';
export { fileSource, type FileSourceOptions } from './file-source.js';
export { memorySource } from './memory-source.js';
export { recording } from './recording.js';
export type { Compression, SourceDescription } from './source-description.js';
export { Spool, type EntryOptions, type Produce, type SpoolOptions } from './spool/spool.js';
export { SourceOpener, type SourceOpenerOptions } from './source-opener.js';
export type { HttpStore, S3Credentials, S3Store, Stores } from './stores.js';
