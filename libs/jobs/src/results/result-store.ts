import type { ByteReadOptions, ByteSource } from '#fits';
import { memorySource } from '#storage';
import { IndexSet } from './index-set.js';
import type { Bytes, ObjectInfo, Objects } from './objects.js';
import { decodeEntries, parseListKey, type ResultCounts, type ResultEntry } from './result-entry.js';
import { ResultWriter } from './result-writer.js';

export interface ResultStoreOptions {
  /** bytes of all results of one job */
  readonly maxBytesPerJob?: number;
  /** how long a result may wait for others before it is listed */
  readonly flushMs?: number;
}

export interface ListOptions {
  readonly skip?: number;
  readonly limit?: number;
}

/** Lists that are kept as they were read, of up to 1000 results each. */
const CACHED_LISTS = 32;

/** Results, and the tables that came with jobs; on a disk or in S3, as `objects` has it. */
export class ResultStore {
  private readonly lists = new Map<string, readonly ResultEntry[]>();

  constructor(
    private readonly objects: Objects,
    private readonly options: ResultStoreOptions = {},
  ) {}

  /** @param attempt higher than that of every earlier writer of the job */
  async writer(job: string, attempt: number): Promise<ResultWriter> {
    const done = new IndexSet();
    const counts = { made: 0, empty: 0, failed: 0, bytes: 0 };
    for await (const { index, status, bytes } of this.list(job)) {
      done.add(index);
      counts[status] += 1;
      counts.bytes += bytes;
    }
    const { maxBytesPerJob: maxBytes = Infinity, flushMs = 300 } = this.options;
    return new ResultWriter(this.objects, { job, attempt, done, counts, maxBytes, flushMs });
  }

  /** In the order in which they were made; each index once, though two attempts made it. Memory does not grow with their number. */
  async *list(job: string, { skip = 0, limit = Infinity }: ListOptions = {}): AsyncGenerator<ResultEntry> {
    const seen = new IndexSet();
    let at = 0;
    for (const list of await this.listsOf(job)) {
      for (const entry of await this.entriesOf(list)) {
        if (!seen.add(entry.index)) continue;
        if (at >= skip + limit) return;
        if (at++ >= skip) yield entry;
      }
    }
  }

  async counts(job: string): Promise<ResultCounts> {
    return (await this.writer(job, 0)).counts;
  }

  async find(job: string, id: string): Promise<ResultEntry | undefined> {
    const index = Number(/-(\d{1,9})$/.exec(id)?.[1] ?? 0) - 1;
    const lists = await this.listsOf(job);
    const likely = lists.filter(({ key }) => {
      const { least, most } = parseListKey(key)!;
      return index >= least && index <= most;
    });
    for (const list of new Set([...likely, ...lists])) {
      const found = (await this.entriesOf(list)).find((entry) => entry.id === id);
      if (found) return found;
    }
    return undefined;
  }

  /** The bytes of a result, or its reason. */
  source(job: string, { place, id, bytes, etag, at, reason = '' }: ResultEntry): ByteSource {
    const about = { name: id, etag, lastModified: new Date(at) };
    if (!place) return memorySource(Buffer.from(`${reason}\n`), about);
    return this.objectSource(`${job}/${place.object}`, place.offset, { ...about, size: bytes });
  }

  /** Keeps something beside the results, such as a table that came with the job. @returns bytes */
  attach(job: string, name: string, bytes: Bytes): Promise<number> {
    return this.objects.put(`${job}/a-${name}`, bytes);
  }

  /** @throws NotFoundError when reading what is not there */
  attachment(job: string, name: string, about: { readonly bytes: number; readonly at: number }): ByteSource {
    const known = { name, size: about.bytes, etag: `${job}-${name}-${about.bytes}`, lastModified: new Date(about.at) };
    return this.objectSource(`${job}/a-${name}`, 0, known);
  }

  /** Of all attachments of a job. */
  async attachedBytes(job: string): Promise<number> {
    const attached = (await this.objects.list(job)).filter(({ key }) => key.startsWith(`${job}/a-`));
    return attached.reduce((sum, { bytes }) => sum + bytes, 0);
  }

  /** Everything of a job. */
  async delete(job: string): Promise<void> {
    await this.objects.remove(job);
    for (const key of this.lists.keys()) if (key.startsWith(`${job}/`)) this.lists.delete(key);
  }

  jobs(): AsyncIterable<{ readonly job: string; readonly at: number }> {
    return this.objects.jobs();
  }

  private async listsOf(job: string): Promise<ObjectInfo[]> {
    return (await this.objects.list(job)).filter(({ key }) => parseListKey(key) !== undefined);
  }

  private async entriesOf({ key, bytes }: ObjectInfo): Promise<readonly ResultEntry[]> {
    const entries = this.lists.get(key) ?? decodeEntries(await this.objects.read(key, { offset: 0, length: bytes }));
    this.lists.delete(key);
    this.lists.set(key, entries);
    if (this.lists.size > CACHED_LISTS) this.lists.delete(this.lists.keys().next().value!);
    return entries;
  }

  private objectSource(key: string, start: number, about: Pick<ByteSource, 'name' | 'size' | 'etag' | 'lastModified'>): ByteSource {
    return {
      ...about,
      isDistant: this.objects.isDistant,
      read: async ({ offset, length }, { into, signal }: ByteReadOptions = {}) => {
        const bytes = await this.objects.read(key, { offset: start + offset, length }, signal);
        if (!into) return bytes;
        into.set(bytes);
        return into.subarray(0, length);
      },
      close: async () => {},
    };
  }
}
