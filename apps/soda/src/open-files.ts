import { stat } from 'node:fs/promises';
import type { BeforeApplicationShutdown } from '@nestjs/common';
import { NotFoundError } from '#faults';
import type { ByteSource } from '#fits';
import { openImages, type Images } from '#products';
import { fileSource } from '#storage';
import type { Dataset } from '#catalog';

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
}

/** Files and their headers stay for the next request, as long as the file does not change. */
const MOST_OPEN = 256;

export class OpenFiles implements BeforeApplicationShutdown {
  private readonly entries = new Map<string, Entry>();

  /** @throws what opening and `work` throw; NotFoundError when the file has gone since it was catalogued */
  async use<T>({ file }: Dataset, work: (open: OpenFile) => Promise<T>): Promise<T> {
    const entry = await this.enter(file);
    try {
      return await work(entry);
    } finally {
      entry.users -= 1;
      if (entry.retired) await closeUnused(entry);
    }
  }

  async beforeApplicationShutdown(): Promise<void> {
    for (const entry of this.entries.values()) await this.retire(entry);
    this.entries.clear();
  }

  /** Counts the caller as a user before anybody else can run: an entry without users may be closed at any time. */
  private async enter({ path, name }: Dataset['file']): Promise<Entry> {
    const version = await versionOf(path, name);
    const known = this.entries.get(path);
    this.entries.delete(path); // and in again, as the newest
    if (known?.version === version) {
      this.entries.set(path, known);
      return entered(known);
    }
    if (known) await this.retire(known);
    const source = await fileSource(path, { name });
    const raced = this.entries.get(path);
    if (raced?.version === version) {
      entered(raced);
      await source.close();
      return raced;
    }
    const entry = entered(newEntry(source, version));
    this.entries.set(path, entry);
    if (raced) await this.retire(raced);
    if (this.entries.size > MOST_OPEN) {
      const [oldest, unused] = this.entries.entries().next().value!;
      this.entries.delete(oldest);
      await this.retire(unused);
    }
    return entry;
  }

  private async retire(entry: Entry): Promise<void> {
    entry.retired = true;
    await closeUnused(entry);
  }
}

function newEntry(source: ByteSource, version: string): Entry {
  let images: Promise<Images> | undefined;
  return {
    source,
    version,
    users: 0,
    retired: false,
    // Shared by all who ask meanwhile, so nobody's signal ends it; a failure is not kept.
    images: () => (images ??= openImages(source).catch((error: unknown) => ((images = undefined), Promise.reject(error as Error)))),
  };
}

function entered(entry: Entry): Entry {
  entry.users += 1;
  return entry;
}

async function closeUnused(entry: Entry): Promise<void> {
  if (entry.users === 0) await entry.source.close();
}

async function versionOf(path: string, name: string): Promise<string> {
  try {
    const { ino, size, mtimeNs } = await stat(path, { bigint: true });
    return `${ino}-${size}-${mtimeNs}`;
  } catch (cause) {
    throw new NotFoundError(`${name} is no longer there`, { cause });
  }
}
