import type { BucketPart, ListedObject, SourceDescription } from '#storage';
import { hasFitsName } from './recognise.js';
import type { BucketRoot } from './roots.js';
import type { FoundFile } from './walk.js';

export type ListObjects = (part: BucketPart, signal?: AbortSignal) => AsyncIterable<ListedObject>;

/** Every object with the name of a FITS file. As in directories, what begins with a dot is passed over. Throws what `list` throws: then nothing is known. */
export async function* walkBuckets(roots: readonly BucketRoot[], list: ListObjects, signal?: AbortSignal): AsyncGenerator<FoundFile> {
  for (const { store, bucket, folder, prefix } of roots) {
    for await (const { key, bytes, etag } of list({ store, bucket, prefix: folder }, signal)) {
      const name = key.slice(folder.length);
      // Keys with such parts cannot be opened, for they could turn into others on their way.
      if (!hasFitsName(name) || name.split('/').some((part) => part === '' || part.startsWith('.'))) continue;
      const source: SourceDescription = { kind: 's3', store, bucket, key };
      const place = `s3://${store}/${bucket}/${key}`;
      const collectionName = folder.split('/').at(-2) ?? bucket;
      yield { key: prefix === '' ? name : `${prefix}/${name}`, source, place, collectionName, stamp: `${etag}:${bytes}` };
    }
  }
}
