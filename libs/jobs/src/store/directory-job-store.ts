import { mkdirSync } from 'node:fs';
import { open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { FatalError, TransientError } from '#faults';
import { isJobId, type Job, type JobSummary } from '../record/job.js';
import { lockDirectory } from './directory-lock.js';
import { encodeRecord } from './encode-record.js';
import { JobIndex } from './job-index.js';
import { JobStore, type JobCount, type JobListener, type JobQuery, type Stored } from './job-store.js';

const SUFFIX = '.json';
/** Records kept in memory. */
const CACHED = 1000;

/**
 * A file for each job, for one process. A record is written beside its place and moved there when it is on the disk, so that a process or machine that
 * ends at any moment leaves the old one or the new one.
 */
export class DirectoryJobStore extends JobStore {
  private readonly index = new JobIndex();
  private readonly cache = new Map<string, Stored>();
  private readonly turns = new Map<string, Promise<unknown>>();
  private serial = 0;

  private constructor(
    private readonly directory: string,
    private readonly unlock: () => void,
    /** files that are no records; they were put aside */
    readonly damaged: readonly string[],
  ) {
    super();
  }

  /** @throws UsageError when another process has the directory */
  static async open(directory: string): Promise<DirectoryJobStore> {
    mkdirSync(directory, { recursive: true });
    const unlock = lockDirectory(directory);
    const damaged: string[] = [];
    const store = new DirectoryJobStore(directory, unlock, damaged);
    for (const name of await readdir(directory)) {
      if (name.endsWith('.part')) await rm(join(directory, name), { force: true });
      if (!name.endsWith(SUFFIX)) continue;
      const stored = await store.read(name.slice(0, -SUFFIX.length)).catch(() => undefined);
      if (stored) store.index.set(stored.job, stored.revision);
      else await rename(join(directory, name), join(directory, `${name}.damaged`));
      if (!stored) damaged.push(name);
    }
    return store;
  }

  override create(job: Job): Promise<Stored> {
    return this.inTurn(job.id, async () => {
      if (this.index.has(job.id)) throw new FatalError(`the job ${job.id} is there already`);
      return this.write({ job, revision: 1 });
    });
  }

  override async get(id: string): Promise<Stored | undefined> {
    if (!isJobId(id) || !this.index.has(id)) return undefined;
    return this.cache.get(id) ?? this.inTurn(id, async () => (this.index.has(id) ? this.read(id) : undefined));
  }

  override replace(job: Job, revision: number): Promise<Stored | undefined> {
    return this.inTurn(job.id, async () => {
      if (this.index.revisionOf(job.id) !== revision) return undefined;
      return this.write({ job, revision: revision + 1 });
    });
  }

  override delete(id: string): Promise<boolean> {
    return this.inTurn(id, async () => {
      const revision = this.index.revisionOf(id);
      if (revision === undefined) return false;
      await rm(this.pathOf(id), { force: true }).catch(failed);
      this.cache.delete(id);
      this.index.delete(id, revision);
      return true;
    });
  }

  override async list(query: JobQuery): Promise<JobSummary[]> {
    return this.index.list(query);
  }

  override counts(): JobCount[] {
    return this.index.counts();
  }

  override watch(listener: JobListener): () => void {
    return this.index.watch(listener);
  }

  override async close(): Promise<void> {
    await Promise.allSettled(this.turns.values());
    this.unlock();
  }

  private pathOf(id: string): string {
    return join(this.directory, `${id}${SUFFIX}`);
  }

  private async read(id: string): Promise<Stored> {
    const stored = JSON.parse(await readFile(this.pathOf(id), 'utf8')) as Stored;
    if (stored.job.id !== id || !Number.isInteger(stored.revision)) throw new FatalError(`the record of ${id} is that of another job`);
    this.keep(stored);
    return stored;
  }

  private async write(stored: Stored): Promise<Stored> {
    encodeRecord(stored.job);
    const path = this.pathOf(stored.job.id);
    const part = `${path}.${this.serial++}.part`;
    try {
      const file = await open(part, 'wx');
      try {
        await file.writeFile(JSON.stringify(stored));
        await file.datasync();
      } finally {
        await file.close();
      }
      await rename(part, path);
      await syncDirectory(this.directory);
    } catch (cause) {
      await rm(part, { force: true }).catch(() => undefined);
      return failed(cause);
    }
    this.keep(stored);
    this.index.set(stored.job, stored.revision);
    return stored;
  }

  private keep(stored: Stored): void {
    this.cache.delete(stored.job.id);
    this.cache.set(stored.job.id, stored);
    if (this.cache.size > CACHED) this.cache.delete(this.cache.keys().next().value!);
  }

  /** What is done to one job is done one after the other. */
  private inTurn<T>(id: string, work: () => Promise<T>): Promise<T> {
    const turn = (this.turns.get(id) ?? Promise.resolve()).then(work, work);
    const end = (): void => {
      if (this.turns.get(id) === turn) this.turns.delete(id);
    };
    this.turns.set(id, turn);
    turn.then(end, end);
    return turn;
  }
}

async function syncDirectory(directory: string): Promise<void> {
  const handle = await open(directory, 'r');
  await handle.sync().finally(() => handle.close());
}

function failed(cause: unknown): never {
  const { code } = cause as NodeJS.ErrnoException;
  throw new TransientError(
    code === 'ENOSPC' ? 'the disk for jobs is full' : `the disk for jobs cannot be written at the moment (${code})`,
    60,
    { cause },
  );
}
