import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { NatsConnection } from '@nats-io/transport-node';
import { CancelledError, TransientError } from '#faults';
import {
  DirectoryJobStore,
  Janitor,
  JetStreamJobQueue,
  Jobs,
  JobWorker,
  KvJobStore,
  LocalJobQueue,
  ResultStore,
  type JobQueue,
  type JobRunner,
  type JobSettings,
  type JobStore,
} from '#jobs';
import type { Config } from '#ops';
import type { Host } from './host.js';
import { openResults } from './open-results.js';

type Given = Pick<Host, 'config' | 'logger' | 'metrics' | 'tracer' | 'nats' | 'stop' | 'whenDraining'>;

const DAY_SECONDS = 86_400;
/** EXECUTIONDURATION of a job that does not say. */
const USUAL_SECONDS = 3600;
/** Jobs under way may take so long to end when the process does; what they have finished by then stays. */
const GRACE_SECONDS = 5;
/** Copies of records and queues in a cluster of brokers, so that one of them may go. */
const REPLICAS = 3;
const AGAIN_MS = 1000;

/** The jobs of the services of this process: records and queues in a directory, or in JetStream where there is a broker. */
export class HostJobs {
  /** Waits for a broker that does not answer yet. @param services whose jobs are served here */
  static async open(host: Given, services: readonly string[]): Promise<HostJobs> {
    const { config } = host;
    const results = new ResultStore(await openResults(config), { maxBytesPerJob: config.jobBytes });
    const { store, queue } = host.nats ? await inBroker(host, host.nats.connection, services) : await inDirectory(config);
    return new HostJobs(host, { store, queue, results });
  }

  /** What clients do to jobs. */
  readonly jobs: Jobs;
  private readonly settings: JobSettings;
  private readonly runners: JobRunner[] = [];
  private readonly workers: JobWorker[] = [];

  private constructor(
    private readonly host: Given,
    private readonly parts: { readonly store: JobStore; readonly queue: JobQueue; readonly results: ResultStore },
  ) {
    const { store, queue, results } = parts;
    const { jobDays, jobSeconds, stopGrace = GRACE_SECONDS } = host.config;
    this.jobs = new Jobs(
      store,
      queue,
      results,
      {
        executionSeconds: Math.min(USUAL_SECONDS, jobSeconds),
        maxExecutionSeconds: jobSeconds,
        lifeSeconds: jobDays * DAY_SECONDS,
        maxLifeSeconds: jobDays * DAY_SECONDS,
      },
      this.runners,
    );
    this.settings = this.jobs.settings;
    host.metrics.watchAll('jobs', () => store.counts().map(({ count, ...kind }) => [kind, count] as const));
    const janitor = new Janitor(this.jobs, store, queue, results);
    let drained: Promise<unknown> | undefined;
    const drain = (): Promise<unknown> => (drained ??= Promise.all(this.workers.map((worker) => worker.drain(1000 * stopGrace))));
    // At once: no job is begun while requests come to their end.
    host.stop.addEventListener('abort', () => void drain(), { once: true });
    host.whenDraining(async () => {
      await drain();
      await janitor.close();
      await queue.close();
      await store.close();
    });
  }

  /** From now on jobs of the runner's service are worked at here. */
  work(runner: JobRunner): void {
    this.runners.push(runner);
    this.workers.push(new JobWorker({ ...this.parts, runner, settings: this.settings, tracer: this.host.tracer }));
  }
}

async function inDirectory({ state }: Config): Promise<{ store: JobStore; queue: JobQueue }> {
  const store = await DirectoryJobStore.open(join(state, 'jobs'));
  return { store, queue: await LocalJobQueue.open(store) };
}

async function inBroker(
  { logger, stop }: Given,
  connection: NatsConnection,
  services: readonly string[],
): Promise<{ store: JobStore; queue: JobQueue }> {
  const replicas = connection.info?.cluster === undefined ? 1 : REPLICAS;
  for (;;) {
    let store: JobStore | undefined;
    try {
      store = await KvJobStore.open(connection, { replicas });
      return { store, queue: await JetStreamJobQueue.open(connection, services, { replicas }) };
    } catch (error) {
      await store?.close();
      if (!(error instanceof TransientError)) throw error;
      logger.warn({ err: error }, 'the broker has no JetStream yet, which jobs need');
    }
    if (stop.aborted) throw new CancelledError('the service stops');
    await pause(AGAIN_MS);
  }
}
