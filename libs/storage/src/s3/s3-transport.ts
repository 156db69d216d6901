import { Readable } from 'node:stream';
import { GetObjectCommand, type GetObjectCommandOutput, type S3Client, S3ServiceException } from '@aws-sdk/client-s3';
import type { ByteRange } from '#fits';
import type { Conditions, RangeReply, Transport } from '../remote/transport.js';

/** An object of a bucket. */
export class S3Transport implements Transport {
  readonly fileName: string;

  constructor(
    private readonly client: S3Client,
    readonly identity: string,
    private readonly object: { readonly bucket: string; readonly key: string },
    readonly parallel: number,
  ) {
    this.fileName = object.key.slice(object.key.lastIndexOf('/') + 1);
  }

  async get({ offset, length }: ByteRange, conditions: Conditions, signal: AbortSignal): Promise<RangeReply> {
    const command = new GetObjectCommand({
      Bucket: this.object.bucket,
      Key: this.object.key,
      Range: `bytes=${offset}-${offset + length - 1}`,
      IfMatch: conditions.ifMatch,
      IfNoneMatch: conditions.ifNoneMatch,
      IfUnmodifiedSince: dateOf(conditions.ifUnmodifiedSince),
      IfModifiedSince: dateOf(conditions.ifModifiedSince),
    });
    try {
      return replyOf(await this.client.send(command, { abortSignal: signal }));
    } catch (error) {
      return refusalOf(error);
    }
  }
}

function replyOf(output: GetObjectCommandOutput): RangeReply {
  return {
    status: output.$metadata.httpStatusCode ?? 0,
    etag: output.ETag,
    lastModified: output.LastModified?.toUTCString(),
    contentRange: output.ContentRange,
    contentLength: output.ContentLength,
    contentEncoding: output.ContentEncoding,
    contentType: output.ContentType,
    body: output.Body as Readable,
  };
}

/** The SDK throws what is not 2xx; here a status is an answer as any other. Throws on what never reached the store. */
function refusalOf(error: unknown): RangeReply {
  const { httpStatusCode } = error instanceof S3ServiceException ? error.$metadata : {};
  if (httpStatusCode === undefined) throw error;
  const headers = (error as S3ServiceException).$response?.headers ?? {};
  return { status: httpStatusCode, contentRange: headers['content-range'], retryAfter: headers['retry-after'], body: Readable.from([]) };
}

function dateOf(header: string | undefined): Date | undefined {
  return header === undefined ? undefined : new Date(header);
}
