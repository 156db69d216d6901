import { InProcessBus, NatsBus, NearBus, type Bus } from '#bus';
import type { Config, Logger, Metrics, Tracer } from '#ops';
import { natsConfigOf } from './nats-config.js';

export interface OpenBusOptions {
  /** of the service */
  readonly name: string;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly tracer?: Tracer;
  /** breaks off the waiting for a broker that is not there */
  readonly signal: AbortSignal;
}

/** The bus of a process and, where there is a broker, the way to it. */
export interface OpenBus {
  readonly bus: Bus;
  readonly near?: NearBus;
  readonly nats?: NatsBus;
}

/**
 * The bus that the configuration wants: within the process, or over NATS for what is not answered in it.
 * @throws UsageError; FatalError when the broker refuses us; CancelledError when the signal says so
 */
export async function openBus(config: Config, { name, logger, metrics, tracer, signal }: OpenBusOptions): Promise<OpenBus> {
  if (config.natsUrl === undefined) return { bus: new InProcessBus() };
  const observe = (subject: string, outcome: string, seconds: number): void => {
    metrics.add('busQuestions', 1, { subject, outcome });
    metrics.add('busSeconds', seconds, { subject });
  };
  const nats = await NatsBus.connect(natsConfigOf(config.natsUrl, config, `sodalite-${name}`), { logger, tracer, signal, observe });
  metrics.watch('busConnected', () => Number(nats.connected));
  metrics.watch('busWorking', () => nats.load.working);
  metrics.watch('busWaiting', () => nats.load.waiting);
  const near = new NearBus(new InProcessBus(), nats);
  return { bus: near, near, nats };
}
