import { createHash } from 'node:crypto';
import type { Conditions, RangeReply } from './transport.js';

/** What tells one version of a remote file from the next, as the store sent it. */
export interface Validator {
  readonly etag?: string;
  readonly lastModified?: string;
  readonly size: number;
}

export function isWeak(etag: string): boolean {
  return etag.startsWith('W/');
}

/** That the file still be the same: a weak ETag never passes If-Match (RFC 9110 §13.1.1), so the date stands in for it. */
export function ifSame({ etag, lastModified }: Validator): Conditions {
  return etag !== undefined && !isWeak(etag) ? { ifMatch: etag } : { ifUnmodifiedSince: lastModified };
}

/** That the file be another. */
export function ifOther({ etag, lastModified }: Validator): Conditions {
  return etag === undefined ? { ifModifiedSince: lastModified } : { ifNoneMatch: etag };
}

/** Whether an answer is from the same version; stores that ignore conditions exist. */
export function isFrom({ etag, lastModified }: RangeReply, version: Validator): boolean {
  if (etag !== undefined && version.etag !== undefined) return etag === version.etag;
  return lastModified === version.lastModified;
}

/** For ByteSource.etag: letters and digits, and no trace of the URL. The first bytes go in as well: dates have whole seconds. */
export function plainEtag(identity: string, { etag, lastModified, size }: Validator, head: Uint8Array): string {
  const version = JSON.stringify([identity, etag ?? lastModified, size]);
  return createHash('sha256').update(version).update(head).digest('hex').slice(0, 32);
}
