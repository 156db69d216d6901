import { createHash } from 'node:crypto';
import { FatalError, LimitError } from '#faults';
import { IndexSet } from './index-set.js';
import type { Bytes, Objects } from './objects.js';
import { encodeEntries, isResultId, listKey, padded, type ResultCounts, type ResultEntry } from './result-entry.js';

export interface NewResult {
  /** unique in the job; the last segment of its URL. One that ends in `-<index + 1>` is found fastest. */
  readonly id: string;
  readonly contentType: string;
  readonly fileName?: string;
  /** without, the hash of the bytes */
  readonly etag?: string;
  readonly bytes: Bytes;
}

export interface WriterOptions {
  readonly job: string;
  readonly attempt: number;
  /** results of earlier attempts */
  readonly done: IndexSet;
  readonly counts: ResultCounts;
  /** of all results of the job */
  readonly maxBytes: number;
  readonly flushMs: number;
}

/** Up to here a result shares an object with others. */
const SMALL = 1024 * 1024;
const PACK_BYTES = 8 * 1024 * 1024;
const PACK_RESULTS = 1000;

/**
 * Takes the results of one attempt. Small ones are gathered: a pack of bytes and then the list of what is in it, each at once or not at all; so there is
 * never half a result, and what was not listed when a worker died is made again under the same index.
 */
export class ResultWriter {
  private pack: Uint8Array[] = [];
  private packBytes = 0;
  private entries: ResultEntry[] = [];
  private serial = 0;
  private writing: Promise<void> = Promise.resolve();
  private timer: NodeJS.Timeout | undefined;
  private broken: unknown;
  private sums: { made: number; empty: number; failed: number; bytes: number };

  constructor(
    private readonly objects: Objects,
    private readonly options: WriterOptions,
  ) {
    this.sums = { ...options.counts };
  }

  /** Whether that result is there already: it is not to be made again. */
  has(index: number): boolean {
    return this.options.done.has(index);
  }

  /** What is on the disk, of all attempts. */
  get counts(): ResultCounts {
    return { ...this.sums };
  }

  /** @throws TransientError when the place for results is full or away, LimitError when the job's results are too many bytes; what `bytes` throws */
  async add(index: number, { id, contentType, fileName = id, etag, bytes }: NewResult): Promise<void> {
    this.check(index, id);
    const hash = etag === undefined ? createHash('sha256') : undefined;
    const watched = this.watched(bytes, hash);
    const { small, rest } = await begin(watched);
    const key = small ? undefined : `r-${padded(this.options.attempt)}-${index}`;
    const length = key === undefined ? small!.length : await this.objects.put(`${this.options.job}/${key}`, rest!);
    const common = { index, id, status: 'made' as const, contentType, bytes: length, fileName, at: Date.now() };
    const tag = etag ?? hash!.digest('hex').slice(0, 32);
    this.check(index, id);
    if (key !== undefined) this.take({ ...common, etag: tag, place: { object: key, offset: 0 } });
    else {
      const place = { object: this.packName(), offset: this.packBytes };
      this.pack.push(small!);
      this.packBytes += length;
      this.take({ ...common, etag: tag, place });
    }
    await this.whenFull();
  }

  /** The combination has no pixels. @param reason `Label: sentence` */
  empty(index: number, id: string, reason: string): Promise<void> {
    return this.without('empty', index, id, reason);
  }

  /** @param reason `Label: sentence` */
  failed(index: number, id: string, reason: string): Promise<void> {
    return this.without('failed', index, id, reason);
  }

  /** Until everything that was given is on the disk and in the list. @throws as `add` does */
  async flush(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    if (this.entries.length > 0) {
      const { pack, entries } = this;
      const [packKey, key] = [
        `${this.options.job}/${this.packName()}`,
        listKey(this.options.job, this.options.attempt, this.serial, entries),
      ];
      this.serial += 1;
      [this.pack, this.entries, this.packBytes] = [[], [], 0];
      this.writing = this.writing.then(() => this.write(packKey, pack, key, entries));
      // A timer may have asked: nobody waits for it then, and the next one who does is told.
      this.writing = this.writing.catch((error: unknown) => void (this.broken ??= error));
    }
    await this.writing;
    if (this.broken) throw this.broken;
  }

  /** Lets go of what was not flushed. */
  discard(): void {
    clearTimeout(this.timer);
    [this.pack, this.entries, this.packBytes] = [[], [], 0];
  }

  private async write(packKey: string, pack: Uint8Array[], key: string, entries: ResultEntry[]): Promise<void> {
    if (this.broken) return;
    if (pack.length > 0) await this.objects.put(packKey, Buffer.concat(pack));
    await this.objects.put(key, encodeEntries(entries));
    for (const { status, bytes } of entries) {
      this.sums[status] += 1;
      this.sums.bytes += bytes;
    }
  }

  private async without(status: 'empty' | 'failed', index: number, id: string, reason: string): Promise<void> {
    this.check(index, id);
    const etag = createHash('sha256').update(reason).digest('hex').slice(0, 32);
    const text = Buffer.byteLength(reason) + 1;
    this.take({ index, id, status, contentType: 'text/plain', bytes: text, etag, fileName: `${id}.txt`, at: Date.now(), reason });
    await this.whenFull();
  }

  private take(entry: ResultEntry): void {
    this.options.done.add(entry.index);
    this.entries.push(entry);
    this.timer ??= setTimeout(() => void this.flush().catch(() => undefined), this.options.flushMs).unref();
  }

  private async whenFull(): Promise<void> {
    if (this.packBytes >= PACK_BYTES || this.entries.length >= PACK_RESULTS) await this.flush();
    if (this.broken) throw this.broken;
  }

  private packName(): string {
    return `p-${padded(this.options.attempt)}-${padded(this.serial)}`;
  }

  private check(index: number, id: string): void {
    if (!isResultId(id)) throw new FatalError(`the id of a result needs unreserved characters, got '${id}'`);
    if (this.has(index)) throw new FatalError(`result ${index} of the job was given before`);
  }

  private async *watched(bytes: Bytes, hash: { update(chunk: Uint8Array): unknown } | undefined): AsyncGenerator<Uint8Array> {
    let length = this.sums.bytes + this.packBytes;
    for await (const chunk of bytes instanceof Uint8Array ? [bytes] : bytes) {
      length += chunk.length;
      if (length > this.options.maxBytes)
        throw new LimitError(`the results of a job take up to ${this.options.maxBytes} bytes; ask for less in one job`);
      hash?.update(chunk);
      yield chunk;
    }
  }
}

/** Either all bytes, when they are few, or a stream of all of them. */
async function begin(bytes: AsyncGenerator<Uint8Array>): Promise<{ small?: Uint8Array; rest?: AsyncIterable<Uint8Array> }> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for (let next = await bytes.next(); ; next = await bytes.next()) {
    if (next.done) return { small: Buffer.concat(chunks) };
    // The giver may use its memory again once the next chunk is asked for.
    chunks.push(Buffer.from(next.value));
    length += next.value.length;
    if (length > SMALL) break;
  }
  return {
    rest: (async function* () {
      yield* chunks.splice(0);
      yield* bytes;
    })(),
  };
}
