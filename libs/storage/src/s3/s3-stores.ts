import type { S3Client } from '@aws-sdk/client-s3';
import type { Agent } from 'undici';
import { FatalError, NotFoundError } from '#faults';
import { type AgentOptions, makeAgent, parallelOf } from '../http/agent.js';
import type { AttemptOptions } from '../remote/attempts.js';
import type { Transport } from '../remote/transport.js';
import type { S3Store } from '../stores.js';
import { listObjects, type BucketPart, type ListedObject } from './list-objects.js';
import { makeClient } from './s3-client.js';
import { S3Transport } from './s3-transport.js';

interface Opened {
  readonly store: S3Store;
  readonly agent: Agent;
  readonly client: S3Client;
}

/** The S3 stores of the configuration; the AWS SDK is loaded with the first one that is asked. */
export class S3Stores {
  readonly #stores: ReadonlyMap<string, S3Store>;
  readonly #opened = new Map<string, Opened>();

  constructor(
    stores: readonly S3Store[],
    private readonly options: Pick<AgentOptions, 'resolve' | 'timeouts'>,
  ) {
    this.#stores = new Map(stores.map((store) => [store.name, store]));
  }

  /** Nothing is asked yet. Throws FatalError for a store or bucket that is not in the configuration, NotFoundError for a key that no store can have. */
  file(
    { store: storeName, bucket, key }: { readonly store: string; readonly bucket: string; readonly key: string },
    name: string,
  ): Transport {
    const store = this.#named(storeName, bucket, name);
    // On its way such a key could turn into one of another bucket.
    if (key === '' || key.split('/').some((part) => part === '.' || part === '..')) throw new NotFoundError(`${name} is no longer there`);
    const { client } = this.#open(store);
    return new S3Transport(client, `${storeName}/${bucket}/${key}`, { bucket, key }, parallelOf(store));
  }

  /** What is in a bucket. Throws FatalError for one that is not in the configuration, and what `listObjects` throws. */
  list(part: BucketPart, options: { readonly attempts: AttemptOptions; readonly signal?: AbortSignal }): AsyncIterable<ListedObject> {
    const store = this.#named(part.store, part.bucket, `the list of '${part.bucket}'`);
    return listObjects(this.#open(store).client, part, options);
  }

  async close(): Promise<void> {
    for (const { client } of this.#opened.values()) client.destroy();
    await Promise.all([...this.#opened.values()].map(({ agent }) => agent.destroy()));
  }

  #named(storeName: string, bucket: string, name: string): S3Store {
    const store = this.#stores.get(storeName);
    const unnamed = (what: string): FatalError =>
      new FatalError(`${name} cannot be read: 'stores' in the configuration does not name ${what}`);
    if (store === undefined) throw unnamed(`the S3 store '${storeName}'`);
    if (!store.buckets.includes(bucket)) throw unnamed(`the bucket '${bucket}' of the S3 store '${storeName}'`);
    return store;
  }

  #open(store: S3Store): Opened {
    const known = this.#opened.get(store.name);
    if (known) return known;
    const agent = makeAgent({ allowPrivate: store.allowPrivate, connections: store.connections, ...this.options });
    const opened = { store, agent, client: makeClient(store, agent) };
    this.#opened.set(store.name, opened);
    return opened;
  }
}
