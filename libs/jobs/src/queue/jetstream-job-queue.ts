import { setTimeout as pause } from 'node:timers/promises';
import {
  AckPolicy,
  DiscardPolicy,
  jetstream,
  JetStreamApiError,
  jetstreamManager,
  RetentionPolicy,
  type Consumer,
  type JetStreamClient,
  type JetStreamManager,
  type JsMsg,
} from '@nats-io/jetstream';
import { nanos, type NatsConnection } from '@nats-io/nats-core';
import { DomainError, TransientError } from '#faults';
import { SLOTS, type Slot } from '../record/job.js';
import { JobQueue, type Lease } from './job-queue.js';

export interface JetStreamJobQueueOptions {
  /** of the streams' names, and of their subjects in lower case */
  readonly prefix?: string;
  /** machines that hold each message */
  readonly replicas?: number;
  /** A worker that says nothing for so long is taken for dead; live ones speak three times as often. */
  readonly ackWaitMs?: number;
}

/** One request for a job; then the next one. */
const PULL_MS = 30_000;
/** A broker that waits with us says so this often; when it is silent twice, it is gone and another is asked. */
const HEARTBEAT_MS = 1000;
const AGAIN_MS = 250;
/** stream store_err: maximum messages per subject */
const SUBJECT_IS_FULL = 10077;

/**
 * A work-queue stream for each service, a durable consumer for each slot. A job has a subject of its own, of which the stream takes one message: adding
 * it twice adds it once, and whether it is there can be asked.
 */
export class JetStreamJobQueue extends JobQueue {
  private readonly consumers = new Map<string, Promise<Consumer>>();
  private readonly beats = new Set<NodeJS.Timeout>();
  private readonly prefix: string;
  private readonly ackWaitMs: number;

  private constructor(
    private readonly connection: NatsConnection,
    private readonly client: JetStreamClient,
    private readonly manager: JetStreamManager,
    private readonly options: JetStreamJobQueueOptions,
  ) {
    super();
    this.prefix = options.prefix ?? 'SODALITE-JOBS';
    this.ackWaitMs = options.ackWaitMs ?? 30_000;
  }

  /** The streams of the services are made when there are none. */
  static async open(
    connection: NatsConnection,
    services: readonly string[],
    options: JetStreamJobQueueOptions = {},
  ): Promise<JetStreamJobQueue> {
    const queue = new JetStreamJobQueue(connection, jetstream(connection), await jetstreamManager(connection).catch(failed), options);
    for (const service of services) await queue.prepare(service).catch(failed);
    return queue;
  }

  override async add(service: string, slot: Slot, job: string): Promise<void> {
    try {
      await this.client.publish(this.subject(service, slot, job));
    } catch (error) {
      if (!(error instanceof JetStreamApiError && error.code === SUBJECT_IS_FULL)) failed(error);
    }
  }

  override async has(service: string, slot: Slot, job: string): Promise<boolean> {
    const subject = this.subject(service, slot, job);
    return (await this.manager.streams.getMessage(this.stream(service), { last_by_subj: subject }).catch(failed)) !== null;
  }

  override async take(service: string, slot: Slot, signal: AbortSignal): Promise<Lease | undefined> {
    while (!signal.aborted) {
      const message = await this.next(service, slot, signal);
      if (message && signal.aborted) message.nak();
      else if (message) return this.lease(message, slot);
    }
    return undefined;
  }

  override async depth(service: string, slot: Slot): Promise<number> {
    const consumer = await this.consumer(service, slot);
    const { num_pending, num_ack_pending } = await consumer.info().catch(failed);
    return num_pending + num_ack_pending;
  }

  override async close(): Promise<void> {
    for (const beat of this.beats) clearInterval(beat);
    this.consumers.clear();
  }

  private stream = (service: string): string => `${this.prefix}-${service}`;
  private subject = (service: string, slot: Slot, job: string): string => `${this.prefix.toLowerCase()}.${service}.${slot}.${job}`;

  private async prepare(service: string): Promise<void> {
    await this.manager.streams.add({
      name: this.stream(service),
      subjects: [this.subject(service, '*' as Slot, '*')],
      retention: RetentionPolicy.Workqueue,
      discard: DiscardPolicy.New,
      discard_new_per_subject: true,
      max_msgs_per_subject: 1,
      num_replicas: this.options.replicas ?? 1,
    });
    for (const slot of SLOTS) {
      await this.manager.consumers.add(this.stream(service), {
        durable_name: slot,
        filter_subject: this.subject(service, slot, '*'),
        ack_policy: AckPolicy.Explicit,
        ack_wait: nanos(this.ackWaitMs),
        max_ack_pending: 10_000,
        // Who dies of a job is counted in the job's record, where the reason can be told as well.
        max_deliver: -1,
      });
    }
  }

  private consumer(service: string, slot: Slot): Promise<Consumer> {
    const key = `${service} ${slot}`;
    const consumer = this.consumers.get(key) ?? this.client.consumers.get(this.stream(service), slot);
    this.consumers.set(key, consumer);
    return consumer.catch((error: unknown) => {
      this.consumers.delete(key);
      return failed(error);
    });
  }

  private async next(service: string, slot: Slot, signal: AbortSignal): Promise<JsMsg | undefined> {
    try {
      return await nextOf(await this.consumer(service, slot), signal);
    } catch (error) {
      if (this.connection.isClosed()) throw error;
      // The broker is away, or the consumer has moved to another machine.
      this.consumers.delete(`${service} ${slot}`);
      await pause(AGAIN_MS);
      return undefined;
    }
  }

  private lease(message: JsMsg, slot: Slot): Lease {
    const beat = setInterval(() => message.working(), this.ackWaitMs / 3).unref();
    this.beats.add(beat);
    const still = (): void => {
      clearInterval(beat);
      this.beats.delete(beat);
    };
    const end = async (say: () => void | Promise<unknown>): Promise<void> => {
      still();
      await say();
    };
    return {
      job: message.subject.slice(message.subject.lastIndexOf('.') + 1),
      slot,
      // When the broker does not hear it, the job comes again, and is seen to have ended.
      done: () => end(() => message.ackAck().catch(() => undefined)),
      retry: (afterMs) => end(() => message.nak(afterMs)),
      abandon: still,
    };
  }
}

async function nextOf(consumer: Consumer, signal: AbortSignal): Promise<JsMsg | undefined> {
  const messages = await consumer.fetch({ max_messages: 1, expires: PULL_MS, idle_heartbeat: HEARTBEAT_MS });
  const stop = (): void => messages.stop();
  signal.addEventListener('abort', stop, { once: true });
  try {
    for await (const message of messages) return message;
    return undefined;
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

function failed(cause: unknown): never {
  if (cause instanceof DomainError) throw cause;
  throw new TransientError('the queue of jobs cannot be reached at the moment', 5, { cause });
}
