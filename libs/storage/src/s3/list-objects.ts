import { ListObjectsV2Command, type S3Client, S3ServiceException } from '@aws-sdk/client-s3';
import { networkFault, withAttempts, type AttemptOptions } from '../remote/attempts.js';
import { statusFault } from '../remote/statuses.js';

/** A part of a bucket: the objects whose keys begin with `prefix`. */
export interface BucketPart {
  /** the name of an S3 store of the configuration */
  readonly store: string;
  readonly bucket: string;
  readonly prefix: string;
}

export interface ListedObject {
  readonly key: string;
  readonly bytes: number;
  /** as the store has it, quotes and all: it changes when the bytes do */
  readonly etag: string;
}

/** Every object, by pages of the store's own length. Throws what reading a file of the store throws. */
export async function* listObjects(
  client: S3Client,
  { store, bucket, prefix }: BucketPart,
  { attempts, signal = new AbortController().signal }: { readonly attempts: AttemptOptions; readonly signal?: AbortSignal },
): AsyncGenerator<ListedObject> {
  const name = `the list of '${bucket}' in the S3 store '${store}'`;
  for (let token: string | undefined; ;) {
    const page = await withAttempts(attempts, signal, async () => {
      const command = new ListObjectsV2Command({ Bucket: bucket, Prefix: prefix, ContinuationToken: token });
      return client.send(command, { abortSignal: signal }).catch((error: unknown) => {
        throw failureOf(name, error);
      });
    });
    for (const { Key: key, Size: bytes = 0, ETag: etag = '' } of page.Contents ?? []) if (key !== undefined) yield { key, bytes, etag };
    token = page.NextContinuationToken;
    if (!page.IsTruncated || token === undefined) return;
  }
}

function failureOf(name: string, error: unknown): Error {
  const status = error instanceof S3ServiceException ? error.$metadata.httpStatusCode : undefined;
  if (status === undefined) return networkFault(name, error);
  const headers = (error as S3ServiceException).$response?.headers ?? {};
  return statusFault(name, { status, retryAfter: headers['retry-after'] });
}
