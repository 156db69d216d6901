import type { Bus } from '#bus';
import { TransientError } from '#faults';
import type { ByteSource } from '#fits';
import type { Logger } from '#ops';
import type { Compression, ExpandedOptions, SourceDescription, SourceOpener } from '#storage';
import type { Dataset } from '../catalog.js';
import { catalogChanged } from '../messages.js';
import { Contents, type OpenFile } from './open-file.js';

interface Entry extends OpenFile {
  readonly description: SourceDescription;
  readonly version: string;
  readonly compression: Compression | undefined;
  users: number;
  /** no longer in the table: closed when the last user is done */
  retired: boolean;
  readonly contents: Contents;
}

/** Files and their headers stay for the next request, as long as the file does not change. */
const MOST_OPEN = 256;
const MOST_BYTES = 128 * 1024 * 1024;
/** Files that requests use at this moment, all of them together: each may hold a file descriptor. */
const MOST_USED = 512;

export interface OpenFilesOptions {
  readonly opener: Pick<SourceOpener, 'open' | 'version'>;
  readonly expanded: Pick<ExpandedOptions, 'directory' | 'maxBytes'>;
  readonly logger: Pick<Logger, 'warn'>;
}

/** The files of datasets that are open in this process, for all services in it. */
export class OpenFiles {
  private readonly entries = new Map<string, Entry>();
  private used = 0;
  private readonly deafen: () => void;

  constructor(
    bus: Bus,
    private readonly options: OpenFilesOptions,
  ) {
    // A file that nobody asks for any more, because it has gone, must not be kept open: it would hold its place on the disk.
    this.deafen = bus.listen(catalogChanged, () => void this.sweep());
  }

  /**
   * @throws what opening and `work` throw; NotFoundError when the file has gone since it was catalogued; TransientError when all requests together
   * use too many files
   */
  async use<T>(dataset: Dataset, work: (open: OpenFile) => Promise<T>, signal?: AbortSignal): Promise<T> {
    const { open, leave } = await this.hold(dataset, signal);
    try {
      return await work(open);
    } finally {
      await leave();
    }
  }

  /** As `use`, until `leave` is called: for those who need several files at once. */
  async hold({ file }: Dataset, signal?: AbortSignal): Promise<{ readonly open: OpenFile; leave(): Promise<void> }> {
    if (this.used >= MOST_USED) throw new TransientError(`requests use ${MOST_USED} files at this moment; try again later`);
    this.used += 1;
    try {
      const entry = await this.enter(file, signal);
      return { open: entry, leave: () => this.leave(entry) };
    } catch (error) {
      this.used -= 1;
      throw error;
    }
  }

  /** Lets go of the local files that have changed or gone; a remote one holds nothing but memory. */
  async sweep(): Promise<void> {
    for (const [key, entry] of this.entries) {
      if (entry.description.kind !== 'file') continue;
      const version = await this.options.opener.version(entry.description, entry.source).catch(() => undefined);
      if (version !== entry.version && this.entries.get(key) === entry) await this.retire(key, entry);
    }
  }

  /** Closes each when its last user is done. */
  async close(): Promise<void> {
    this.deafen();
    for (const [key, entry] of this.entries) await this.retire(key, entry);
  }

  private async leave(entry: Entry): Promise<void> {
    this.used -= 1;
    entry.users -= 1;
    if (entry.retired) await this.closeUnused(entry);
    await this.shrink();
  }

  /** Counts the caller as a user before anybody else can run: an entry without users may be closed at any time. */
  private async enter({ source: description, compression, name }: Dataset['file'], signal?: AbortSignal): Promise<Entry> {
    const { opener } = this.options;
    const key = `${name}\n${JSON.stringify(description)}`;
    const version = await opener.version(description, { name, signal });
    const known = this.entries.get(key);
    // For a while after a file was replaced the catalogue may say how the old one was compressed.
    const isIt = (entry: Entry | undefined): entry is Entry => entry?.version === version && entry.compression === compression;
    if (isIt(known)) {
      this.entries.delete(key); // and in again, as the newest
      this.entries.set(key, known);
      return entered(known);
    }
    const source = await opener.open(description, { name, signal });
    const raced = this.entries.get(key);
    if (isIt(raced)) {
      entered(raced);
      await this.closed(source);
      return raced;
    }
    const entry = entered(this.newEntry(source, description, compression, version));
    if (raced) await this.retire(key, raced);
    this.entries.set(key, entry);
    return entry;
  }

  private newEntry(source: ByteSource, description: SourceDescription, compression: Compression | undefined, version: string): Entry {
    const contents = new Contents(source, compression, this.options.expanded, () => void this.shrink());
    const entry: Entry = {
      source,
      description,
      version,
      compression,
      users: 0,
      retired: false,
      contents,
      images: (signal) => contents.images(signal),
      spectra: (signal) => contents.spectra(signal),
      stay: () => {
        this.used += 1;
        entry.users += 1;
        return () => this.leave(entry);
      },
    };
    return entry;
  }

  /** The oldest go when there are too many, or when what is known of them takes too much memory. */
  private async shrink(): Promise<void> {
    let bytes = 0;
    for (const { contents } of this.entries.values()) bytes += contents.bytes;
    for (const [key, entry] of this.entries) {
      if (this.entries.size <= MOST_OPEN && bytes <= MOST_BYTES) return;
      bytes -= entry.contents.bytes;
      await this.retire(key, entry);
    }
  }

  private async retire(key: string, entry: Entry): Promise<void> {
    if (this.entries.get(key) === entry) this.entries.delete(key);
    entry.retired = true;
    await this.closeUnused(entry);
  }

  private async closeUnused({ users, contents }: Entry): Promise<void> {
    if (users === 0) await this.closed(contents);
  }

  /** Nobody can do anything about a file that does not close, so nobody is told but the log. */
  private async closed(file: Pick<ByteSource, 'name' | 'close'>): Promise<void> {
    await file.close().catch((error: unknown) => this.options.logger.warn({ err: error }, `${file.name} did not close well`));
  }
}

function entered(entry: Entry): Entry {
  entry.users += 1;
  return entry;
}
