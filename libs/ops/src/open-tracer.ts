import type { Config } from './config.js';
import type { Logger } from './logger.js';
import type { Tracer } from './span.js';

/**
 * What sends the spans of this process to the collector that OTEL_EXPORTER_OTLP_ENDPOINT names; without one nothing is loaded, and there are no spans.
 * @param name of the service
 */
export async function openTracer(
  { otlpEndpoint, traceRatio }: Pick<Config, 'otlpEndpoint' | 'traceRatio'>,
  name: string,
  logger: Logger,
): Promise<Tracer | undefined> {
  if (otlpEndpoint === undefined) return undefined;
  const { OtlpTracer } = await import('./otlp-tracer.js');
  return new OtlpTracer({ endpoint: otlpEndpoint, ratio: traceRatio, name, logger });
}
