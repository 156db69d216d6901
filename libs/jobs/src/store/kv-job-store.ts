import { setTimeout as pause } from 'node:timers/promises';
import { jetstream, JetStreamApiCodes, JetStreamApiError } from '@nats-io/jetstream';
import { Kvm, type KV, type KvWatchEntry } from '@nats-io/kv';
import type { NatsConnection, QueuedIterator } from '@nats-io/nats-core';
import { DomainError, FatalError, TransientError } from '#faults';
import { isJobId, type Job, type JobSummary } from '../record/job.js';
import { encodeRecord } from './encode-record.js';
import { JobIndex } from './job-index.js';
import { JobStore, type JobCount, type JobListener, type JobQuery, type Stored } from './job-store.js';

export interface KvJobStoreOptions {
  readonly bucket?: string;
  /** machines that hold each record */
  readonly replicas?: number;
}

const WATCH_AGAIN_MS = 500;
const CONFLICT: readonly number[] = [JetStreamApiCodes.StreamWrongLastSequence, JetStreamApiCodes.StreamWrongLastSequenceUnknown];

/** A JetStream key-value bucket, for any number of processes; the revisions are the bucket's. */
export class KvJobStore extends JobStore {
  private readonly index = new JobIndex();
  private watching: QueuedIterator<KvWatchEntry> | undefined;
  private closed = false;

  private constructor(private readonly kv: KV) {
    super();
  }

  /** Ready when all records that there are have been seen. */
  static async open(connection: NatsConnection, { bucket = 'sodalite-jobs', replicas = 1 }: KvJobStoreOptions = {}): Promise<KvJobStore> {
    // Reading from the leader alone (no allow_direct): who has just changed a job sees it changed.
    const kv = await new Kvm(jetstream(connection)).create(bucket, { replicas, history: 1, allow_direct: false }).catch(failed);
    const store = new KvJobStore(kv);
    await new Promise<void>((resolve) => void store.follow(resolve));
    return store;
  }

  override async create(job: Job): Promise<Stored> {
    const bytes = encodeRecord(job);
    try {
      return this.seen(job, await this.kv.create(job.id, bytes));
    } catch (error) {
      if (isConflict(error)) throw new FatalError(`the job ${job.id} is there already`, { cause: error });
      return failed(error);
    }
  }

  override async get(id: string): Promise<Stored | undefined> {
    if (!isJobId(id)) return undefined;
    const entry = await this.kv.get(id).catch(failed);
    return entry?.operation === 'PUT' ? this.seen(entry.json<Job>(), entry.revision) : undefined;
  }

  override async replace(job: Job, revision: number): Promise<Stored | undefined> {
    const bytes = encodeRecord(job);
    try {
      return this.seen(job, await this.kv.update(job.id, bytes, revision));
    } catch (error) {
      return isConflict(error) ? undefined : failed(error);
    }
  }

  override async delete(id: string): Promise<boolean> {
    const stored = await this.get(id);
    if (!stored) return false;
    await this.kv.delete(id).catch(failed);
    this.index.delete(id, stored.revision);
    return true;
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
    this.closed = true;
    this.watching?.stop();
  }

  private seen(job: Job, revision: number): Stored {
    this.index.set(job, revision);
    return { job, revision };
  }

  /** Follows the bucket; begins again when the following breaks off, for what has changed meanwhile is told then. */
  private async follow(ready: () => void): Promise<void> {
    while (!this.closed) {
      try {
        await this.followOnce(ready);
      } catch {
        // The broker is away; what is read and written meanwhile says so itself.
      }
      if (!this.closed) await pause(WATCH_AGAIN_MS, undefined, { ref: false });
    }
  }

  private async followOnce(ready: () => void): Promise<void> {
    const entries = await this.kv.watch();
    this.watching = entries;
    const gone = new Set(this.index.ids());
    // Asked after the watch has begun: what is there by then comes as an old entry or as a new one.
    const { messages, last_seq: latest } = (await this.kv.status().catch(failed)).streamInfo.state;
    let isComplete = false;
    const complete = (): void => {
      isComplete = true;
      for (const id of gone) this.index.delete(id, latest);
      ready();
    };
    if (messages === 0) complete();
    for await (const entry of entries) {
      gone.delete(entry.key);
      if (entry.operation === 'PUT') this.index.set(entry.json<Job>(), entry.revision);
      else this.index.delete(entry.key, entry.revision);
      if (!isComplete && entry.isUpdate) complete();
    }
  }
}

const isConflict = (error: unknown): boolean => error instanceof JetStreamApiError && CONFLICT.includes(error.code);

function failed(cause: unknown): never {
  if (cause instanceof DomainError) throw cause;
  throw new TransientError('the store of jobs cannot be reached at the moment', 5, { cause });
}
