/** A run of bytes of a file; both in bytes, `offset` from the start of the file. */
export interface ByteRange {
  readonly offset: number;
  readonly length: number;
}

export interface ByteReadOptions {
  /** Where to put the bytes, at least `length` long; the answer is then a view of it and nothing is allocated. */
  readonly into?: Uint8Array;
  readonly signal?: AbortSignal;
}

/** Random access to the bytes of one file, wherever it lives. Declared here by its user, satisfied by libs/storage. */
export interface ByteSource {
  /** Short relative name for messages; never an absolute path. */
  readonly name: string;
  readonly size: number;
  /** Opaque validator without quotes; changes when the bytes change. */
  readonly etag: string;
  readonly lastModified: Date;
  /** Every read costs a round trip, and several at a time cost no more than one. */
  readonly isDistant?: boolean;
  /**
   * Exactly `range.length` bytes, never fewer.
   * Throws DamagedError (the range is not within the file, or the file shrank), CancelledError (aborted), TransientError (the device failed).
   */
  read(range: ByteRange, options?: ByteReadOptions): Promise<Uint8Array>;
  /** Waits for the reads under way; may be called twice. */
  close(): Promise<void>;
}
