import { createHash } from 'node:crypto';
import { mkdir, rename, rm, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { CancelledError, LimitError, NotFoundError, TransientError } from '#faults';
import type { ByteSource } from '#fits';
import { fileSource } from '../file-source.js';
import { entriesOf, nameOf, PART } from './entry-names.js';
import { SpoolWriter } from './spool-writer.js';

export interface SpoolOptions {
  /** Made when it is not there; nobody else puts files there, and one process at a time uses it. */
  readonly directory: string;
  /** of all products together, those that are being made included */
  readonly maxBytes: number;
}

/** What an entry is as a source. */
export interface EntryOptions {
  /** for messages */
  readonly name: string;
  readonly lastModified: Date;
  readonly signal?: AbortSignal;
  /**
   * Keeps what this one's `produce` needs: called as soon as it is this one that will be used, for who asked may have gone when it begins and others wait
   * for it. What it returns is called when the making has ended.
   */
  readonly hold?: () => () => Promise<unknown>;
}

/** Writes a product. The signal says that nobody wants it any more; then it should end by throwing. */
export type Produce = (out: SpoolWriter, signal: AbortSignal) => Promise<unknown>;

interface Entry {
  /** of its file, once there is one */
  path: string;
  bytes: number;
  /** who reads it or waits for it: as long as there are any, it stays */
  users: number;
  making?: { readonly done: Promise<void>; readonly stop: AbortController };
}

/**
 * Products that are made before they are sent, as files: each is made once, however many ask for it at the same time, and kept until others need
 * the room, the one that was not used for longest going first. Complete ones are found again after a restart.
 */
export class Spool {
  /** products that were there, or being made, when they were asked for */
  hits = 0;
  /** products that had to be made */
  misses = 0;
  /** by the hash of the key; the one used last is the last */
  readonly #entries = new Map<string, Entry>();
  #bytes = 0;
  #parts = 0;

  private constructor(private readonly options: SpoolOptions) {}

  /** Takes over what is complete in the directory, and removes what a process that died left behind. */
  static async open(options: SpoolOptions): Promise<Spool> {
    const spool = new Spool(options);
    await mkdir(options.directory, { recursive: true });
    for (const { hash, path, bytes } of await entriesOf(options.directory)) {
      spool.#entries.set(hash, { path, bytes, users: 0 });
      spool.#bytes += bytes;
    }
    await spool.#reserve(0, 0);
    return spool;
  }

  /** What all entries take on disk. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Whether a product is there, or being made: then it costs nothing more. */
  has(key: string): boolean {
    return this.#entries.has(hashOf(key));
  }

  /**
   * The product of this key (an ETag: the same key means the same bytes) as a source, which is to be closed; until then it is kept.
   * Who comes while it is made waits for it. It goes on being made until nobody waits, and then leaves nothing behind.
   * @throws LimitError when it does not fit; TransientError when the disk is full or fails; CancelledError; what `produce` throws
   */
  async entry(key: string, options: EntryOptions, produce: Produce): Promise<ByteSource> {
    try {
      return await this.#entry(key, options, produce);
    } catch (error) {
      if (!(error instanceof Vanished)) throw error;
      return await this.#entry(key, options, produce);
    }
  }

  async #entry(key: string, { name, lastModified, signal, hold }: EntryOptions, produce: Produce): Promise<ByteSource> {
    const hash = hashOf(key);
    // From the last look to the entry in its place there is no await, for two who come at the same time are to find the same one.
    for (let given = this.#givenUp(hash); given; given = this.#givenUp(hash)) await untilAborted(given, name, signal);
    const entry = this.#entries.get(hash) ?? { path: '', bytes: 0, users: 0 };
    this.#entries.delete(hash);
    this.#entries.set(hash, entry);
    entry.users++;
    try {
      if (entry.path !== '' || entry.making) this.hits += 1;
      else {
        this.misses += 1;
        entry.making = this.#make(hash, entry, produce, hold);
      }
      if (entry.making) await untilAborted(entry.making.done, name, signal);
      const source = await fileSource(entry.path, { name, signal }).catch((error: unknown) => {
        if (!(error instanceof NotFoundError)) throw error;
        this.#forget(hash, entry);
        throw new Vanished(name, { cause: error });
      });
      await utimes(entry.path, new Date(), new Date()).catch(() => undefined); // the order after a restart, no more
      return asProduct(source, key, lastModified, () => this.#leave(entry));
    } catch (error) {
      this.#leave(entry);
      if (entry.users === 0 && !entry.making) await this.#drop(hash, entry);
      throw error;
    }
  }

  /** Ends what is being made. */
  async close(): Promise<void> {
    const making = [...this.#entries.values()].flatMap((entry) => entry.making ?? []);
    for (const { stop } of making) stop.abort(new CancelledError('the service stops'));
    await Promise.allSettled(making.map(({ done }) => done));
  }

  /** Settles when what nobody waited for any more has ended: until then it may still write. */
  #givenUp(hash: string): Promise<void> | undefined {
    const making = this.#entries.get(hash)?.making;
    return making?.stop.signal.aborted ? making.done.catch(() => undefined) : undefined;
  }

  #make(hash: string, entry: Entry, produce: Produce, hold: EntryOptions['hold']): NonNullable<Entry['making']> {
    const stop = new AbortController();
    const release = hold?.();
    const done = this.#write(hash, entry, produce, stop.signal)
      .finally(() => (entry.making = undefined))
      .finally(release);
    done.catch(() => undefined); // told to those who wait, and perhaps nobody does any more
    return { done, stop };
  }

  async #write(hash: string, entry: Entry, produce: Produce, signal: AbortSignal): Promise<void> {
    const part = join(this.options.directory, `${hash}-${this.#parts++}${PART}`);
    let claimed = 0;
    const grow = async (bytes: number): Promise<void> => {
      signal.throwIfAborted();
      await this.#reserve(bytes, entry.bytes + claimed);
      entry.bytes += bytes;
    };
    const claim = async (bytes: number): Promise<void> => {
      signal.throwIfAborted();
      await this.#reserve(bytes, entry.bytes + claimed);
      claimed += bytes;
    };
    try {
      const writer = await SpoolWriter.open(part, { grow, claim });
      try {
        signal.throwIfAborted();
        await produce(writer, signal);
        signal.throwIfAborted();
        await writer.sync();
      } finally {
        await writer.close();
      }
      const path = join(this.options.directory, nameOf(hash, entry.bytes));
      await rename(part, path);
      entry.path = path;
    } catch (error) {
      await rm(part, { force: true }).catch(() => undefined);
      this.#bytes -= entry.bytes;
      entry.bytes = 0;
      if (this.#entries.get(hash) === entry) this.#entries.delete(hash);
      throw error;
    } finally {
      this.#bytes -= claimed;
    }
  }

  /** Takes so many bytes of the room there is; entries that nobody uses make way. */
  async #reserve(bytes: number, own: number): Promise<void> {
    const { maxBytes } = this.options;
    if (own + bytes > maxBytes)
      throw new LimitError(
        `the product, with what is kept on disk while it is made, is too large: there is room for ${maxBytes} bytes (SODALITE_SPOOL); ask for a smaller part`,
      );
    this.#bytes += bytes;
    const removed: Promise<void>[] = [];
    for (const [hash, entry] of this.#entries) {
      if (this.#bytes <= maxBytes) break;
      if (entry.users === 0 && !entry.making) removed.push(this.#drop(hash, entry));
    }
    await Promise.all(removed);
    if (this.#bytes <= maxBytes) return;
    this.#bytes -= bytes;
    throw new TransientError('there is no room for this product on disk while others are in use', RETRY_AFTER_SECONDS);
  }

  async #drop(hash: string, entry: Entry): Promise<void> {
    if (this.#entries.get(hash) !== entry) return;
    this.#entries.delete(hash);
    this.#bytes -= entry.bytes;
    if (entry.path !== '') await rm(entry.path, { force: true }).catch(() => undefined);
  }

  #forget(hash: string, entry: Entry): void {
    if (this.#entries.get(hash) !== entry) return;
    this.#entries.delete(hash);
    this.#bytes -= entry.bytes;
    entry.bytes = 0;
  }

  #leave(entry: Entry): void {
    if (--entry.users === 0) entry.making?.stop.abort(new CancelledError('nobody waits for this product any more'));
  }
}

/** The file of a product that was complete has gone: somebody tidied up. */
class Vanished extends Error {}

const hashOf = (key: string): string => createHash('sha256').update(key).digest('hex');

const RETRY_AFTER_SECONDS = 10;

/** A promise that others wait for as well: this one stops waiting when the signal says so, and the work goes on. */
async function untilAborted(done: Promise<void>, name: string, signal?: AbortSignal): Promise<void> {
  if (!signal) return done;
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const stop = (): void => reject(new CancelledError(`waiting for ${name} was cancelled`));
  if (signal.aborted) stop();
  signal.addEventListener('abort', stop, { once: true });
  try {
    await Promise.race([aborted, done]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

/** The file with the etag and the time of the product; `leave` is called once, when it is closed. */
function asProduct(source: ByteSource, etag: string, lastModified: Date, leave: () => void): ByteSource {
  let isOpen = true;
  return {
    name: source.name,
    size: source.size,
    etag,
    lastModified,
    read: (range, options) => source.read(range, options),
    async close() {
      await source.close();
      if (isOpen) leave();
      isOpen = false;
    },
  };
}
