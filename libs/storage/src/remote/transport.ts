import type { ByteRange } from '#fits';

/** Conditions of RFC 9110 §13 that go with a request, as header values. */
export interface Conditions {
  readonly ifMatch?: string;
  readonly ifUnmodifiedSince?: string;
  readonly ifNoneMatch?: string;
  readonly ifModifiedSince?: string;
}

/** What a store answers to one request for a range: header values as sent. The body must be read to its end or destroyed. */
export interface RangeReply {
  readonly status: number;
  readonly etag?: string;
  readonly lastModified?: string;
  readonly contentRange?: string;
  /** in bytes; undefined when the store does not say */
  readonly contentLength?: number;
  readonly contentEncoding?: string;
  readonly contentType?: string;
  readonly retryAfter?: string;
  readonly body: AsyncIterable<Uint8Array> & { destroy(): unknown };
}

/** One remote object, asked once for each call; nothing is tried again here. */
export interface Transport {
  /** The same for the same object of the same store, another one for any other; it may hold secrets and is never shown. */
  readonly identity: string;
  /** The last part of its path, for what is known by a file's name. */
  readonly fileName: string;
  /** requests at a time that one file may take of its store */
  readonly parallel: number;
  /** Throws FailedAttempt, DomainError, or what `signal` was aborted with. */
  get(range: ByteRange, conditions: Conditions, signal: AbortSignal): Promise<RangeReply>;
}
