import { CancelledError } from '#faults';
import type { ByteSource } from '#fits';
import { memorySource } from '../memory-source.js';
import { type AttemptOptions, ATTEMPTS } from './attempts.js';
import { BlockCache } from './block-cache.js';
import { type Probe, probe } from './probe.js';
import { RemoteSource } from './remote-source.js';
import type { Transport } from './transport.js';

export interface RemoteFilesOptions {
  /** Memory for blocks of all files. */
  readonly cacheBytes: number;
  readonly attempts?: AttemptOptions;
  /** What is known of a file holds for so long without asking its store. */
  readonly freshMs?: number;
}

export interface OpenOptions {
  /** How messages call the file. */
  readonly name: string;
  readonly signal?: AbortSignal;
}

/** What was found out about a file, and when; a promise while it is being asked. */
interface Known {
  readonly probe: Promise<Probe>;
  readonly at: number;
  bytes: number;
}

const FRESH_MS = 5000;
/** For the first bytes of files that were looked at lately. */
const MOST_KNOWN_BYTES = 8 * 1024 * 1024;

/** Opens remote files; they share a cache of blocks, and what was found out about them lately. */
export class RemoteFiles {
  readonly #cache: BlockCache;
  readonly #attempts: AttemptOptions;
  readonly #freshMs: number;
  /** by identity, oldest first */
  readonly #known = new Map<string, Known>();

  constructor({ cacheBytes, attempts = ATTEMPTS, freshMs = FRESH_MS }: RemoteFilesOptions) {
    this.#cache = new BlockCache(cacheBytes);
    this.#attempts = attempts;
    this.#freshMs = freshMs;
  }

  /** Throws what `probe` throws, and CancelledError. */
  async open(transport: Transport, { name, signal }: OpenOptions): Promise<ByteSource> {
    const found = await this.#find(transport, name, signal);
    const { head, etag, lastModified, version } = found;
    if (head.length === version.size) return memorySource(head, { name, etag, lastModified });
    const onFailure = (): void => void this.#known.delete(transport.identity);
    return new RemoteSource({ name, transport, probe: found, cache: this.#cache, attempts: this.#attempts, onFailure });
  }

  async version(transport: Transport, { name, signal }: OpenOptions): Promise<string> {
    return (await this.#find(transport, name, signal)).etag;
  }

  async #find(transport: Transport, name: string, signal: AbortSignal | undefined): Promise<Probe> {
    const cancelled = (): CancelledError => new CancelledError(`reading ${name} was cancelled`);
    if (signal?.aborted) throw cancelled();
    const left = Promise.withResolvers<never>();
    const leave = (): void => left.reject(cancelled());
    signal?.addEventListener('abort', leave, { once: true });
    try {
      // Others may wait for the same answer, so one who leaves does not end the request.
      return await Promise.race([this.#ask(transport, name), left.promise]);
    } finally {
      signal?.removeEventListener('abort', leave);
    }
  }

  #ask(transport: Transport, name: string): Promise<Probe> {
    const { identity } = transport;
    const before = this.#known.get(identity);
    if (before !== undefined && Date.now() - before.at < this.#freshMs) return before.probe;
    const asked = this.#probe(transport, name, before);
    const known: Known = { probe: asked, at: Date.now(), bytes: 0 };
    this.#known.delete(identity); // and in again, as the newest
    this.#known.set(identity, known);
    asked.then(
      ({ head }) => {
        known.bytes = head.length;
        this.#shrink();
      },
      () => {
        if (this.#known.get(identity) === known) this.#known.delete(identity);
      },
    );
    return asked;
  }

  async #probe(transport: Transport, name: string, before: Known | undefined): Promise<Probe> {
    const known = await before?.probe.catch(() => undefined);
    return probe(transport, name, this.#attempts, known);
  }

  #shrink(): void {
    let bytes = 0;
    for (const known of this.#known.values()) bytes += known.bytes;
    for (const [identity, known] of this.#known) {
      if (bytes <= MOST_KNOWN_BYTES) return;
      bytes -= known.bytes;
      this.#known.delete(identity);
    }
  }
}
