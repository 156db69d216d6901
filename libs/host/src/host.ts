import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import type { DynamicModule } from '@nestjs/common';
import type { Bus, NatsBus } from '#bus';
import { TransientError } from '#faults';
import { makeLogger, Metrics, openTracer, type Config, type Logger, type Tracer } from '#ops';
import { createServer, downloads, endServer, PublicUrl } from '#web';
import { setWorkerThreads } from '#workers';
import { DataFiles } from './data-files.js';
import { openBus, type OpenBus } from './open-bus.js';
import { OperationsModule } from './operations.module.js';
import { Readiness } from './readiness.js';
import { Sources } from './sources.js';
import { toldToStop } from './told-to-stop.js';

type End = () => Promise<unknown>;
type Server = Awaited<ReturnType<typeof createServer>>;

/** A process: what every one of them has, for the modules of its services, and how it starts and ends. */
export class Host {
  readonly publicUrl: PublicUrl;
  readonly bus: Bus;
  /** where there is a broker; its connection is for JetStream */
  readonly nats?: NatsBus;
  private readonly readiness: Readiness;
  private known?: Sources;
  private readonly draining: End[] = [];
  private readonly ends: End[] = [];

  /**
   * Waits for a broker that is not there yet.
   * @param name of the service
   * @throws UsageError; FatalError when the broker refuses us; CancelledError when a signal came first
   */
  static async open(name: string, config: Config): Promise<Host> {
    const logger = makeLogger({ level: config.log });
    for (const warning of config.warnings) logger.warn({}, warning);
    const stop = toldToStop(logger);
    const metrics = new Metrics();
    if (config.workers !== undefined) setWorkerThreads(config.workers);
    const tracer = await openTracer(config, name, logger);
    const bus = await openBus(config, { name, logger, metrics, tracer, signal: stop });
    return new Host(config, logger, metrics, stop, bus, tracer);
  }

  private constructor(
    readonly config: Config,
    readonly logger: Logger,
    readonly metrics: Metrics,
    /** aborts when the process is told to stop */
    readonly stop: AbortSignal,
    private readonly opened: OpenBus,
    /** where there is somebody to whom traces are sent */
    readonly tracer?: Tracer,
  ) {
    this.bus = opened.bus;
    this.nats = opened.nats;
    this.publicUrl = new PublicUrl(config.baseUrl);
    this.readiness = new Readiness(opened.bus);
    metrics.watchPlaces('downloads', downloads);
    if (tracer) this.atEnd(() => tracer.close());
  }

  /** How the bytes of datasets are had. */
  get sources(): Sources {
    if (this.known) return this.known;
    const sources = (this.known = new Sources(this.config, this.metrics));
    this.atEnd(() => sources.close());
    return sources;
  }

  /** The files of datasets and the products made of them. @param catalogue where the datasets are looked up */
  async dataFiles(catalogue: 'here' | 'elsewhere'): Promise<DataFiles> {
    const { config, logger, metrics, sources, bus, opened } = this;
    const elsewhere = catalogue === 'elsewhere' ? opened.near : undefined;
    const files = await DataFiles.open(config, { logger, metrics, sources, bus, elsewhere });
    this.atEnd(() => files.close());
    return files;
  }

  /** Work besides requests, ended when the last of these is answered and the bus is still there; the last one said is ended first. */
  whenDraining(end: End): void {
    this.draining.unshift(end);
  }

  /** What is closed when nobody asks any more; the last one said is closed first. */
  atEnd(end: End): void {
    this.ends.unshift(end);
  }

  /**
   * Serves until the process is told to stop, then ends in order: not ready any more, the requests under way, the work besides, the bus, the rest.
   * @param compose makes the module of its services
   * @param serving is told when requests are answered, and the URL where
   * @returns the exit status. @throws what composing throws; TransientError when a port cannot be listened on
   */
  async serve(compose: (host: Host) => Promise<DynamicModule>, serving: (url: string) => unknown): Promise<number> {
    const { config, logger, metrics, tracer, readiness, stop, bus } = this;
    const { port, host, metricsPort, trustedProxies } = config;
    const servers: Server[] = [];
    try {
      const apart = metricsPort !== undefined;
      const module = OperationsModule.with({ readiness, metrics: apart ? undefined : metrics }, [await compose(this)]);
      const isStopping = (): boolean => readiness.phase === 'stopping';
      const app = await createServer(module, { logger, metrics, tracer, trustedProxies, isStopping });
      servers.push(app);
      await listen(app, 'PORT', port, host);
      if (apart) {
        const operations = await createServer(OperationsModule.with({ readiness, metrics }), { logger });
        servers.push(operations);
        await listen(operations, 'SODALITE_METRICS_PORT', metricsPort, host);
      }
      await bus.flush(); // the broker knows what is answered here
      readiness.phase = 'serving';
      await serving(config.baseUrl ?? (await app.getUrl()));
      if (!stop.aborted) await once(stop, 'abort');
      readiness.phase = 'stopping';
      await pause(config.stopDelay * 1000);
    } finally {
      readiness.phase = 'stopping';
      await this.end(servers);
    }
    logger.info({}, 'stopped');
    return 0;
  }

  private async end([app, operations]: readonly Server[]): Promise<void> {
    const { stopGrace } = this.config;
    if (app) await endServer(app, stopGrace === undefined ? undefined : stopGrace * 1000);
    for (const end of this.draining) await end();
    await this.bus.close();
    if (operations) await endServer(operations, 0);
    for (const end of this.ends) await end();
  }
}

async function listen(app: Server, variable: string, port: number, host: string): Promise<void> {
  try {
    await app.listen(port, host);
  } catch (cause) {
    const why = (cause as Error).message;
    throw new TransientError(`${variable} ${port} on HOST ${host} cannot be listened on: ${why}`, undefined, { cause });
  }
}
