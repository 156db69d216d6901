import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3ServiceException,
  UploadPartCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { DamagedError, DomainError, FatalError, NotFoundError, TransientError } from '#faults';
import type { ByteRange } from '#fits';
import { Objects, isObjectKey, type Bytes, type ObjectInfo } from './objects.js';
import { inParts } from './in-parts.js';

export interface S3Place {
  readonly bucket: string;
  /** of every key, such as `jobs/` */
  readonly prefix?: string;
}

/** Of a multipart upload; S3 takes 10,000 of them, 5 MiB or more each. */
const PART_BYTES = 8 * 1024 * 1024;

/** Objects of a bucket: S3 shows them whole or not at all by itself. */
export class S3Objects extends Objects {
  override readonly isDistant = true;
  private readonly prefix: string;

  constructor(
    private readonly client: S3Client,
    private readonly place: S3Place,
  ) {
    super();
    this.prefix = place.prefix ?? '';
  }

  override async put(key: string, bytes: Bytes): Promise<number> {
    const object = this.objectOf(key);
    if (bytes instanceof Uint8Array) {
      await this.client.send(new PutObjectCommand({ ...object, Body: bytes, ContentLength: bytes.length })).catch(failed);
      return bytes.length;
    }
    const parts = inParts(bytes, PART_BYTES);
    const first = await parts.next();
    if (first.done || first.value.length < PART_BYTES) return this.put(key, first.done ? new Uint8Array(0) : first.value);
    return this.putParts(object, first.value, parts);
  }

  override async read(key: string, { offset, length }: ByteRange, signal?: AbortSignal): Promise<Uint8Array> {
    if (length === 0) return new Uint8Array(0);
    const command = new GetObjectCommand({ ...this.objectOf(key), Range: `bytes=${offset}-${offset + length - 1}` });
    const { Body } = await this.client.send(command, { abortSignal: signal }).catch(failed);
    const bytes = await Body!.transformToByteArray().catch(failed);
    if (bytes.length !== length) throw new DamagedError(`wanted ${length} bytes, got ${bytes.length}`, { file: key, offset });
    return bytes;
  }

  override async list(job: string): Promise<ObjectInfo[]> {
    const objects: ObjectInfo[] = [];
    for await (const page of this.pages(`${this.prefix}${job}/`)) {
      for (const { Key, Size } of page.Contents ?? []) objects.push({ key: Key!.slice(this.prefix.length), bytes: Size ?? 0 });
    }
    return objects.sort((a, b) => (a.key < b.key ? -1 : 1));
  }

  override async remove(job: string): Promise<void> {
    if (!isObjectKey(`${job}/x`)) return;
    for await (const { Contents = [] } of this.pages(`${this.prefix}${job}/`)) {
      if (Contents.length === 0) continue;
      const Delete = { Objects: Contents.map(({ Key }) => ({ Key })), Quiet: true };
      await this.client.send(new DeleteObjectsCommand({ Bucket: this.place.bucket, Delete })).catch(failed);
    }
  }

  override async *jobs(): AsyncGenerator<{ job: string; at: number }> {
    let last = '';
    for await (const { Contents = [] } of this.pages(this.prefix)) {
      for (const { Key, LastModified } of Contents) {
        const [job] = Key!.slice(this.prefix.length).split('/', 1);
        if (job !== last) yield { job, at: LastModified?.getTime() ?? 0 };
        last = job;
      }
    }
  }

  private objectOf(key: string): { Bucket: string; Key: string } {
    if (!isObjectKey(key)) throw new FatalError(`an object is called <job>/<name>, got ${key}`);
    return { Bucket: this.place.bucket, Key: this.prefix + key };
  }

  private async *pages(Prefix: string) {
    let ContinuationToken: string | undefined;
    do {
      const page = await this.client.send(new ListObjectsV2Command({ Bucket: this.place.bucket, Prefix, ContinuationToken })).catch(failed);
      yield page;
      ContinuationToken = page.NextContinuationToken;
    } while (ContinuationToken);
  }

  private async putParts(object: { Bucket: string; Key: string }, first: Uint8Array, rest: AsyncIterator<Uint8Array>): Promise<number> {
    const { UploadId } = await this.client.send(new CreateMultipartUploadCommand(object)).catch(failed);
    const upload = { ...object, UploadId };
    try {
      const Parts: { ETag?: string; PartNumber: number }[] = [];
      let length = 0;
      for (let part: IteratorResult<Uint8Array> = { value: first, done: false }; !part.done; part = await rest.next()) {
        const PartNumber = Parts.length + 1;
        const { ETag } = await this.client.send(
          new UploadPartCommand({ ...upload, PartNumber, Body: part.value, ContentLength: part.value.length }),
        );
        Parts.push({ ETag, PartNumber });
        length += part.value.length;
      }
      await this.client.send(new CompleteMultipartUploadCommand({ ...upload, MultipartUpload: { Parts } }));
      return length;
    } catch (error) {
      await this.client.send(new AbortMultipartUploadCommand(upload)).catch(() => undefined);
      return failed(error);
    }
  }
}

function failed(cause: unknown): never {
  if (cause instanceof DomainError) throw cause;
  if (cause instanceof S3ServiceException && cause.$metadata.httpStatusCode === 404)
    throw new NotFoundError('the result is no longer there', { cause });
  if (cause instanceof Error && !(cause instanceof S3ServiceException) && !('$metadata' in cause) && !('code' in cause)) throw cause;
  throw new TransientError('the store of results cannot be reached at the moment', 30, { cause });
}
