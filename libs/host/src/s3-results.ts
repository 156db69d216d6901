import { S3Client } from '@aws-sdk/client-s3';
import { S3Objects, type Objects } from '#jobs';
import type { S3Store } from '#storage';

/** Results in the bucket of a store of the configuration, which is checked there. */
export function s3Objects({ endpoint, region, forcePathStyle, credentials, buckets: [bucket] }: S3Store, prefix: string): Objects {
  const client = new S3Client({
    endpoint,
    region,
    forcePathStyle,
    ...(typeof credentials === 'object' ? { credentials } : {}),
    // Other stores than AWS do not all know the newer checksums.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
  });
  return new S3Objects(client, { bucket, prefix });
}
