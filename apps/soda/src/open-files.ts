import { realpath, stat } from 'node:fs/promises';
import type { BeforeApplicationShutdown, OnModuleInit } from '@nestjs/common';
import { Injectable } from '@nestjs/common';
import { Bus } from '#bus';
import { catalogChanged, type Dataset } from '#catalog';
import { ForbiddenError, NotFoundError, TransientError, UnsupportedError } from '#faults';
import type { ByteSource } from '#fits';
import { openImages, type Images } from '#products';
import { fileSource } from '#storage';

/** A file that is open, and its headers once somebody needs them. */
export interface OpenFile {
  readonly source: ByteSource;
  images(): Promise<Images>;
}

interface Entry extends OpenFile {
  readonly version: string;
  users: number;
  /** no longer in the table: closed when the last user is done */
  retired: boolean;
  headerBytes: number;
}

/** Files and their headers stay for the next request, as long as the file does not change. */
const MOST_OPEN = 256;
const MOST_HEADER_BYTES = 128 * 1024 * 1024;

@Injectable()
export class OpenFiles implements OnModuleInit, BeforeApplicationShutdown {
  private readonly entries = new Map<string, Entry>();

  constructor(private readonly bus: Bus) {}

  onModuleInit(): void {
    // A file that nobody asks for any more, because it has gone, must not be kept open: it would hold its place on the disk.
    this.bus.listen(catalogChanged, () => void this.sweep());
  }

  /** @throws what opening and `work` throw; NotFoundError when the file has gone since it was catalogued */
  async use<T>({ file }: Dataset, work: (open: OpenFile) => Promise<T>): Promise<T> {
    const entry = await this.enter(file);
    try {
      return await work(entry);
    } finally {
      entry.users -= 1;
      if (entry.retired) await closeUnused(entry);
      await this.shrink();
    }
  }

  /** Lets go of the files that have changed or gone. */
  async sweep(): Promise<void> {
    for (const [path, entry] of this.entries) {
      const version = await versionOf(path, '').catch(() => undefined);
      if (version !== entry.version && this.entries.get(path) === entry) await this.retire(path, entry);
    }
  }

  async beforeApplicationShutdown(): Promise<void> {
    for (const [path, entry] of this.entries) await this.retire(path, entry);
  }

  /** Counts the caller as a user before anybody else can run: an entry without users may be closed at any time. */
  private async enter(file: Dataset['file']): Promise<Entry> {
    const { name } = file;
    const path = localPath(file);
    const version = await versionOf(path, name);
    const known = this.entries.get(path);
    if (known?.version === version) {
      this.entries.delete(path); // and in again, as the newest
      this.entries.set(path, known);
      return entered(known);
    }
    const source = await openInPlace(path, name);
    const raced = this.entries.get(path);
    if (raced?.version === version) {
      entered(raced);
      await source.close();
      return raced;
    }
    const entry = entered(newEntry(source, version));
    if (raced) await this.retire(path, raced);
    this.entries.set(path, entry);
    return entry;
  }

  /** The oldest go when there are too many, or when their headers take too much memory. */
  private async shrink(): Promise<void> {
    let bytes = 0;
    for (const { headerBytes } of this.entries.values()) bytes += headerBytes;
    for (const [path, entry] of this.entries) {
      if (this.entries.size <= MOST_OPEN && bytes <= MOST_HEADER_BYTES) return;
      bytes -= entry.headerBytes;
      await this.retire(path, entry);
    }
  }

  private async retire(path: string, entry: Entry): Promise<void> {
    if (this.entries.get(path) === entry) this.entries.delete(path);
    entry.retired = true;
    await closeUnused(entry);
  }
}

function newEntry(source: ByteSource, version: string): Entry {
  let images: Promise<Images> | undefined;
  const entry: Entry = {
    source,
    version,
    users: 0,
    retired: false,
    headerBytes: 0,
    // Shared by all who ask meanwhile, so nobody's signal ends it; a failure is not kept.
    images: () => (images ??= read()),
  };
  const read = async (): Promise<Images> => {
    try {
      const opened = await openImages(source);
      entry.headerBytes = opened.file.hdus.reduce((sum, { header }) => sum + header.byteLength, 0);
      return opened;
    } catch (error) {
      images = undefined;
      throw error;
    }
  };
  return entry;
}

function entered(entry: Entry): Entry {
  entry.users += 1;
  return entry;
}

async function closeUnused(entry: Entry): Promise<void> {
  if (entry.users === 0) await entry.source.close();
}

function localPath({ source, name }: Dataset['file']): string {
  if (source.kind === 'file') return source.path;
  throw new UnsupportedError(`${name} is not a local file; only those can be opened`);
}

/** The catalogue keeps real paths: one that leads elsewhere by now has been swapped for a link, and is not what was catalogued. */
async function openInPlace(path: string, name: string): Promise<ByteSource> {
  const source = await fileSource(path, { name });
  const real = await realpath(path).catch(() => undefined);
  if (real === path) return source;
  await source.close();
  throw gone(name);
}

async function versionOf(path: string, name: string): Promise<string> {
  try {
    const { ino, size, mtimeNs } = await stat(path, { bigint: true });
    return `${ino}-${size}-${mtimeNs}`;
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') throw gone(name, cause);
    if (code === 'EACCES' || code === 'EPERM') throw new ForbiddenError(`${name} may not be read`, { cause });
    throw new TransientError(`${name} cannot be read at the moment (${code})`, undefined, { cause });
  }
}

const gone = (name: string, cause?: unknown): NotFoundError => new NotFoundError(`${name} is no longer there`, { cause });
