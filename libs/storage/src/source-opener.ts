import type { ByteSource } from '#fits';
import type { Timeouts } from './http/agent.js';
import type { HttpStores } from './http/http-stores.js';
import { localFile, localVersion } from './local-file.js';
import type { Resolve } from './remote/addresses.js';
import { ATTEMPTS } from './remote/attempts.js';
import { type OpenOptions, RemoteFiles, type RemoteFilesOptions } from './remote/remote-files.js';
import type { Transport } from './remote/transport.js';
import type { BucketPart, ListedObject } from './s3/list-objects.js';
import type { S3Stores } from './s3/s3-stores.js';
import type { SourceDescription } from './source-description.js';
import type { Stores } from './stores.js';

export interface SourceOpenerOptions extends RemoteFilesOptions {
  /** All addresses of a host name, where private ones are refused; without, the system's resolver is asked. */
  readonly resolve?: Resolve;
  readonly timeouts?: Timeouts;
}

type Remote = Exclude<SourceDescription, { kind: 'file' }>;

/**
 * Makes a source of a description, wherever the bytes are. Remote files come from the stores of the configuration and from nowhere else; they share
 * one cache of blocks and the connections to each host. The clients are loaded when the first remote file is asked for.
 */
export class SourceOpener {
  readonly #files: RemoteFiles;
  #http?: Promise<HttpStores>;
  #s3?: Promise<S3Stores>;

  constructor(
    private readonly stores: Stores,
    private readonly options: SourceOpenerOptions,
  ) {
    this.#files = new RemoteFiles(options);
  }

  /**
   * Throws NotFoundError, ForbiddenError, TransientError, CancelledError; UnsupportedError when a store does not honour ranges; FatalError when the
   * configuration does not name the store.
   */
  async open(description: SourceDescription, options: OpenOptions): Promise<ByteSource> {
    if (description.kind === 'file') return localFile(description.path, options);
    return this.#files.open(await this.#transport(description, options.name), options);
  }

  /** Changes when the bytes do; a store is asked again after some seconds only. Throws what `open` throws. */
  async version(description: SourceDescription, options: OpenOptions): Promise<string> {
    if (description.kind === 'file') return localVersion(description.path, options.name);
    return this.#files.version(await this.#transport(description, options.name), options);
  }

  /** What is in a part of a bucket of the configuration. Throws ForbiddenError, NotFoundError, TransientError; FatalError when it is not configured. */
  async *list(part: BucketPart, signal?: AbortSignal): AsyncGenerator<ListedObject> {
    yield* (await this.#s3Stores()).list(part, { attempts: this.options.attempts ?? ATTEMPTS, signal });
  }

  /** Ends all connections; sources that are still open fail from here on. */
  async close(): Promise<void> {
    const clients = await Promise.all([this.#http, this.#s3]);
    await Promise.all(clients.map((client) => client?.close()));
  }

  async #transport(description: Remote, name: string): Promise<Transport> {
    if (description.kind === 'http') {
      this.#http ??= import('./http/http-stores.js').then(({ HttpStores }) => new HttpStores(this.stores.http, this.options));
      return (await this.#http).file(description, name);
    }
    return (await this.#s3Stores()).file(description, name);
  }

  #s3Stores(): Promise<S3Stores> {
    return (this.#s3 ??= import('./s3/s3-stores.js').then(({ S3Stores }) => new S3Stores(this.stores.s3, this.options)));
  }
}
